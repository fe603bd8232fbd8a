using System.Xml;
using System.Xml.XPath;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Markup;

/// <summary>XPath 1.0 expressions into XML and HTML.</summary>
static class XPathQuery
{
    /// <exception cref="MarkupException">The expression is none, or the text is no XML.</exception>
    /// <exception cref="ExpressionEvaluationException">The answer is too large.</exception>
    public static Value Evaluate(string text, string expression, Arguments arguments)
    {
        var compiled = Compile(expression);
        var tree = XmlTree.Read(text);
        try
        {
            compiled.SetContext(new DeclaredPrefixes(tree));
            return ValueOf(tree.Evaluate(compiled), arguments);
        }
        catch (XPathException e)
        {
            throw Invalid(expression, e);
        }
    }

    /// <summary>Why a text is no expression; null when it is one.</summary>
    public static string? ProblemOf(string expression)
    {
        try
        {
            var compiled = Compile(expression);
            // Functions are looked up only here. What document it will be, with which prefixes, is not known yet.
            compiled.SetContext(AnyPrefix.Instance);
            XmlTree.Read("<any/>").Evaluate(compiled);
            return null;
        }
        catch (MarkupException e)
        {
            return $"xpath: {e.Message}";
        }
        catch (XPathException e)
        {
            return $"xpath: {Invalid(expression, e).Message}";
        }
    }

    static XPathExpression Compile(string expression)
    {
        if (string.IsNullOrWhiteSpace(expression)) throw new MarkupException("the expression is empty");
        try
        {
            // As it is first: what is wrong is then told in the user's words.
            XPathExpression.Compile(expression);
            return XPathExpression.Compile(XPathNames.OfAnyNamespace(expression));
        }
        catch (XPathException e)
        {
            throw Invalid(expression, e);
        }
    }

    static Value ValueOf(object answer, Arguments arguments)
    {
        switch (answer)
        {
            case bool boolean: return Value.From(boolean);
            case double number: return Value.From(number);
            case string text: return Value.From(text);
        }

        var found = new List<Value>();
        foreach (XPathNavigator node in (XPathNodeIterator)answer)
        {
            var text = node.Value;
            arguments.ChargeText(text.Length);
            found.Add(Value.From(text));
        }

        arguments.ChargeItems(found.Count);
        return Value.From(found);
    }

    // The library's word for a function that it does not know names a type of it.
    static MarkupException Invalid(string expression, XPathException cause) => new(
        cause.Message.Contains("XsltContext", StringComparison.Ordinal) ? $"'{expression}' has a variable or calls a function that XPath 1.0 does not have"
            : cause.Message.Contains(expression, StringComparison.Ordinal) ? cause.Message.TrimEnd('.')
            : $"'{expression}' is no XPath 1.0 expression: {cause.Message.TrimEnd('.')}",
        cause);

    /// <summary>The prefixes that a document declares, wherever it does; the first declaration of one counts.</summary>
    sealed class DeclaredPrefixes(XPathNavigator tree) : IXmlNamespaceResolver
    {
        readonly Dictionary<string, string> declared = Find(tree);

        public string? LookupNamespace(string prefix)
        {
            if (prefix.Length == 0) return "";
            if (declared.TryGetValue(prefix, out var found)) return found;
            var known = string.Join(", ", declared.Keys.Where(static each => each != "xml").Order(StringComparer.Ordinal));
            throw new MarkupException(
                $"the document declares no prefix '{prefix}': {(known.Length == 0 ? "it declares none" : $"it declares {known}")}, and a name without a prefix is one of any namespace");
        }

        public IDictionary<string, string> GetNamespacesInScope(XmlNamespaceScope scope) => declared;

        public string? LookupPrefix(string namespaceName) => null;

        static Dictionary<string, string> Find(XPathNavigator tree)
        {
            var found = new Dictionary<string, string>(StringComparer.Ordinal) { ["xml"] = "http://www.w3.org/XML/1998/namespace" };
            var node = tree.Clone();
            while (node.MoveToFollowing(XPathNodeType.Element))
            {
                var scope = node.Clone();
                for (var more = scope.MoveToFirstNamespace(XPathNamespaceScope.Local); more; more = scope.MoveToNextNamespace(XPathNamespaceScope.Local))
                    found.TryAdd(scope.LocalName, scope.Value);
            }

            found.Remove("");
            return found;
        }
    }

    sealed class AnyPrefix : IXmlNamespaceResolver
    {
        public static readonly AnyPrefix Instance = new();

        public string? LookupNamespace(string prefix) => $"urn:{prefix}";

        public IDictionary<string, string> GetNamespacesInScope(XmlNamespaceScope scope) => new Dictionary<string, string>();

        public string? LookupPrefix(string namespaceName) => null;
    }
}
