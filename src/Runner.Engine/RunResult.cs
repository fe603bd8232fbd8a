using Runner.Engine.Events;

namespace Runner.Engine;

/// <summary>How a run ended.</summary>
/// <param name="Finished">Its last event.</param>
/// <param name="ObserverFailures">Observers that threw and were left out.</param>
public sealed record RunResult(RunFinished Finished, IReadOnlyList<ObserverFailure> ObserverFailures);
