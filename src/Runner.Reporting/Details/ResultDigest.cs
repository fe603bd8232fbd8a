using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>
/// What a step has to say for itself in a few words. It asks a result for single fields only: results read lazily, and a
/// step that succeeded should cost no more than its line.
/// </summary>
static class ResultDigest
{
    /// <summary><c>200 OK</c>, <c>exit 1</c>, what an expectation saw, an error's kind and message; empty when there is nothing to say.</summary>
    internal static string Of(StepFinished step)
    {
        // Its items have said why.
        if (step.Items is { } items) return Counts.Of(items);
        var answer = OfResult(step.Result);
        if (step.Outcome == Outcome.Success) return answer;
        var reason = ReasonOf(step);
        return answer.Length == 0 ? reason : reason.Length == 0 ? answer : answer + "  " + reason;
    }

    /// <summary>What the peer answered: <c>200 OK</c>, <c>exit 1</c>.</summary>
    internal static string OfResult(Value result)
    {
        if (result.Kind != ValueKind.Object) return "";
        var fields = result.AsObject();
        if (fields.TryGet("status", out var status) && status.Kind == ValueKind.Number)
            return fields.TryGet("reason", out var reason) && reason.Kind == ValueKind.String && reason.AsString().Length > 0
                ? status + " " + reason.AsString()
                : status.ToString();
        if (fields.TryGet("exitCode", out var exitCode) && exitCode.Kind == ValueKind.Number && exitCode.AsNumber() != 0) return "exit " + exitCode;
        return "";
    }

    static string ReasonOf(StepFinished step)
    {
        foreach (var expectation in step.Expectations)
            if (!expectation.Passed) return expectation.Saw ?? "not " + expectation.Expression;
        if (step.Error is not { } error) return "";
        return step.Outcome == Outcome.Failure ? error.Kind + ": " + error.Message : error.Message;
    }
}
