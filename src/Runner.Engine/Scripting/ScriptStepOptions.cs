using Runner.Workflows.Checked;

namespace Runner.Engine.Scripting;

/// <summary>How a step of a script runs.</summary>
public sealed record ScriptStepOptions
{
    /// <summary>What people call it; null for what it does.</summary>
    public string? Name { get; init; }

    /// <summary>The limit for each attempt; null is none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How many attempts there may be, the first counted. What failed for a reason that may pass is tried again.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The wait between attempts.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How waits grow.</summary>
    public Backoff Backoff { get; init; }

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the action's own expectation must hold, such as a status below 400: true, as in a workflow's step without <c>expect</c>.</summary>
    public bool Expect { get; init; } = true;
}
