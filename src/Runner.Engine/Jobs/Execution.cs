using Runner.Engine.Concurrency;
using Runner.Engine.Events;
using Runner.Engine.Scopes;
using Runner.Engine.Steps;
using Runner.Workflows.Checked;
using Runner.Workflows.Values;

namespace Runner.Engine.Jobs;

/// <summary>One execution of a workflow: the run's own, or that of a step that calls another workflow.</summary>
/// <param name="run">The run.</param>
/// <param name="workflow">The workflow.</param>
/// <param name="caller">The path of the step that calls it; empty for the run's own.</param>
/// <param name="scope">Its inputs, secrets and variables.</param>
/// <param name="held">The concurrency groups that the caller is in.</param>
sealed class Execution(RunContext run, CheckedWorkflow workflow, string caller, RunScope scope, HeldGroups held)
{
    readonly Dictionary<string, Task<JobResult>> running = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs the jobs, each as soon as those that it needs have ended.</summary>
    public async Task<ExecutionResult> RunAsync(Ending ending)
    {
        IDisposable? place = null;
        try
        {
            HeldGroups within;
            (within, place) = await held.EnterAsync(workflow.Concurrency, scope, group => run.Events.Publish(new JobWaiting(caller, group)), ending.Token).ConfigureAwait(false);
            await RunJobsAsync(ending, within).ConfigureAwait(false);
            return Conclude();
        }
        catch (OperationCanceledException) when (ending.IsRequested)
        {
            return new(Outcome.Cancelled, FailureKind.None) { OwnError = ending.Why };
        }
        catch (Exception e)
        {
            return Failed(e);
        }
        finally
        {
            place?.Dispose();
        }
    }

    async Task RunJobsAsync(Ending ending, HeldGroups within)
    {
        if (workflow.Jobs is [var only])
        {
            var alone = RunJobAsync(only, [], within, ending);
            running.Add(only.Id, alone);
            await alone.ConfigureAwait(false);
            return;
        }

        // They come in an order in which each has those before it that it needs.
        foreach (var job in workflow.Jobs)
        {
            Task<JobResult>[] needs = [.. job.Needs.Select(id => running[id])];
            running.Add(job.Id, Task.Run(async () => await RunJobAsync(job, await Task.WhenAll(needs).ConfigureAwait(false), within, ending).ConfigureAwait(false)));
        }

        await Task.WhenAll(running.Values).ConfigureAwait(false);
    }

    Task<JobResult> RunJobAsync(CheckedJob job, JobResult[] needs, HeldGroups within, Ending ending)
    {
        var selection = caller.Length == 0 ? run.Request.Selection : null;
        if (selection?.Has(job) == false) return Task.FromResult(JobResult.LeftOut);
        return new JobRunner(run, job, caller.Length == 0 ? job.Id : $"{caller}/{job.Id}", scope, within, selection?.FirstOf(job)).RunAsync(needs, ending);
    }

    ExecutionResult Conclude()
    {
        var failure = FailureKind.None;
        var cancelled = false;
        ErrorInfo? error = null;
        foreach (var job in workflow.Jobs)
        {
            var result = running[job.Id].Result;
            cancelled |= result.Outcome == Outcome.Cancelled;
            if (result.Conclusion != Outcome.Failure) continue;
            failure = FailureKinds.Worst(failure, result.Failure);
            error ??= result.Error;
        }

        var outcome = cancelled ? Outcome.Cancelled : failure != FailureKind.None ? Outcome.Failure : Outcome.Success;
        try
        {
            return new(outcome, failure) { Error = error, Outputs = OutputValues.Of(workflow.Outputs, ScopeOfOutputs(), run.Masker, afterFailure: outcome != Outcome.Success) };
        }
        catch (TemplateException e)
        {
            return Failed(e);
        }
    }

    ExecutionResult Failed(Exception e)
    {
        var error = StepError.From(e, workflow.Name);
        return new(Outcome.Failure, FailureKind.Error) { Error = error, OwnError = error };
    }

    RunScope ScopeOfOutputs()
    {
        if (workflow.Outputs.Count == 0) return scope;
        var jobs = new ValueObject();
        foreach (var job in workflow.Jobs) jobs[job.Id] = running[job.Id].Result.ToContext();
        return scope.With("jobs", Value.From(jobs));
    }
}

/// <summary>How an execution of a workflow ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Failure">What kept it from succeeding.</param>
readonly record struct ExecutionResult(Outcome Outcome, FailureKind Failure)
{
    /// <summary>The workflow's outputs; null when it declares none.</summary>
    public Value Outputs { get; init; }

    /// <summary>The first reason for a failure: a job's, or <see cref="OwnError"/>.</summary>
    public ErrorInfo? Error { get; init; }

    /// <summary>Why it ended so, where no job tells.</summary>
    public ErrorInfo? OwnError { get; init; }
}
