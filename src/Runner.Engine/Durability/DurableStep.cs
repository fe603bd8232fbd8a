using Runner.Engine.Events;
using Runner.Engine.Jobs;
using Runner.Engine.Steps;
using Runner.Workflows.Checked;

namespace Runner.Engine.Durability;

/// <summary>A step, or an item of one, of a run that may go on in another process.</summary>
/// <param name="job">The job.</param>
/// <param name="step">The step.</param>
/// <param name="path">Its path; of an item with its place.</param>
/// <param name="identify">What it is called.</param>
/// <param name="repeats">Whether it is a step that is repeated, as a whole.</param>
sealed class DurableStep(JobContext job, CheckedStep step, string path, Func<StepIdentity> identify, bool repeats)
{
    readonly DurableRun durable = job.Run.Durable!;

    /// <summary>Answers from the history, or runs it and waits until its end is kept.</summary>
    /// <param name="start">Runs it.</param>
    /// <param name="end">Says that it has ended without having run.</param>
    public async Task<StepResult> RunAsync(Func<Task<StepResult>> start, Func<StepFinished, StepFinished> end)
    {
        if (durable.History is { } history && history.Step(path) is { } past)
        {
            if (past.Finished is { } finished && !MustOpenAgain(past, history)) return new(finished);
            if (past.IsUnderWay && !repeats && step.Call is null && !step.MayRunTwice && !past.Waiting)
            {
                var interrupted = new StepFinished(identify(), Outcome.Failure, default)
                {
                    Attempts = past.Attempt,
                    Error = new(ErrorInfo.Interrupted, "Runner was stopped while this step ran: what of it was done is not known") { Help = "where it does no harm to do it twice, write `on-interrupt: retry` at the step" },
                };
                var ended = end(interrupted);
                await durable.KeptAsync().ConfigureAwait(false);
                return new(ended);
            }

            if (past.Finished is not null)
                foreach (var outcome in history.Forget(path)) job.Run.Tally.Add(outcome, -1);
        }

        if (repeats || step.Call is not null) return await KeptAsync(await start().ConfigureAwait(false)).ConfigureAwait(false);
        if (!await durable.EnterAsync().ConfigureAwait(false)) return Suspended();
        try
        {
            return await KeptAsync(await start().ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            durable.Leave();
        }
    }

    async ValueTask<StepResult> KeptAsync(StepResult result)
    {
        // What was left out has done nothing; it is decided again.
        if (result.Finished.Outcome != Outcome.Skipped) await durable.KeptAsync().ConfigureAwait(false);
        return result;
    }

    /// <summary>Whether it had opened a connection that is gone, and that a step after it may want.</summary>
    bool MustOpenAgain(PastStep past, RunHistory history) =>
        past is { Opened: true, Finished.Outcome: Outcome.Success } && step.Action.Opens is not null && step.MayRunTwice && EventPath.LoopOf(path) is null && HasUnfinishedAfter(history);

    bool HasUnfinishedAfter(RunHistory history)
    {
        var after = false;
        foreach (var each in job.Job.Steps.Concat(job.Job.Finally))
        {
            if (after && history.Step(job.PathOf(each))?.Finished is null) return true;
            after |= each == step;
        }

        return false;
    }

    StepResult Suspended() => new(StepEnd.Cancelled(new(identify(), Outcome.Cancelled, default), new("suspended", durable.Why!.Message)));
}
