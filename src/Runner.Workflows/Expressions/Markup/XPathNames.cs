using System.Text;
using System.Xml;

namespace Runner.Workflows.Expressions.Markup;

/// <summary>
/// Makes the names of elements without a prefix mean those of any namespace: <c>//loc</c> becomes <c>//*[local-name()='loc']</c>. In
/// XPath 1.0 they mean those of no namespace, which in documents that declare a default one (feeds, sitemaps, SOAP) select nothing.
/// </summary>
ref struct XPathNames
{
    readonly ReadOnlySpan<char> expression;
    readonly StringBuilder rewritten = new();
    int at;

    /// <summary>Whether what was read last ends an operand, so that a name or star after it is an operator (XPath 1.0, section 3.7).</summary>
    bool afterOperand;
    bool inAttributes;

    XPathNames(ReadOnlySpan<char> expression) => this.expression = expression;

    /// <summary>The expression with every such name replaced. It must be one that the library accepts.</summary>
    public static string OfAnyNamespace(string expression)
    {
        var names = new XPathNames(expression);
        while (names.at < expression.Length) names.ReadToken();
        return names.rewritten.ToString();
    }

    void ReadToken()
    {
        var c = expression[at];
        if (char.IsWhiteSpace(c)) Copy(1);
        else if (c is '\'' or '"') CopyOperand(expression[(at + 1)..].IndexOf(c) + 2);
        else if (XmlConvert.IsStartNCNameChar(c)) ReadName();
        else if (char.IsAsciiDigit(c)) CopyOperand(LengthOf(expression[at..], static each => char.IsAsciiDigit(each) || each == '.'));
        else if (c == '*' && afterOperand) CopyOperator(1);
        else if (c is '*' or ')' or ']' or '.') CopyOperand(1);
        else if (c == '@')
        {
            CopyOperator(1);
            inAttributes = true;
        }
        else CopyOperator(1);
    }

    void ReadName()
    {
        var name = expression.Slice(at, LengthOf(expression[at..], XmlConvert.IsNCNameChar));
        var rest = expression[(at + name.Length)..];
        var next = rest.TrimStart();
        if (afterOperand) CopyOperator(name.Length);
        else if (next.StartsWith("::"))
        {
            var axis = name is "attribute" or "namespace";
            CopyOperator(expression.Length - at - next.Length + 2);
            inAttributes = axis;
        }
        else if (next.StartsWith("(")) CopyOperator(name.Length);
        // A name with a prefix, or all of a prefix.
        else if (rest.StartsWith(":")) CopyOperand(name.Length + 1 + (rest.StartsWith(":*") ? 1 : LengthOf(rest[1..], XmlConvert.IsNCNameChar)));
        else if (inAttributes || (at > 0 && expression[at - 1] == '$')) CopyOperand(name.Length);
        else
        {
            rewritten.Append("*[local-name()='").Append(name).Append("']");
            at += name.Length;
            afterOperand = true;
        }
    }

    void CopyOperand(int length)
    {
        Copy(length);
        (afterOperand, inAttributes) = (true, false);
    }

    void CopyOperator(int length)
    {
        Copy(length);
        (afterOperand, inAttributes) = (false, false);
    }

    void Copy(int length)
    {
        rewritten.Append(expression.Slice(at, length));
        at += length;
    }

    static int LengthOf(ReadOnlySpan<char> text, Func<char, bool> belongs)
    {
        var length = 0;
        while (length < text.Length && belongs(text[length])) length++;
        return length;
    }
}
