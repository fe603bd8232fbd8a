using Runner.Engine.Connections;
using Runner.Engine.Events;
using Runner.Engine.Retrying;
using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine.Steps;

/// <summary>Runs one step: its condition, its attempts, its expectations, its outputs.</summary>
sealed class StepRunner(RunContext run, CheckedStep step, RunScope scope, JobConnections connections)
{
    readonly StepIdentity identity = new(step.Path, StepName.Of(step, scope), step.Action.Name);

    /// <summary>Runs the step to its end. It does not throw: a failure is in the answer.</summary>
    public async Task<StepFinished> RunAsync(CancellationToken cancel)
    {
        var started = run.Time.GetTimestamp();
        var finished = await RunToOutcomeAsync(cancel).ConfigureAwait(false);
        finished = finished with { Duration = run.Time.GetElapsedTime(started) };
        if (finished.Outcome == Outcome.Failure && step.ContinueOnError) finished = finished with { Conclusion = Outcome.Success };
        run.Tally.Add(finished);
        // The event has its secrets masked; later steps need the values as they are.
        run.Events.Publish(finished);
        return finished;
    }

    async Task<StepFinished> RunToOutcomeAsync(CancellationToken cancel)
    {
        StepSettings settings;
        try
        {
            if (!ShouldRun(out var reason)) return new(identity, Outcome.Skipped, default) { Error = new("skipped", reason) };
            settings = StepSettings.Evaluate(step, scope);
        }
        catch (Exception e)
        {
            return Failed(new(identity, Outcome.Failure, default), StepError.Report(e, identity, run.Events));
        }

        run.Events.Publish(new StepStarted(identity));
        var attempt = await TryAsync(settings, cancel).ConfigureAwait(false);
        var ended = new StepFinished(identity, Outcome.Success, default) { Result = attempt.Result, Attempts = attempt.Number };
        if (attempt.Cancelled) return ended with { Outcome = Outcome.Cancelled, Conclusion = Outcome.Cancelled, Error = Cancellation() };
        if (attempt.Error is { } error) return Failed(ended, error);
        try
        {
            return Judge(ended, attempt);
        }
        catch (Exception e)
        {
            return Failed(ended, StepError.Report(e, identity, run.Events));
        }
    }

    /// <summary>A condition that asks for no status means "and nothing failed before", as in GitHub Actions.</summary>
    bool ShouldRun(out string reason)
    {
        var status = scope.Environment.Status;
        reason = status == JobStatus.Cancelled ? Cancellation().Message : "a step before it failed";
        if (step.If is not { } condition) return status == JobStatus.Success;
        if (status != JobStatus.Success && !StatusCalls.AreIn(condition.Expression.Root)) return false;
        if (Evaluation.IsTrue(condition, scope)) return true;
        if (status == JobStatus.Success) reason = $"its condition is false: {condition.Expression.Text.Trim()}";
        return false;
    }

    async ValueTask<Attempt> TryAsync(StepSettings settings, CancellationToken cancel)
    {
        using var overall = settings.TotalTimeout is { } total ? new CancellationTokenSource(total, run.Time) : null;
        using var linked = overall is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancel, overall.Token);
        var ending = linked?.Token ?? cancel;
        if (settings.Retry is { Attempts: > 1 } ahead) RetryPipelines.Prepare(ahead, run.Time);
        var attempts = new AttemptRunner(run, step, identity, scope, connections, settings);
        var attempt = await attempts.RunAsync(1, ending).ConfigureAwait(false);
        if (attempt.WantsRetry && settings.Retry is { Attempts: > 1 } policy)
        {
            try
            {
                attempt = await RetryPipelines.ContinueAsync(policy, attempt, async number => attempt = await attempts.RunAsync(number, ending).ConfigureAwait(false), Announce, run.Time, ending).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // Ended during a wait: what is known is the attempt before it.
                attempt = attempt with { Cancelled = true };
            }
        }

        if (attempt.Cancelled && !cancel.IsCancellationRequested)
            attempt = attempt with { Cancelled = false, Error = new("timeout", $"all attempts together took longer than {DurationText.Format(settings.TotalTimeout!.Value)} (retry.timeout); the last one: {attempt.RetryReason}") };
        return attempt;

        void Announce(Attempt failed, TimeSpan delay) =>
            run.Events.Publish(new RetryScheduled(identity, failed.Number, settings.Retry!.Attempts, delay, failed.RetryReason, failed.Error?.Kind));
    }

    StepFinished Judge(StepFinished ended, Attempt attempt)
    {
        var seen = scope.With("result", ended.Result);
        var expectations = step.Expect.Select(expectation => Evaluation.Judge(expectation, seen)).ToList();
        ended = ended with { Expectations = expectations };
        if (expectations.Find(expectation => !expectation.Passed) is { } failed)
            return Failed(ended, new(ErrorInfo.Expectation, $"{failed.Expression} failed: {failed.Saw}") { Location = failed.Location });

        if (attempt.UntilMissed is { } until)
            return Failed(ended, new(ErrorInfo.Expectation, $"`retry.until` did not hold after {attempt.Number} attempts: {attempt.RetryReason}") { Location = until.Location.ToString() });

        var outputs = new ValueObject();
        foreach (var output in step.Outputs)
        {
            var value = output.Value.Evaluate(seen);
            if (output.Secret) run.Masker.Add(value);
            outputs[output.Name] = value;
        }

        return ended with { Outputs = step.Outputs.Count > 0 ? Value.From(outputs) : Value.Null };
    }

    ErrorInfo Cancellation() => run.IsOverdue
        ? new("timeout", $"the run took longer than {DurationText.Format(run.Request.Timeout!.Value)}")
        : new("cancelled", "the run was cancelled");

    static StepFinished Failed(StepFinished ended, ErrorInfo error) => ended with { Outcome = Outcome.Failure, Conclusion = Outcome.Failure, Error = error };
}
