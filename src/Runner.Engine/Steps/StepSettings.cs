using Runner.Engine.Binding;
using Runner.Engine.Retrying;
using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Types;

namespace Runner.Engine.Steps;

/// <summary>A step's limits and retry policy, their expressions evaluated.</summary>
/// <param name="AttemptTimeout">The limit for each attempt.</param>
/// <param name="TotalTimeout">The limit for all attempts and waits together.</param>
/// <param name="Retry">Null when the step does not retry.</param>
sealed record StepSettings(TimeSpan? AttemptTimeout, TimeSpan? TotalTimeout, RetryPolicy? Retry)
{
    const int MostAttempts = 1000;

    public static StepSettings Evaluate(CheckedStep step, RunScope scope)
    {
        var timeout = Settings.DurationOf(step.Timeout, "timeout", scope);
        if (step.Retry is not { } retry) return new(timeout, null, null);
        var attempts = retry.Attempts is { } count ? Settings.CountOf(count, "retry.attempts", MostAttempts, scope, "the first attempt counts") : RetryPolicy.DefaultAttempts;
        var delay = Settings.DurationOf(retry.Delay, "retry.delay", scope) ?? RetryPolicy.DefaultDelay;
        // A first wait above the default bound is what the user wants; the bound only tames growth.
        var maxDelay = Settings.DurationOf(retry.MaxDelay, "retry.max-delay", scope) ?? (delay > RetryPolicy.DefaultMaxDelay ? delay : RetryPolicy.DefaultMaxDelay);
        if (delay > RetryPolicy.LongestDelay || maxDelay > RetryPolicy.LongestDelay)
            throw new BindingException($"`retry` cannot wait longer than {DurationText.Format(RetryPolicy.LongestDelay)}", "a schedule is the tool for waits of days");
        return new(timeout, Settings.DurationOf(retry.Timeout, "retry.timeout", scope), new(attempts, delay, retry.Backoff, maxDelay, retry.Jitter));
    }
}
