namespace Runner.Workflows.Expressions;

/// <summary>How what an expression looks back on has gone so far: for a step its job, for a job what it needs.</summary>
public enum JobStatus
{
    /// <summary>Nothing failed.</summary>
    Success,

    /// <summary>Something failed.</summary>
    Failure,

    /// <summary>The run was cancelled.</summary>
    Cancelled,

    /// <summary>Nothing failed, but a job that this one needs did not run.</summary>
    Skipped,
}
