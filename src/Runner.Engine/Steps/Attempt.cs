using Runner.Engine.Events;
using Runner.Workflows.Checked;
using Runner.Workflows.Values;

namespace Runner.Engine.Steps;

/// <summary>One try of a step. Failures are held, not thrown, so that retries cost no exceptions of their own.</summary>
sealed record Attempt(int Number)
{
    /// <summary>What the action answered, or what there was of an answer when it failed.</summary>
    public Value Result { get; init; }

    /// <summary>Why it did not answer.</summary>
    public ErrorInfo? Error { get; init; }

    /// <summary>Whether the run's end, rather than the attempt's own limit, cut it short.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Whether the step's <c>retry</c> asks for another attempt.</summary>
    public bool WantsRetry { get; init; }

    /// <summary>Why another attempt is wanted, for people.</summary>
    public string RetryReason { get; init; } = "";

    /// <summary>The <c>until</c> that did not hold of this attempt's result.</summary>
    public CheckedCondition? UntilMissed { get; init; }

    /// <summary>How long the peer asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
