using System.Diagnostics;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Answers that were read and not yet taken.</summary>
sealed class AnswerQueue
{
    readonly Queue<ProbeAnswer> waiting = new();

    /// <summary>How many there are.</summary>
    public int Count => waiting.Count;

    /// <summary>Adds one.</summary>
    public void Add(in ProbeAnswer answer) => waiting.Enqueue(answer);

    /// <summary>Adds what is known without anybody's answer.</summary>
    public void Add(in Probe probe, PortState state, StateReason reason, ScanAddress? from = null) =>
        waiting.Enqueue(new(probe.Ticket, probe.Attempt, state, reason, Stopwatch.GetTimestamp(), From: from));

    /// <summary>The oldest one.</summary>
    public bool TryTake(out ProbeAnswer answer) => waiting.TryDequeue(out answer);

    /// <summary>Takes the oldest ones, as many as there is room for.</summary>
    public int Take(Span<ProbeAnswer> answers)
    {
        var count = 0;
        while (count < answers.Length && waiting.TryDequeue(out answers[count])) count++;
        return count;
    }
}
