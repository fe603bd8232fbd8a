namespace Runner.Engine;

/// <summary>What the process says when it ends.</summary>
public static class ExitCode
{
    /// <summary>Everything did what it should.</summary>
    public const int Success = 0;

    /// <summary>An expectation failed, and nothing worse happened.</summary>
    public const int ExpectationFailed = 1;

    /// <summary>The command line, a workflow or the configuration cannot be used; nothing ran.</summary>
    public const int Invalid = 2;

    /// <summary>A step failed with an error.</summary>
    public const int StepFailed = 3;

    /// <summary>The run was cancelled.</summary>
    public const int Cancelled = 130;
}
