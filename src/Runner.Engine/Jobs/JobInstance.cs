using Runner.Engine.Concurrency;
using Runner.Engine.Connections;
using Runner.Engine.Events;
using Runner.Engine.Scopes;
using Runner.Engine.Steps;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine.Jobs;

/// <summary>A job as it runs once, perhaps for one item: its steps in order, those under <c>finally</c>, its outputs.</summary>
sealed class JobInstance(RunContext run, CheckedJob job, string path, RunScope outer, CheckedStep? first)
{
    readonly ValueObject steps = new();
    JobStatus status = JobStatus.Success;
    FailureKind failure;
    ErrorInfo? error;
    ErrorInfo? own;
    bool begun;

    public string Path => path;

    /// <summary>What its steps see: what is around the job, and its own variables.</summary>
    public RunScope Scope { get; } = job.Env.Count == 0 ? outer : outer.With("env", Value.From(new LazyEnv(job.Env, outer)));

    /// <summary>Runs the steps to their end, and closes what they opened. Failures of steps are in the answer.</summary>
    /// <exception cref="Exception">The job's limit cannot be evaluated.</exception>
    public async Task<JobResult> RunAsync(HeldGroups held, Ending ending)
    {
        var timeout = Settings.DurationOf(job.Timeout, "timeout", Scope);
        using var limit = timeout is { } most ? ending.Within(most, new("timeout", $"the job took longer than {DurationText.Format(most)}"), run.Time) : null;
        var connections = new JobConnections(run.Events, run.Time);
        var context = new JobContext(run, job, path, connections, held, new(steps));
        try
        {
            await RunStepsAsync(context, limit ?? ending).ConfigureAwait(false);
        }
        finally
        {
            await connections.CloseAllAsync().ConfigureAwait(false);
        }

        var outcome = status switch
        {
            JobStatus.Failure => Outcome.Failure,
            JobStatus.Cancelled => Outcome.Cancelled,
            _ => Outcome.Success,
        };
        return WithOutputs(new(outcome) { Failure = failure, Error = error, OwnError = own });
    }

    async Task RunStepsAsync(JobContext context, Ending ending)
    {
        Ending? cleanup = null;
        try
        {
            foreach (var step in job.Steps)
            {
                NoteEnd();
                Record(step, (await RunStepAsync(context, step, cleanup ?? ending, isFinal: false).ConfigureAwait(false)).Finished);
            }

            if (job.Finally.Count > 0)
            {
                NoteEnd();
                cleanup ??= Cleanup();
                foreach (var step in job.Finally) Record(step, (await RunStepAsync(context, step, cleanup, isFinal: true).ConfigureAwait(false)).Finished);
            }

            // A cancellation that came when nothing was left to cancel changes nothing.
        }
        finally
        {
            cleanup?.Dispose();
        }

        void NoteEnd()
        {
            if (!ending.IsRequested || cleanup is not null) return;
            End();
            cleanup = Cleanup();
        }

        void End(ErrorInfo? why = null)
        {
            var isLimit = ending.IsOwn || !ending.IsRequested && why?.Kind == "timeout";
            if (!isLimit || job.Timeout is null)
            {
                status = JobStatus.Cancelled;
                return;
            }

            (status, failure, own) = (JobStatus.Failure, FailureKind.Error, why ?? ending.Why);
            error ??= own;
        }

        Ending Cleanup() => ending.Grace(run.Time);

        void Record(CheckedStep step, StepFinished finished)
        {
            // One that another process had ended tells itself what ended it.
            if (finished.Outcome == Outcome.Cancelled && cleanup is null) End(ending.IsRequested ? null : finished.Error);
            else if (finished.Conclusion == Outcome.Failure)
            {
                if (status == JobStatus.Success) status = JobStatus.Failure;
                failure = FailureKinds.Worst(failure, FailureKinds.Of(finished.Error));
                error ??= finished.Error;
            }

            if (step.Id is not null) steps[step.Id] = OutcomeContext.Of(finished.Outcome, finished.Conclusion, finished.Outputs, finished.Items, finished.Result);
        }
    }

    Task<StepResult> RunStepAsync(JobContext context, CheckedStep step, Ending ending, bool isFinal)
    {
        begun |= first is null || step == first;
        var runner = new StepRunner(context, step, context.Changes.ApplyTo(Scope.At(status).With("steps", Value.From(steps))), isFinal);
        return begun ? runner.RunAsync(ending) : Task.FromResult(new StepResult(runner.Skip("the run begins after it")));
    }

    JobResult WithOutputs(JobResult result)
    {
        try
        {
            return result with { Outputs = OutputValues.Of(job.Outputs, Scope.With("steps", Value.From(steps)), run.Masker, afterFailure: result.Outcome != Outcome.Success) };
        }
        catch (TemplateException e)
        {
            var own = StepError.From(e, job.Id);
            return result with { Outcome = Outcome.Failure, Conclusion = Outcome.Failure, Failure = FailureKind.Error, Error = own, OwnError = own };
        }
    }
}
