using Runner.Engine.Connections;
using Runner.Engine.Events;
using Runner.Engine.Scopes;
using Runner.Engine.Steps;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Jobs;

/// <summary>Runs the steps of a job in order, and closes what they opened.</summary>
sealed class JobRunner(RunContext run, CheckedJob job, RunScope outer)
{
    /// <summary>How long steps that run after a cancellation (<c>if: always()</c>) may take, all together.</summary>
    static readonly TimeSpan CleanupLimit = TimeSpan.FromSeconds(30);

    readonly ValueObject steps = new();
    JobStatus status = JobStatus.Success;

    public async Task RunAsync(CancellationToken cancel)
    {
        var started = run.Time.GetTimestamp();
        run.Events.Publish(new JobStarted(job.Id));
        var connections = new JobConnections(run.Events, run.Time);
        CancellationTokenSource? cleanup = null;
        try
        {
            foreach (var step in job.Steps)
            {
                if (cancel.IsCancellationRequested && cleanup is null)
                {
                    status = JobStatus.Cancelled;
                    cleanup = new(CleanupLimit, run.Time);
                }

                var scope = outer.At(status).With("steps", Value.From(steps));
                Record(step, await new StepRunner(run, step, scope, connections).RunAsync(cleanup?.Token ?? cancel).ConfigureAwait(false));
            }
        }
        finally
        {
            await connections.CloseAllAsync().ConfigureAwait(false);
            cleanup?.Dispose();
        }

        var finished = new JobFinished(job.Id, Conclude(), run.Time.GetElapsedTime(started));
        run.Tally.Add(finished);
        run.Events.Publish(finished);
    }

    // A cancellation that came when nothing was left to cancel changes nothing.
    Outcome Conclude() => status switch
    {
        JobStatus.Failure => Outcome.Failure,
        JobStatus.Cancelled => Outcome.Cancelled,
        _ => Outcome.Success,
    };

    void Record(CheckedStep step, StepFinished finished)
    {
        if (finished.Outcome == Outcome.Cancelled) status = JobStatus.Cancelled;
        else if (finished.Conclusion == Outcome.Failure && status == JobStatus.Success) status = JobStatus.Failure;
        if (step.Id is null) return;
        var context = new ValueObject
        {
            ["result"] = finished.Result,
            ["outputs"] = finished.Outputs.IsNull ? Value.From(new ValueObject()) : finished.Outputs,
            ["outcome"] = ClrValue.From(finished.Outcome),
            ["conclusion"] = ClrValue.From(finished.Conclusion),
        };
        steps[step.Id] = Value.From(context);
    }
}
