using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>Which actions the steps of runs used, and which of them gave an answer that was not what its document promises.</summary>
public sealed class OperationCoverage : IRunObserver
{
    readonly Dictionary<string, bool> called = new(StringComparer.Ordinal);

    /// <summary>The actions that ran, by name, and whether each answer conformed.</summary>
    public IReadOnlyDictionary<string, bool> Called => called;

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        // A step that was skipped, or a loop whose items are told of one by one, has no answer of its own.
        if (runEvent is not StepFinished { Attempts: > 0, Outcome: Outcome.Success or Outcome.Failure, Items: null } step) return;
        var conforms = step.Result.Kind != ValueKind.Object || !step.Result.AsObject().TryGet("conforms", out var said) || said.Kind != ValueKind.Boolean || said.AsBoolean();
        called[step.Step.Uses] = conforms && called.GetValueOrDefault(step.Step.Uses, true);
    }
}
