using Runner.Workflows.Values;

namespace Runner.Store.Batches;

/// <summary>A job of a run whose items are to be run in batches, and how they are split.</summary>
public sealed record SplitLoop
{
    /// <summary>The job's path.</summary>
    public required string Path { get; init; }

    /// <summary>The number of the event with which it began.</summary>
    public required long Since { get; init; }

    /// <summary>The items.</summary>
    public required IReadOnlyList<Value> Items { get; init; }

    /// <summary>What all batches need. It is kept sealed until the run ends.</summary>
    public required Value Contexts { get; init; }

    /// <summary>How many items a batch has; the last may have fewer.</summary>
    public required int Size { get; init; }

    /// <summary>How many items of a batch run at once.</summary>
    public required int Parallel { get; init; }

    /// <summary>How many batches run at once on all nodes; null is no limit but that of one for each node.</summary>
    public int? Together { get; init; }
}

/// <summary>A batch and its run.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Part">Which items it has.</param>
public sealed record QueuedBatch(string Run, BatchPart Part);

/// <summary>How far the run of a batch is.</summary>
public sealed record BatchProgress
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its state, as of every run.</summary>
    public required string State { get; init; }

    /// <summary>Who has it, or had it last.</summary>
    public string? Node { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long? Duration { get; init; }

    /// <summary>The kind of its first error.</summary>
    public string? ErrorKind { get; init; }

    /// <summary>That error.</summary>
    public string? Error { get; init; }
}

/// <summary>What a batch runs with.</summary>
/// <param name="Part">Which items it has.</param>
/// <param name="Items">The items.</param>
/// <param name="Contexts">What <see cref="SplitLoop.Contexts"/> were.</param>
public sealed record CarriedBatch(BatchPart Part, IReadOnlyList<Value> Items, Value Contexts);
