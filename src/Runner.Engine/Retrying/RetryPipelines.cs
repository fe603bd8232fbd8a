using System.Collections.Concurrent;
using Polly;
using Polly.Retry;
using Runner.Engine.Steps;
using Runner.Workflows.Checked;

namespace Runner.Engine.Retrying;

/// <summary>
/// Polly's retry, one pipeline for each policy. It comes in only after a first attempt that did not do: most steps
/// succeed at once, and loading Polly costs as much as a request (docs/adr/0003).
/// </summary>
static class RetryPipelines
{
    static readonly ConcurrentDictionary<(RetryPolicy, TimeProvider), ResiliencePipeline<Attempt>> Pipelines = new();
    static readonly ResiliencePropertyKey<Action<Attempt, TimeSpan>> Waiting = new("runner.waiting");

    /// <summary>Goes on after a first attempt that did not do.</summary>
    /// <param name="policy">How often, and how long to wait.</param>
    /// <param name="first">The first attempt; it counts.</param>
    /// <param name="again">Makes the attempt of a number, from 2.</param>
    /// <param name="waiting">Told of each wait before it begins.</param>
    /// <param name="time">The clock for waits.</param>
    /// <param name="cancel">Ends waits.</param>
    /// <returns>The last attempt.</returns>
    /// <exception cref="OperationCanceledException">Cancelled during a wait.</exception>
    public static async ValueTask<Attempt> ContinueAsync(
        RetryPolicy policy, Attempt first, Func<int, ValueTask<Attempt>> again, Action<Attempt, TimeSpan> waiting, TimeProvider time, CancellationToken cancel)
    {
        var pipeline = Pipelines.GetOrAdd((policy, time), static key => Build(key.Item1, key.Item2));
        var context = ResilienceContextPool.Shared.Get(cancel);
        context.Properties.Set(Waiting, waiting);
        var made = 0;
        try
        {
            var outcome = await pipeline.ExecuteOutcomeAsync(
                async (_, _) => Outcome.FromResult(++made == 1 ? first : await again(made).ConfigureAwait(false)),
                context, first).ConfigureAwait(false);
            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>
    /// Loads Polly and builds a policy's pipeline beside the first attempt, which is mostly waiting: where there is a
    /// second processor, the first retry then costs nothing more.
    /// </summary>
    public static void Prepare(RetryPolicy policy, TimeProvider time)
    {
        if (Pipelines.ContainsKey((policy, time))) return;
        ThreadPool.UnsafeQueueUserWorkItem(
            static key => _ = ContinueAsync(key.policy, new(1), static _ => new(new Attempt(2)), static (_, _) => { }, key.time, CancellationToken.None).AsTask(),
            (policy, time), preferLocal: false);
    }

    static ResiliencePipeline<Attempt> Build(RetryPolicy policy, TimeProvider time) =>
        new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Attempt>
            {
                MaxRetryAttempts = policy.Attempts - 1,
                Delay = policy.Delay,
                MaxDelay = policy.MaxDelay,
                UseJitter = policy.Jitter,
                BackoffType = policy.Backoff switch
                {
                    Backoff.Linear => DelayBackoffType.Linear,
                    Backoff.Exponential => DelayBackoffType.Exponential,
                    _ => DelayBackoffType.Constant,
                },
                ShouldHandle = static arguments => new(arguments.Outcome.Result is { WantsRetry: true }),
                // What the server asks for comes before the policy's own curve, within the policy's bound.
                DelayGenerator = arguments => new(arguments.Outcome.Result?.RetryAfter is { } asked ? TimeSpan.FromTicks(Math.Min(asked.Ticks, policy.MaxDelay.Ticks)) : null),
                OnRetry = static arguments =>
                {
                    if (arguments.Context.Properties.TryGetValue(Waiting, out var waiting)) waiting(arguments.Outcome.Result!, arguments.RetryDelay);
                    return default;
                },
            })
            .Build();
}
