using Runner.Engine.Events;
using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Steps;

/// <summary>Judges conditions and says what they saw.</summary>
static class Evaluation
{
    const int LongestShown = 200;
    const int MostReasons = 5;

    static readonly System.Buffers.SearchValues<char> MemberLetters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <exception cref="TemplateException">The condition cannot be evaluated.</exception>
    public static bool IsTrue(CheckedCondition condition, RunScope scope)
    {
        try
        {
            return Coercion.IsTruthy(condition.Expression.Evaluate(scope));
        }
        catch (ExpressionEvaluationException e)
        {
            throw new TemplateException(condition.Location, e.Message, e);
        }
    }

    /// <summary>
    /// Why a job or step does not run; null when it does. A condition that asks for no status means "and nothing failed
    /// before", as in GitHub Actions.
    /// </summary>
    /// <param name="condition">Its <c>if</c>; null when it has none.</param>
    /// <param name="status">How what comes before it went.</param>
    /// <param name="scope">What the condition sees.</param>
    /// <param name="after">What to say where that did not go well.</param>
    /// <exception cref="TemplateException">The condition cannot be evaluated.</exception>
    public static string? WhyNot(CheckedCondition? condition, JobStatus status, RunScope scope, string after)
    {
        if (condition is null) return status == JobStatus.Success ? null : after;
        if (status != JobStatus.Success && !FunctionCalls.AskStatus(condition.Expression.Root)) return after;
        if (IsTrue(condition, scope)) return null;
        return status == JobStatus.Success ? $"its condition is false: {condition.Expression.Text.Trim()}" : after;
    }

    /// <exception cref="TemplateException">The expectation cannot be evaluated.</exception>
    public static ExpectationResult Judge(CheckedCondition expectation, RunScope scope)
    {
        var passed = IsTrue(expectation, scope);
        return new(expectation.Expression.Text.Trim(), passed, passed ? null : Explain(expectation, scope), expectation.Location.ToString());
    }

    /// <summary>What the parts of a condition were: <c>`result.status` was 503</c>.</summary>
    public static string Explain(CheckedCondition condition, RunScope scope)
    {
        var seen = condition.Expression.Explain(scope);
        return seen.Count == 0 ? "it is never true" : string.Join(", ", seen.Select(part => $"`{part.Text}` was {Show(part.Value)}{Reasons(part, scope)}"));
    }

    /// <summary>Why it was false, where its owner knows: <c>: /name: must be a text, is 3</c>.</summary>
    static string Reasons(SeenValue part, RunScope scope)
    {
        var dot = part.Text.LastIndexOf('.');
        if (part.Value.Kind != ValueKind.Boolean || part.Value.AsBoolean() || dot < 0 || part.Text.AsSpan(dot + 1).ContainsAnyExcept(MemberLetters)) return "";
        var owner = Expression.Parse(part.Text[..dot], FunctionRegistry.Default).Evaluate(scope);
        if (owner.Kind != ValueKind.Object || owner.AsObject() is not IReasonedObject reasoned || reasoned.ReasonsOf(part.Text[(dot + 1)..]) is not { Count: > 0 } reasons) return "";
        return $": {string.Join("; ", reasons.Take(MostReasons))}{(reasons.Count > MostReasons ? $"; and {reasons.Count - MostReasons} more" : "")}";
    }

    static string Show(Value value)
    {
        var shown = value.Kind switch
        {
            ValueKind.String => $"'{value.AsString()}'",
            ValueKind.Array or ValueKind.Object => ValueJson.Write(value, indented: false),
            _ => value.IsNull ? "null" : Coercion.ToText(value),
        };
        return shown.Length <= LongestShown ? shown : $"{shown[..LongestShown]}… ({shown.Length:N0} characters)";
    }
}
