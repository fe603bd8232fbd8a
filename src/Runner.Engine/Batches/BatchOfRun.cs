using Runner.Workflows.Values;

namespace Runner.Engine.Batches;

/// <summary>Some items of a repeated job of another run: what a run is whose node has taken them.</summary>
public sealed record BatchOfRun
{
    /// <summary>The path of the job in the other run: <c>check</c>, <c>main/deploy/check</c> in a workflow that is called.</summary>
    public required string Path { get; init; }

    /// <summary>The place of its first item in the whole list.</summary>
    public required int First { get; init; }

    /// <summary>How many items the whole list has.</summary>
    public required int Total { get; init; }

    /// <summary>The items.</summary>
    public required IReadOnlyList<Value> Items { get; init; }

    /// <summary>How many of them run at once.</summary>
    public required int Parallel { get; init; }

    /// <summary>What the other run's expressions had seen by then, as <see cref="DistributedLoop.Contexts"/> has it.</summary>
    public required Value Contexts { get; init; }
}
