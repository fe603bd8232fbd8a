using Runner.Workflows.Values;

namespace Runner.Engine.Batches;

/// <summary>A repeated job whose items are to be split into batches.</summary>
public sealed record DistributedLoop
{
    /// <summary>The job's path in the run.</summary>
    public required string Path { get; init; }

    /// <summary>The number of the event with which the job began: a job that begins anew has batches of its own.</summary>
    public required long Since { get; init; }

    /// <summary>The items.</summary>
    public required IReadOnlyList<Value> Items { get; init; }

    /// <summary>
    /// What expressions of the items see beside the item, and the secrets that are masked: <c>needs</c> and <c>env</c>; in a workflow that is called its
    /// inputs and secrets. It is for nobody's eyes: secrets stand in it as they are.
    /// </summary>
    public required Value Contexts { get; init; }

    /// <summary>How many items a batch has; null leaves it to the number of items and of nodes.</summary>
    public int? BatchSize { get; init; }

    /// <summary>How many items may run at once on all nodes together; null leaves it to <see cref="Standard"/>.</summary>
    public int? MaxParallel { get; init; }

    /// <summary>How many items of a batch run at once where nothing else is said.</summary>
    public required int Standard { get; init; }
}
