using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Runner.Scripting.Compiler;

/// <summary>The names that could stand at the end of a text: those that the compiler would find there.</summary>
static class Completions
{
    /// <summary>Stands in the place of the name that is sought.</summary>
    public const string Placeholder = "sought__";

    /// <summary>The beginning of a name that stands at the end of a text.</summary>
    public static string TypedIn(string text)
    {
        var start = text.Length;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(text[start - 1])) start--;
        return text[start..];
    }

    /// <param name="text">What is typed so far.</param>
    /// <param name="source">The same as it is compiled, with the placeholder at its end.</param>
    /// <param name="compilation">Its compilation.</param>
    /// <param name="actions">The actions, by the names that scripts have for them.</param>
    public static (IReadOnlyList<string> Names, int Typed) Of(string text, SourceText source, CSharpCompilation compilation, IReadOnlyDictionary<string, string> actions)
    {
        var typed = TypedIn(text);
        var before = text[..^typed.Length];
        var names = new List<string>();
        // Http. is no type, and has members all the same.
        if (before.EndsWith('.') && TypedIn(before[..^1]) is { Length: > 0 } prefix)
            names.AddRange(actions.Keys.Where(action => action.StartsWith(prefix + ".", StringComparison.Ordinal)).Select(action => action[(prefix.Length + 1)..]));
        if (names.Count == 0)
        {
            var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath.Length > 0 && tree.Length == source.Length);
            var position = source.Length - Placeholder.Length;
            var model = compilation.GetSemanticModel(tree);
            var node = tree.GetRoot().FindToken(position).Parent;
            names.AddRange(InitializersAt(node, model, position) ?? MembersAt(node, model, position) ?? InScope(model, position, actions, before));
        }

        return ([.. names.Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && name.Length > 0 && name[0] != '<').Distinct().Order(StringComparer.OrdinalIgnoreCase)], typed.Length);
    }

    /// <summary>The inputs that an action, or another object, still lacks: <c>new Http.Get { U</c>.</summary>
    static IEnumerable<string>? InitializersAt(SyntaxNode? node, SemanticModel model, int position)
    {
        if (node?.Parent is not InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation } initializer || model.GetTypeInfo(creation).Type is not { } type) return null;
        var given = initializer.Expressions.OfType<AssignmentExpressionSyntax>().Select(each => each.Left.ToString()).ToHashSet();
        return model.LookupSymbols(position, type).OfType<IPropertySymbol>().Where(property => property is { IsStatic: false, SetMethod.DeclaredAccessibility: Accessibility.Public } && !given.Contains(property.Name)).Select(property => property.Name);
    }

    static IEnumerable<string>? MembersAt(SyntaxNode? node, SemanticModel model, int position)
    {
        var owner = node switch
        {
            { Parent: MemberAccessExpressionSyntax access } when access.Name == node => access.Expression,
            { Parent: MemberBindingExpressionSyntax { Parent: ConditionalAccessExpressionSyntax access } } => access.Expression,
            { Parent: QualifiedNameSyntax name } when name.Right == node => name.Left,
            _ => (ExpressionSyntax?)null,
        };
        if (owner is null) return null;
        var symbol = model.GetSymbolInfo(owner).Symbol;
        if (symbol is INamespaceSymbol or ITypeSymbol) return model.LookupSymbols(position, (INamespaceOrTypeSymbol)symbol).Where(found => found is INamespaceOrTypeSymbol || found.IsStatic).Select(found => found.Name);
        return model.GetTypeInfo(owner).Type is { } type ? model.LookupSymbols(position, type, includeReducedExtensionMethods: true).Where(found => !found.IsStatic && found.CanBeReferencedByName).Select(found => found.Name) : [];
    }

    static IEnumerable<string> InScope(SemanticModel model, int position, IReadOnlyDictionary<string, string> actions, string before)
    {
        var groups = actions.Keys.Where(action => action.Contains('.', StringComparison.Ordinal)).Select(action => action[..action.IndexOf('.', StringComparison.Ordinal)]);
        var found = model.LookupSymbols(position).Where(symbol => symbol.CanBeReferencedByName && symbol.Name != Placeholder);
        // What runs actions first; types by the hundred only where one is made.
        return before.TrimEnd().EndsWith("new", StringComparison.Ordinal)
            ? groups.Concat(found.OfType<INamedTypeSymbol>().Where(type => type.TypeKind == TypeKind.Class && !type.IsAbstract).Select(type => type.Name))
            : found.Select(symbol => symbol.Name).Concat(["await", "foreach", "new", "return", "using", "var"]);
    }
}
