using Runner.Sdk;

namespace Runner.Workflows.Checked;

/// <summary>When a step tries again, and how long it waits.</summary>
public sealed record CheckedRetry
{
    /// <summary>The most attempts, the first one counted. Default 3.</summary>
    public InputTemplate? Attempts { get; init; }

    /// <summary>The first wait. Default 1 s.</summary>
    public InputTemplate? Delay { get; init; }

    /// <summary>How waits grow. Default <see cref="Backoff.Constant"/>.</summary>
    public Backoff Backoff { get; init; }

    /// <summary>The longest wait, also when the server asks for longer. Default 30 s.</summary>
    public InputTemplate? MaxDelay { get; init; }

    /// <summary>Whether waits vary at random, so that many clients do not return at once.</summary>
    public bool Jitter { get; init; }

    /// <summary>The limit for all attempts and waits together.</summary>
    public InputTemplate? Timeout { get; init; }

    /// <summary>The kinds of error that are tried again; null means every error that a retry can help.</summary>
    public IReadOnlySet<ErrorKind>? On { get; init; }

    /// <summary>Tried again until this holds.</summary>
    public CheckedCondition? Until { get; init; }
}

/// <summary>How the waits between attempts grow.</summary>
public enum Backoff
{
    /// <summary>Each wait is as long as the first.</summary>
    Constant,

    /// <summary>Each wait is longer by the first.</summary>
    Linear,

    /// <summary>Each wait is twice as long as the one before.</summary>
    Exponential,
}
