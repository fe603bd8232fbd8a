using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Engine.Jobs;
using Runner.Engine.Loops;
using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;

namespace Runner.Engine.Steps;

/// <summary>Runs a step: decides whether it runs at all, and runs it once, or once for each item.</summary>
/// <param name="job">The job.</param>
/// <param name="step">The step.</param>
/// <param name="scope">What its expressions see.</param>
/// <param name="isFinal">Whether it runs however the steps before it went, as those under <c>finally</c> do.</param>
sealed class StepRunner(JobContext job, CheckedStep step, RunScope scope, bool isFinal)
{
    readonly RunContext run = job.Run;

    /// <summary>Runs the step to its end. It does not throw: a failure is in the answer.</summary>
    public Task<StepResult> RunAsync(Ending ending) => run.Durable is null ? RunNowAsync(ending) : RunDurablyAsync(ending);

    Task<StepResult> RunDurablyAsync(Ending ending)
    {
        var started = run.Time.GetTimestamp();
        return new DurableStep(job, step, job.PathOf(step), Identify, step.Loop is not null).RunAsync(() => RunNowAsync(ending), ended => End(ended, started));
    }

    async Task<StepResult> RunNowAsync(Ending ending)
    {
        var started = run.Time.GetTimestamp();
        var identity = Identify();
        StepFinished finished;
        try
        {
            if (!IsUnderWay && WhyNot(ending) is { } why)
            {
                finished = new(identity, Outcome.Skipped, default) { Error = new("skipped", why) };
            }
            else if (step.Loop is { } loop)
            {
                finished = await RunItemsAsync(identity, LoopItems.Of(loop, standard: 1, scope), ending).ConfigureAwait(false);
            }
            else
            {
                return await RunOnceAsync(identity, scope, ending).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            finished = StepEnd.Failed(new(identity, Outcome.Failure, default), StepError.Report(e, identity, run.Events));
        }

        // Of a repeated step the items have been counted.
        if (finished.Items is null) run.Tally.Add(finished.Outcome);
        return new(Publish(finished, started));
    }

    /// <summary>Leaves the step out.</summary>
    public StepFinished Skip(string why)
    {
        if (run.Durable?.History?.Step(job.PathOf(step))?.Finished is { } past) return past;
        run.Tally.Add(Outcome.Skipped);
        return Publish(new(Identify(), Outcome.Skipped, default) { Error = new("skipped", why) }, run.Time.GetTimestamp());
    }

    /// <summary>Whether it had begun in another process: then it was decided that it runs.</summary>
    bool IsUnderWay => run.Durable?.History?.Step(job.PathOf(step)) is { IsUnderWay: true };

    StepFinished End(StepFinished ended, long started)
    {
        run.Tally.Add(ended.Outcome);
        return Publish(ended, started);
    }

    StepIdentity Identify() => new(job.PathOf(step), DisplayName.Of(step, scope), step.Action.Name);

    async Task<StepResult> RunOnceAsync(StepIdentity identity, RunScope within, Ending ending)
    {
        var started = run.Time.GetTimestamp();
        var finished = (await new StepExecution(job, step, identity, within).RunAsync(ending).ConfigureAwait(false)).Finished;
        run.Tally.Add(finished.Outcome);
        return new(Publish(finished, started));
    }

    async Task<StepFinished> RunItemsAsync(StepIdentity identity, LoopItems items, Ending ending)
    {
        var past = run.Durable?.History;
        if (past?.Step(identity.Path)?.Items is { } before && before != items.Count) return StepEnd.Failed(new(identity, Outcome.Failure, default), PastItems.Differ(before, items.Count));
        run.Events.Publish(new StepStarted(identity) { Items = items.Count });
        var outputs = new ItemOutputs(step.Outputs, items.Count);
        var gate = new Lock();
        (string Label, ErrorInfo Error)? worst = null;
        var counts = await new Loop(items.Count, items.Parallel, step.Loop!.FailFast, RunItemAsync) { Past = past is null ? null : PastItems.OfSteps(past, identity.Path, items.Count) }.RunAsync(ending).ConfigureAwait(false);
        var ended = new StepFinished(identity, Outcome.Success, default) { Items = counts, Outputs = outputs.ToValue(), Attempts = 1 };
        if (ending.IsRequested && counts.Cancelled + counts.Skipped > 0) return StepEnd.Cancelled(ended, ending.Why);
        if (worst is var (label, error)) return StepEnd.Failed(ended, error with { Message = $"{counts.Failed} of {counts.Total} items failed; {label}: {error.Message}" });
        return ended;

        async Task<(Outcome, Outcome)> RunItemAsync(int index, Ending part)
        {
            var within = items.ScopeOf(index, scope);
            var label = items.LabelOf(index);
            var name = DisplayName.Of(step, within);
            // A name that is made of the item says which it is.
            if (name == identity.Name) name = $"{name} ({label})";
            var item = new StepIdentity(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{identity.Path}[{index}]"), name, identity.Uses);
            var finished = (await (run.Durable is null ? RunOnceAsync(item, within, part) : RunItemDurablyAsync(item, within, part)).ConfigureAwait(false)).Finished;
            outputs.Set(index, finished.Outputs);
            if (finished.Outcome == Outcome.Failure)
            {
                lock (gate)
                {
                    // An error weighs more than an expectation; of equals the first is told.
                    if (worst is null || FailureKinds.Of(finished.Error) > FailureKinds.Of(worst.Value.Error)) worst = (label, finished.Error!);
                }
            }

            return (finished.Outcome, finished.Conclusion);
        }
    }

    Task<StepResult> RunItemDurablyAsync(StepIdentity item, RunScope within, Ending part)
    {
        var started = run.Time.GetTimestamp();
        return new DurableStep(job, step, item.Path, () => item, repeats: false).RunAsync(() => RunOnceAsync(item, within, part), ended => End(ended, started));
    }

    StepFinished Publish(StepFinished finished, long started)
    {
        finished = finished with { Duration = run.Time.GetElapsedTime(started) };
        if (finished.Outcome == Outcome.Failure && step.ContinueOnError) finished = finished with { Conclusion = Outcome.Success };
        // The event has its secrets masked; later steps need the values as they are.
        run.Events.Publish(finished);
        return finished;
    }

    string? WhyNot(Ending ending)
    {
        var status = isFinal ? JobStatus.Success : scope.Environment.Status;
        return Evaluation.WhyNot(step.If, status, scope, status == JobStatus.Cancelled ? ending.Why.Message : "a step before it failed");
    }
}
