using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>What people are told of batches of a job that nodes share.</summary>
static class BatchText
{
    internal static string Of(BatchStarted batch) =>
        "batch " + Amounts.Number(batch.Batch) + " of " + Amounts.Number(batch.Batches) + " runs on " + SafeText.OneLine(batch.Node) + ": "
        + Amounts.Count(batch.Items, "item") + " from " + Amounts.Number(batch.First + 1) + ", run " + ShortId(batch.Run);

    internal static string Of(BatchFinished batch) =>
        "batch " + Amounts.Number(batch.Batch) + " of " + Amounts.Number(batch.Batches) + (batch.Node.Length == 0 ? " has not begun" : " on " + SafeText.OneLine(batch.Node)) + ", run " + ShortId(batch.Run);

    // As `runner runs` shows them.
    static string ShortId(string run) => SafeText.OneLine(run.Length > 8 ? run[^8..] : run);
}
