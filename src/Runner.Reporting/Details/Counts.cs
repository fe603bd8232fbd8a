using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>How a run's steps ended, in words.</summary>
static class Counts
{
    /// <summary><c>3 ok, 1 failed, 2 skipped</c>; nothing is said of what did not happen.</summary>
    internal static string Of(RunFinished run)
    {
        var text = Amounts.Number(run.Succeeded) + " ok";
        if (run.Failed > 0) text += ", " + Amounts.Number(run.Failed) + " failed";
        if (run.Skipped > 0) text += ", " + Amounts.Number(run.Skipped) + " skipped";
        if (run.Cancelled > 0) text += ", " + Amounts.Number(run.Cancelled) + " cancelled";
        return text;
    }

    internal static string Verb(Outcome outcome) => outcome switch
    {
        Outcome.Success => "passed",
        Outcome.Failure => "failed",
        Outcome.Cancelled => "cancelled",
        _ => "skipped",
    };
}
