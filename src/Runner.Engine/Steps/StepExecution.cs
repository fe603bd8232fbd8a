using Runner.Engine.Events;
using Runner.Engine.Jobs;
using Runner.Engine.Retrying;
using Runner.Engine.Scopes;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine.Steps;

/// <summary>One execution of a step: its attempts, its expectations, its outputs.</summary>
sealed class StepExecution(JobContext job, CheckedStep step, StepIdentity identity, RunScope outer)
{
    readonly RunContext run = job.Run;
    RunScope scope = outer;

    /// <summary>Runs it to its end. It does not throw: a failure is in the answer.</summary>
    public async Task<StepResult> RunAsync(Ending ending)
    {
        StepSettings settings;
        try
        {
            if (run.Request.Gate is { } gate && await AskAsync(gate, ending).ConfigureAwait(false) is { } left) return new(left);
            settings = StepSettings.Evaluate(step, scope);
        }
        catch (Exception e)
        {
            return new(StepEnd.Failed(new(identity, Outcome.Failure, default), StepError.Report(e, identity, run.Events)));
        }

        run.Events.Publish(new StepStarted(identity));
        var attempt = await TryAsync(settings, ending.Token).ConfigureAwait(false);
        var ended = new StepFinished(identity, Outcome.Success, default) { Result = attempt.Result, Attempts = attempt.Number };
        if (attempt.Cancelled) return new(StepEnd.Cancelled(ended, ending.Why));
        if (attempt.Error is { } error) return new(StepEnd.Failed(ended, error));
        try
        {
            return new(Judge(ended, attempt));
        }
        catch (Exception e)
        {
            return new(StepEnd.Failed(ended, StepError.Report(e, identity, run.Events)));
        }
    }

    /// <summary>How the step ended when it shall not run; null when it shall.</summary>
    async ValueTask<StepFinished?> AskAsync(IStepGate gate, Ending ending)
    {
        var paused = new PausedStep(step, identity, scope, job.Changes, run.Masker);
        try
        {
            var decision = await run.AskAsync(gate, paused, ending.Token).ConfigureAwait(false);
            scope = paused.Scope;
            if (decision == StepDecision.Run) return null;
            if (decision == StepDecision.Skip) return new(identity, Outcome.Skipped, default) { Error = new("skipped", "it was left out by hand") };
        }
        catch (OperationCanceledException) when (ending.IsRequested)
        {
            // As if it had been told to stop.
        }

        return StepEnd.Cancelled(new(identity, Outcome.Cancelled, default), ending.Why);
    }

    async ValueTask<Attempt> TryAsync(StepSettings settings, CancellationToken cancel)
    {
        using var overall = settings.TotalTimeout is { } total ? new CancellationTokenSource(total, run.Time) : null;
        using var linked = overall is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancel, overall.Token);
        var ending = linked?.Token ?? cancel;
        if (settings.Retry is { Attempts: > 1 } ahead) RetryPipelines.Prepare(ahead, run.Time);
        var attempts = new AttemptRunner(job, step, identity, scope, settings);
        var first = FirstAttempt(settings);
        var attempt = await attempts.RunAsync(first, ending).ConfigureAwait(false);
        if (attempt.WantsRetry && settings.Retry is { Attempts: > 1 } policy && first < policy.Attempts)
        {
            // What was tried before counts.
            if (first > 1) policy = policy with { Attempts = policy.Attempts - first + 1 };
            try
            {
                attempt = await RetryPipelines.ContinueAsync(policy, attempt, async number => attempt = await attempts.RunAsync(number + first - 1, ending).ConfigureAwait(false), Announce, run.Time, ending).ConfigureAwait(false);
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

    /// <summary>The attempt to begin with: where another process had come further, the one that it was at.</summary>
    int FirstAttempt(StepSettings settings) =>
        run.Durable?.History?.Step(identity.Path) is { IsUnderWay: true } past ? Math.Min(past.Waiting ? past.Attempt + 1 : past.Attempt, settings.Retry?.Attempts ?? 1) : 1;

    /// <summary>What must hold of the result: what the step says, and where the run checks contracts what the action's document does.</summary>
    IEnumerable<CheckedCondition> Expected()
    {
        if (!run.Request.CheckContract || step.Action.Contract is not { } contract) return step.Expect;
        foreach (var expectation in step.Expect)
            if (expectation.Expression.Text.Trim() == contract) return step.Expect;
        return step.Expect.Append(new(Expression.Parse(contract, FunctionRegistry.Default), step.Location));
    }

    StepFinished Judge(StepFinished ended, Attempt attempt)
    {
        var seen = scope.With("result", ended.Result);
        var expectations = Expected().Select(expectation => Evaluation.Judge(expectation, seen)).ToList();
        ended = ended with { Expectations = expectations };
        if (expectations.Find(expectation => !expectation.Passed) is { } failed)
            return StepEnd.Failed(ended, new(ErrorInfo.Expectation, $"{failed.Expression} failed: {failed.Saw}") { Location = failed.Location });

        if (attempt.UntilMissed is { } until)
            return StepEnd.Failed(ended, new(ErrorInfo.Expectation, $"`retry.until` did not hold after {attempt.Number} attempts: {attempt.RetryReason}") { Location = until.Location.ToString() });

        var outputs = OutputValues.Of(step.Outputs, seen, run.Masker);
        // What a called workflow or a script gives is the step's, unless the step says otherwise.
        if (outputs.IsNull && step.Call is not null) outputs = ended.Result;
        else if (outputs.IsNull && step.Action.Name == BuiltInActions.CSharp && ended.Result is { Kind: ValueKind.Object } result && result.AsObject().TryGet("outputs", out var named)) outputs = named;
        return ended with { Outputs = outputs };
    }
}
