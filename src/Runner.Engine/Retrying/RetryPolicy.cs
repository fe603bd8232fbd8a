using Runner.Workflows.Checked;

namespace Runner.Engine.Retrying;

/// <summary>The numbers of a step's <c>retry</c>, its expressions evaluated. Equal policies share a pipeline.</summary>
sealed record RetryPolicy(int Attempts, TimeSpan Delay, Backoff Backoff, TimeSpan MaxDelay, bool Jitter)
{
    public const int DefaultAttempts = 3;

    /// <summary>The longest wait that Polly takes.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    public static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan DefaultMaxDelay = TimeSpan.FromSeconds(30);
}
