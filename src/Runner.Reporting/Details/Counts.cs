using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>How the steps of a run or the items of a loop ended, in words.</summary>
static class Counts
{
    /// <summary><c>3 ok, 1 failed, 2 skipped</c>; nothing is said of what did not happen.</summary>
    internal static string Of(RunFinished run) =>
        Amounts.Number(run.Succeeded) + " ok" + Others(run.Failed, run.Skipped, run.Cancelled);

    /// <summary><c>43 items succeeded</c>; <c>41 of 43 items succeeded, 2 failed</c>.</summary>
    internal static string Of(ItemCounts items) =>
        items.Total == 0 ? "no items"
        : items.Succeeded == items.Total ? Amounts.Count(items.Total, "item") + " succeeded"
        : Amounts.Number(items.Succeeded) + " of " + Amounts.Count(items.Total, "item") + " succeeded" + Others(items.Failed, items.Skipped, items.Cancelled);

    static string Others(int failed, int skipped, int cancelled)
    {
        var text = "";
        if (failed > 0) text += ", " + Amounts.Number(failed) + " failed";
        if (skipped > 0) text += ", " + Amounts.Number(skipped) + " skipped";
        if (cancelled > 0) text += ", " + Amounts.Number(cancelled) + " cancelled";
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
