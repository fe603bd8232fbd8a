using System.Text.Json;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Answering;

/// <summary>What an expression comes to, for someone who asks for it alone, outside a run: a value, or why there is none.</summary>
public readonly record struct ExpressionAnswer
{
    /// <summary>The value; null when there is none.</summary>
    public Value Value { get; private init; }

    /// <summary>Why there is no value; null when there is one.</summary>
    public ExpressionFailure? Failure { get; private init; }

    /// <summary>Parses and evaluates an expression.</summary>
    /// <param name="text">The expression, without <c>${{ }}</c>.</param>
    /// <param name="scope">What it may name.</param>
    public static ExpressionAnswer Of(string text, ContextScope scope)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(scope);
        try
        {
            return new() { Value = Expression.Parse(text, FunctionRegistry.Default, scope.Names).Evaluate(scope) };
        }
        catch (ExpressionSyntaxException e)
        {
            return new() { Failure = ExpressionFailure.Of(e) };
        }
        catch (ExpressionEvaluationException e)
        {
            return new() { Failure = ExpressionFailure.OfEvaluation(e.Message, e.Span, text) };
        }
    }

    /// <summary>
    /// The answer as JSON on one line: <c>{"result":2,"kind":"Number"}</c>, or <c>{"error":"...","errorKind":"parsing"}</c>. JSON
    /// has no word for NaN and the infinities: they are a null of the kind Number.
    /// </summary>
    public string ToJsonLine(string text)
    {
        if (Failure is { } failure) return ErrorLine(failure.Message, failure.Stage);
        try
        {
            return $$"""{"result":{{ValueJson.Write(Value)}},"kind":"{{Value.Kind}}"}""";
        }
        catch (JsonException e)
        {
            return ErrorLine(ExpressionFailure.OfEvaluation(e.Message.TrimEnd('.'), new TextSpan(0, text.Length), text).Message, "evaluation");
        }
    }

    internal static string ErrorLine(string message, string kind) => $$"""{"error":{{ValueJson.Write(Value.From(message))}},"errorKind":"{{kind}}"}""";
}
