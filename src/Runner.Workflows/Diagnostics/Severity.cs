namespace Runner.Workflows.Diagnostics;

/// <summary>How much a diagnostic matters.</summary>
public enum Severity
{
    /// <summary>Works, but probably not as meant.</summary>
    Warning,

    /// <summary>The workflow cannot run.</summary>
    Error,
}
