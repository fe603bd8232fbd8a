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
        return seen.Count == 0 ? "it is never true" : string.Join(", ", seen.Select(part => $"`{part.Text}` was {Show(part.Value)}"));
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
