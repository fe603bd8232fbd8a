using System.Text;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>A stretch of a scalar: text, or a <c>${{ }}</c> with an expression.</summary>
/// <param name="Span">Where it stands in the scalar, from 0, with <c>${{</c> and <c>}}</c>.</param>
/// <param name="Expression">The expression; null for text.</param>
/// <param name="ExpressionOffset">Where the expression's text starts in the scalar: add it to offsets in the expression.</param>
public readonly record struct TemplatePart(TextSpan Span, Expression? Expression, int ExpressionOffset);

/// <summary>
/// The text of a YAML scalar with <c>${{ }}</c> in it. There is no escape character; a literal <c>${{</c> is written as an
/// expression, <c>${{ '${{' }}</c>, as in GitHub Actions.
/// </summary>
public sealed class Template
{
    const string Open = "${{";
    const string Close = "}}";

    readonly TemplatePart[] parts;

    Template(string text, TemplatePart[] parts)
    {
        Text = text;
        this.parts = parts;
    }

    /// <summary>The scalar's text.</summary>
    public string Text { get; }

    /// <summary>Its stretches, in order, covering the whole text.</summary>
    public IReadOnlyList<TemplatePart> Parts => parts;

    /// <summary>Whether there is no expression in it.</summary>
    public bool IsLiteral => Array.TrueForAll(parts, part => part.Expression is null);

    /// <summary>Whether it is one <c>${{ }}</c> with nothing around it, not even white space: then its value keeps its type.</summary>
    public bool IsSingleExpression => parts is [{ Expression: not null }];

    /// <summary>Parses a scalar.</summary>
    /// <param name="text">The scalar's text, after YAML.</param>
    /// <param name="functions">The functions that its expressions may call.</param>
    /// <param name="names">The contexts that they may name; null allows every name.</param>
    /// <exception cref="ExpressionSyntaxException">An expression is wrong, empty or not closed. The span is one of the scalar.</exception>
    public static Template Parse(string text, FunctionRegistry functions, IReadOnlySet<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<TemplatePart>();
        var position = 0;
        while (position < text.Length)
        {
            var open = text.IndexOf(Open, position, StringComparison.Ordinal);
            if (open < 0) open = text.Length;
            if (open > position) parts.Add(new(TextSpan.Between(position, open), null, 0));
            if (open == text.Length) break;

            var close = FindClose(text, open);
            parts.Add(ParsePart(text, TextSpan.Between(open, close), functions, names));
            position = close;
        }

        return new(text, [.. parts]);
    }

    /// <summary>The value: of a single expression its own, of anything else a text.</summary>
    /// <exception cref="ExpressionEvaluationException">An expression has no answer. The span is one of the scalar.</exception>
    public Value Evaluate(IExpressionScope scope)
    {
        if (IsSingleExpression) return Evaluate(parts[0], scope);
        if (IsLiteral) return Value.From(Text);
        var result = new StringBuilder();
        foreach (var part in parts)
        {
            if (part.Expression is null) result.Append(Text, part.Span.Start, part.Span.Length);
            else result.Append(Coercion.ToText(Evaluate(part, scope)));
        }

        return Value.From(result.ToString());
    }

    /// <summary>The scalar's text.</summary>
    public override string ToString() => Text;

    static Value Evaluate(TemplatePart part, IExpressionScope scope)
    {
        try
        {
            return part.Expression!.Evaluate(scope);
        }
        catch (ExpressionEvaluationException e)
        {
            throw e.Shifted(part.ExpressionOffset);
        }
    }

    static TemplatePart ParsePart(string text, TextSpan span, FunctionRegistry functions, IReadOnlySet<string>? names)
    {
        var inner = text.AsSpan(span.Start + Open.Length, span.Length - Open.Length - Close.Length);
        var trimmed = inner.Trim();
        if (trimmed.IsEmpty) throw new ExpressionSyntaxException(ExpressionErrorKind.Parsing, "An expression was expected", span);
        var offset = span.Start + Open.Length + (inner.Length - inner.TrimStart().Length);
        try
        {
            return new(span, Expression.Parse(trimmed.ToString(), functions, names), offset);
        }
        catch (ExpressionSyntaxException e)
        {
            throw e.Shifted(offset);
        }
    }

    /// <summary>The offset after the braces that close an expression: the first pair that is not inside a text literal.</summary>
    static int FindClose(string text, int open)
    {
        var inString = false;
        for (var i = open + Open.Length; i < text.Length; i++)
        {
            // A doubled quote inside a literal leaves and enters it again, which comes to the same.
            if (text[i] == '\'') inString = !inString;
            else if (!inString && text[i] == '}' && i > open + Open.Length && text[i - 1] == '}') return i + 1;
        }

        throw new ExpressionSyntaxException(
            ExpressionErrorKind.Lexing,
            "The expression is not closed. An unescaped ${{ sequence was found, but the closing }} sequence was not found.",
            TextSpan.Between(open, text.Length));
    }
}
