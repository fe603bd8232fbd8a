using Runner.Engine.Events;
using Runner.Engine.Jobs;
using Runner.Engine.Scopes;
using Runner.Workflows.Checked;

namespace Runner.Engine.Batches;

/// <summary>Runs the items of a batch, as their job would: under the same paths, seeing the same.</summary>
sealed class BatchExecution(RunContext run, CheckedWorkflow workflow, BatchOfRun batch, RunScope scope)
{
    /// <summary>Runs them. It does not throw: a failure is in the answer.</summary>
    public async Task<ExecutionResult> RunAsync(Ending ending)
    {
        if (Find(workflow, batch.Path) is not var (owner, job) || job.Loop is null)
        {
            var error = new ErrorInfo("workflow", $"the batch is of the job `{batch.Path}`, which the workflow does not have");
            return new(Outcome.Failure, FailureKind.Error) { Error = error, OwnError = error };
        }

        var around = BatchContexts.ScopeOf(batch.Contexts, owner, scope, isCalled: owner != workflow);
        var first = owner == workflow ? run.Request.Selection?.FirstOf(job) : null;
        var result = await new JobRunner(run, job, batch.Path, around, BatchContexts.HeldIn(batch.Contexts), first) { Batch = batch }.RunAsync([], ending).ConfigureAwait(false);
        if (result.Outcome == Outcome.Cancelled) return new(Outcome.Cancelled, FailureKind.None) { OwnError = result.OwnError };
        return result.Conclusion == Outcome.Failure ? new(Outcome.Failure, result.Failure) { Error = result.Error } : new(Outcome.Success, FailureKind.None);
    }

    /// <summary>The job of a path, and the workflow that it stands in: <c>main/deploy[2]/check</c> is in the one that the step <c>main/deploy</c> calls.</summary>
    internal static (CheckedWorkflow Workflow, CheckedJob Job)? Find(CheckedWorkflow workflow, string path)
    {
        var end = path.IndexOf('/', StringComparison.Ordinal);
        var id = WithoutItem(end < 0 ? path : path[..end]);
        if (workflow.Jobs.FirstOrDefault(each => each.Id == id) is not { } job) return null;
        if (end < 0) return (workflow, job);
        var rest = path[(end + 1)..];
        foreach (var step in job.Steps.Concat(job.Finally))
        {
            if (step.Call is not { } call || !rest.StartsWith(step.Key, StringComparison.Ordinal)) continue;
            var within = rest[step.Key.Length..];
            if (within.StartsWith('[')) within = within[(within.IndexOf(']', StringComparison.Ordinal) + 1)..];
            if (within.StartsWith('/') && Find(call.Workflow, within[1..]) is { } found) return found;
        }

        return null;
    }

    static string WithoutItem(string part) => part.EndsWith(']') ? part[..part.LastIndexOf('[')] : part;
}
