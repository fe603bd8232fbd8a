namespace Runner.Engine.Events;

/// <summary>How a step, a job or a run ended.</summary>
public enum Outcome
{
    /// <summary>It did what it should.</summary>
    Success,

    /// <summary>An expectation or the work itself failed.</summary>
    Failure,

    /// <summary>Its condition, or a failure before it, kept it from running.</summary>
    Skipped,

    /// <summary>It was ended from outside.</summary>
    Cancelled,
}
