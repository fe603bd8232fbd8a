namespace Runner.Engine;

/// <summary>Decides before each step whether it runs: somebody who goes through a workflow step by step. Never asked twice at a time.</summary>
public interface IStepGate
{
    /// <summary>Asks.</summary>
    /// <param name="step">The step that would run next.</param>
    /// <param name="cancel">Ends the wait for an answer.</param>
    ValueTask<StepDecision> AskAsync(PausedStep step, CancellationToken cancel);
}

/// <summary>What becomes of a step before which a run has stopped.</summary>
public enum StepDecision
{
    /// <summary>It runs.</summary>
    Run,

    /// <summary>It is left out.</summary>
    Skip,

    /// <summary>The run ends here, as if it had been cancelled.</summary>
    Stop,
}
