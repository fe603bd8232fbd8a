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
    static readonly TypeShape Duration = new(ShapeKind.Duration);
    static readonly TypeShape Integer = new(ShapeKind.Integer);

    public static StepSettings Evaluate(CheckedStep step, RunScope scope)
    {
        var timeout = DurationOf(step.Timeout, "timeout", scope);
        if (step.Retry is not { } retry) return new(timeout, null, null);
        var attempts = retry.Attempts is { } count ? Fit(count, Integer, "retry.attempts", scope).AsNumber() : RetryPolicy.DefaultAttempts;
        if (attempts is < 1 or > 1000) throw new BindingException($"`retry.attempts` must be from 1 to 1000, and this is {attempts:R}", "the first attempt counts");
        var delay = DurationOf(retry.Delay, "retry.delay", scope) ?? RetryPolicy.DefaultDelay;
        // A first wait above the default bound is what the user wants; the bound only tames growth.
        var maxDelay = DurationOf(retry.MaxDelay, "retry.max-delay", scope) ?? (delay > RetryPolicy.DefaultMaxDelay ? delay : RetryPolicy.DefaultMaxDelay);
        if (delay > RetryPolicy.LongestDelay || maxDelay > RetryPolicy.LongestDelay)
            throw new BindingException($"`retry` cannot wait longer than {DurationText.Format(RetryPolicy.LongestDelay)}", "a schedule is the tool for waits of days");
        return new(timeout, DurationOf(retry.Timeout, "retry.timeout", scope), new((int)attempts, delay, retry.Backoff, maxDelay, retry.Jitter));
    }

    static TimeSpan? DurationOf(InputTemplate? template, string path, RunScope scope)
    {
        if (template is null) return null;
        if (!DurationText.TryParse(Fit(template, Duration, path, scope).AsString(), out var duration)) return null;
        return duration <= RunRequest.LongestTimeout ? duration : throw new BindingException($"`{path}` cannot be longer than {DurationText.Format(RunRequest.LongestTimeout)}", null);
    }

    static Workflows.Values.Value Fit(InputTemplate template, TypeShape shape, string path, RunScope scope)
    {
        try
        {
            return ShapeConverter.Convert(template.Evaluate(scope), shape, path);
        }
        catch (ShapeException e)
        {
            throw new BindingException(e.Message, e.Help, e);
        }
    }
}
