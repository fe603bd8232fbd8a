using Runner.Engine.Durability;
using Runner.Engine.Events;

namespace Runner.Engine.Batches;

/// <summary>
/// Gives batches of a run's loops to whoever has room, each as a run of its own, and knows what became of them. Batches that were queued stay so when the
/// run's own process is killed: whoever goes on with the run finds them by the loop's path and beginning, and queues none twice.
/// </summary>
public interface IBatchQueue
{
    /// <summary>Queues the batches of a loop, all or none of them; those that are there from before are answered as they are.</summary>
    /// <returns>The batches, in the order of their items.</returns>
    /// <exception cref="BatchException">The loop cannot be split, or what it needs cannot be kept.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before they were queued. They may be nevertheless: <see cref="CancelAsync"/>.</exception>
    Task<IReadOnlyList<LoopBatch>> BeginAsync(DistributedLoop loop, CancellationToken cancel);

    /// <summary>Waits a little, and tells how far the batches of a loop are, by their runs' ids.</summary>
    Task<IReadOnlyDictionary<string, BatchState>> LookAsync(DistributedLoop loop, CancellationToken cancel);

    /// <summary>What the run of a batch has said.</summary>
    Task<RunHistory> HistoryAsync(LoopBatch batch, CancellationToken cancel);

    /// <summary>Has the batches of a loop end that have not: those that nobody has taken will not begin.</summary>
    /// <param name="path">The job's path.</param>
    /// <param name="cancel">Gives up.</param>
    Task CancelAsync(string path, CancellationToken cancel);
}

/// <summary>A batch of a loop.</summary>
/// <param name="Number">Which one, from 1.</param>
/// <param name="First">The place of its first item in the list.</param>
/// <param name="Count">How many items it has.</param>
/// <param name="Run">The id of its run.</param>
public sealed record LoopBatch(int Number, int First, int Count, string Run);

/// <summary>How far a batch is.</summary>
/// <param name="IsOver">Whether its run has ended.</param>
/// <param name="Node">Who has it, or had it last; null while nobody does.</param>
public sealed record BatchState(bool IsOver, string? Node)
{
    /// <summary>How its run ended.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>How long that took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Why it failed, the first reason.</summary>
    public ErrorInfo? Error { get; init; }
}

/// <summary>Batches of a loop cannot be queued.</summary>
/// <param name="message">Why.</param>
/// <param name="help">What would be right; null where nothing is known.</param>
public sealed class BatchException(string message, string? help) : Exception(message)
{
    /// <summary>What would be right.</summary>
    public string? Help { get; } = help;
}
