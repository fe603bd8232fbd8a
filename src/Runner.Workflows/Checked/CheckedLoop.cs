namespace Runner.Workflows.Checked;

/// <summary>What a job or a step is repeated for, and how.</summary>
/// <param name="Items">Makes the list.</param>
/// <param name="As">The name by which expressions know the item.</param>
public sealed record CheckedLoop(InputTemplate Items, string As)
{
    /// <summary>The context that tells where in the list an item stands: <c>loop.index</c> from 0, <c>loop.count</c>.</summary>
    public const string Position = "loop";

    /// <summary>How many items run at once; null is <see cref="JobsAtOnce"/> for a job and 1 for a step.</summary>
    public InputTemplate? MaxParallel { get; init; }

    /// <summary>How many items of a job run at once when it does not say.</summary>
    public const int JobsAtOnce = 10;

    /// <summary>The most that may run at once.</summary>
    public const int MostAtOnce = 10_000;

    /// <summary>Whether the first item that fails ends the others.</summary>
    public bool FailFast { get; init; } = true;

    /// <summary>Whether the nodes of <c>runner serve</c> share the items. Only jobs say so.</summary>
    public bool Distribute { get; init; }

    /// <summary>How many items a node gets at a time; null leaves it to the number of items and nodes.</summary>
    public InputTemplate? BatchSize { get; init; }

    /// <summary>The most items in a batch.</summary>
    public const int LargestBatch = 10_000;

    /// <summary>The most batches of a loop.</summary>
    public const int MostBatches = 4_096;
}
