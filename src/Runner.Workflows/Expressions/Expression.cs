using Runner.Workflows.Expressions.Syntax;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>
/// An expression in the language of GitHub Actions, parsed once and evaluated as often as needed. It is immutable, so
/// that many steps may evaluate it at the same time.
/// </summary>
public sealed class Expression
{
    /// <summary>The longest text that is accepted, in characters.</summary>
    public const int MaxLength = 21_000;

    /// <summary>How deep operators, calls, indexes and parentheses may nest.</summary>
    public const int MaxDepth = 50;

    Expression(string text, ExpressionNode root)
    {
        Text = text;
        Root = root;
    }

    /// <summary>The text as it was given.</summary>
    public string Text { get; }

    /// <summary>The syntax tree. An empty text is the literal null.</summary>
    public ExpressionNode Root { get; }

    /// <summary>Parses a text.</summary>
    /// <param name="text">The expression, without <c>${{ }}</c>.</param>
    /// <param name="functions">The functions that it may call.</param>
    /// <param name="names">The contexts that it may name, without regard to case; null allows every name.</param>
    /// <exception cref="ExpressionSyntaxException">The text is not an expression.</exception>
    public static Expression Parse(string text, FunctionRegistry functions, IReadOnlySet<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(functions);
        return new(text, new Parser(text, Lexer.Read(text), functions, names).Parse());
    }

    /// <summary>Evaluates it. Exceptions of values that are read lazily, such as network errors, pass through untouched.</summary>
    /// <exception cref="ExpressionEvaluationException">The values at hand have no answer to it.</exception>
    public Value Evaluate(IExpressionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var state = new EvaluationState(scope);
        return Root.Evaluate(ref state);
    }

    /// <summary>
    /// Evaluates it once more and tells what it saw: every reference (<c>result.status</c>, but not the <c>result</c> in
    /// it) and every call that depends on one, in the order of the text, each text once. Parts that <c>&amp;&amp;</c>,
    /// <c>||</c> or <c>case()</c> never reached are left out, and so is a call that is the whole expression, since its
    /// answer is what the question is about. If evaluation fails, what was seen before that is told.
    /// </summary>
    public IReadOnlyList<SeenValue> Explain(IExpressionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var values = new List<(ExpressionNode Node, Value Value)>();
        var state = new EvaluationState(scope) { Seen = values };
        try
        {
            Root.Evaluate(ref state);
        }
        catch (ExpressionEvaluationException)
        {
            // The caller has had this exception from Evaluate; here it only ends the list.
        }

        var texts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var seen = new List<SeenValue>();
        foreach (var (node, value) in values.OrderBy(each => each.Node.Span.Start).ThenByDescending(each => each.Node.Span.Length))
        {
            if (node is CallNode && node == Root && values.Count > 1) continue;
            var text = Slice(node.Span);
            if (texts.Add(text)) seen.Add(new(text, node.Span, value));
        }

        return seen;
    }

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    string Slice(TextSpan span) => Text.Substring(span.Start, span.Length);
}
