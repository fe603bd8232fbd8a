using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Engine;

/// <summary>How a run ended.</summary>
/// <param name="Finished">Its last event.</param>
/// <param name="ObserverFailures">Observers that threw and were left out.</param>
public readonly record struct RunResult(RunFinished Finished, IReadOnlyList<ObserverFailure> ObserverFailures)
{
    /// <summary>The workflow's declared outputs, with their secrets; null when it declares none.</summary>
    public Value Outputs { get; init; }

    /// <summary>Why the run stopped without an end, so that <see cref="Finished"/> was not said; null where it ended.</summary>
    public RunSuspendedException? Suspended { get; init; }
}
