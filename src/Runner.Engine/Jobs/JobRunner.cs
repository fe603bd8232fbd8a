using Runner.Engine.Batches;
using Runner.Engine.Concurrency;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Engine.Loops;
using Runner.Engine.Scopes;
using Runner.Engine.Steps;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Jobs;

/// <summary>Runs a job: decides whether it runs at all, and runs it once, or once for each item.</summary>
sealed class JobRunner(RunContext run, CheckedJob job, string path, RunScope outer, HeldGroups held, CheckedStep? first)
{
    /// <summary>The items that are run, where another run decided that the job runs and made the list; null for all of it.</summary>
    public BatchOfRun? Batch { get; init; }

    /// <summary>Runs the job to its end. It does not throw: a failure is in the answer.</summary>
    /// <param name="needs">How the jobs ended that it needs, in the order of the workflow.</param>
    /// <param name="ending">Ends it early.</param>
    public async Task<JobResult> RunAsync(JobResult[] needs, Ending ending)
    {
        var started = run.Time.GetTimestamp();
        var status = StatusOf(needs, ending);
        var past = run.Durable?.History?.Job(path);
        if (past?.Finished is not null) return past.ToResult() with { AfterFailure = past.Finished.Conclusion == Outcome.Failure || status == JobStatus.Failure };
        // One that had begun goes on, and ends early by itself.
        var isUnderWay = past?.IsUnderWay == true;
        var scope = outer.At(status);
        if (job.Needs.Count > 0 && Batch is null) scope = scope.With("needs", ContextOf(needs));
        JobResult result;
        // A job that asked to run after the end is cleaning up, all of it.
        using var cleanup = status == JobStatus.Cancelled && !isUnderWay ? ending.Grace(run.Time) : null;
        try
        {
            if (!isUnderWay && (Batch is null ? WhyNot(scope, status, ending) : ending.IsRequested ? ending.Why.Message : null) is { } why)
            {
                if (Batch is null) run.Tally.Add(Outcome.Skipped, job.Steps.Count + job.Finally.Count);
                result = status == JobStatus.Cancelled ? new(Outcome.Cancelled) { OwnError = ending.Why } : new(Outcome.Skipped) { OwnError = new("skipped", why) };
            }
            else if (Batch is not null)
            {
                result = await RunItemsAsync(LoopItems.OfBatch(job.Loop!, Batch), scope.At(JobStatus.Success), cleanup ?? ending).ConfigureAwait(false);
            }
            else if (job.Loop is { Distribute: true } shared && run.Request.Batches is { } batches && run.Durable is not null)
            {
                result = await RunBatchesAsync(LoopItems.Of(shared, CheckedLoop.JobsAtOnce, scope), scope.At(JobStatus.Success), batches, cleanup ?? ending).ConfigureAwait(false);
            }
            else if (job.Loop is { } loop)
            {
                result = await RunItemsAsync(LoopItems.Of(loop, CheckedLoop.JobsAtOnce, scope), scope.At(JobStatus.Success), cleanup ?? ending).ConfigureAwait(false);
            }
            else
            {
                result = await RunOnceAsync(new(run, job, path, scope.At(JobStatus.Success), first), item: null, cleanup ?? ending).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            result = Failed(e);
        }

        if (result.Outcome == Outcome.Failure && job.ContinueOnError) result = result with { Conclusion = Outcome.Success };
        run.Events.Publish(new JobFinished(path, result.Outcome, run.Time.GetElapsedTime(started)) { Conclusion = result.Conclusion, Items = result.Items, Outputs = result.Outputs, Error = result.OwnError });
        return result with { AfterFailure = result.Conclusion == Outcome.Failure || status == JobStatus.Failure };
    }

    /// <summary>Nothing is given to others where there is nothing.</summary>
    Task<JobResult> RunBatchesAsync(LoopItems items, RunScope scope, IBatchQueue batches, Ending ending) =>
        items.Count == 0 ? RunItemsAsync(items, scope, ending) : new BatchedJob(run, job, path, held, batches).RunAsync(items, scope, ending);

    async Task<JobResult> RunItemsAsync(LoopItems items, RunScope scope, Ending ending)
    {
        var past = run.Durable?.History;
        if (past?.Job(path)?.Items is { } before && before != items.Count)
        {
            var differ = PastItems.Differ(before, items.Count);
            return new(Outcome.Failure) { Failure = FailureKind.Error, Error = differ, OwnError = differ };
        }

        run.Events.Publish(new JobStarted(path) { Name = DisplayName.Of(job, scope), Items = items.Count });
        var outputs = new ItemOutputs(job.Outputs, items.Count);
        var gate = new Lock();
        var failure = FailureKind.None;
        ErrorInfo? cause = null;
        var counts = await new Loop(items.Count, items.Parallel, job.Loop!.FailFast, RunItemAsync) { Past = past is null ? null : PastItems.OfJobs(past, path, items.Count, items.First) }.RunAsync(ending).ConfigureAwait(false);
        var outcome = ending.IsRequested && counts.Cancelled + counts.Skipped > 0 ? Outcome.Cancelled : counts.Failed > 0 ? Outcome.Failure : Outcome.Success;
        return new(outcome) { Failure = failure, Items = counts, Outputs = outputs.ToValue(), Error = cause };

        async Task<(Outcome, Outcome)> RunItemAsync(int index, Ending part)
        {
            var itemPath = $"{path}[{items.First + index}]";
            var itemStarted = run.Time.GetTimestamp();
            var known = past?.Job(itemPath) is { Finished: not null } ended ? ended : null;
            var result = known?.ToResult() ?? await RunOnceAsync(new(run, job, itemPath, items.ScopeOf(index, scope), first), items.LabelOf(index), part).ConfigureAwait(false);
            outputs.Set(index, result.Outputs);
            // As in GitHub Actions: a failure that is forgiven does not end the other items either.
            if (result.Outcome == Outcome.Failure && job.ContinueOnError) result = result with { Conclusion = Outcome.Success };
            if (result.Outcome == Outcome.Failure)
            {
                lock (gate)
                {
                    failure = FailureKinds.Worst(failure, result.Failure);
                    cause ??= result.Error;
                }
            }

            if (known is null) run.Events.Publish(new JobFinished(itemPath, result.Outcome, run.Time.GetElapsedTime(itemStarted)) { Conclusion = result.Conclusion, Outputs = result.Outputs, Error = result.OwnError });
            return (result.Outcome, result.Conclusion);
        }
    }

    async Task<JobResult> RunOnceAsync(JobInstance instance, string? item, Ending ending)
    {
        IDisposable? place = null;
        try
        {
            HeldGroups within;
            (within, place) = await held.EnterAsync(job.Concurrency, instance.Scope, group => run.Events.Publish(new JobWaiting(instance.Path, group)), ending.Token).ConfigureAwait(false);
            run.Events.Publish(new JobStarted(instance.Path) { Name = DisplayName.Of(job, instance.Scope), Item = item });
            return await instance.RunAsync(within, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsRequested)
        {
            return new(Outcome.Cancelled) { OwnError = ending.Why };
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

    JobResult Failed(Exception e)
    {
        var error = StepError.From(e, job.Id);
        return new(Outcome.Failure) { Failure = FailureKind.Error, Error = error, OwnError = error };
    }

    string? WhyNot(RunScope scope, JobStatus status, Ending ending) => Evaluation.WhyNot(job.If, status, scope, status switch
    {
        JobStatus.Cancelled => ending.Why.Message,
        JobStatus.Failure => "a job that it needs failed",
        JobStatus.Skipped => "a job that it needs did not run",
        _ => "",
    });

    static JobStatus StatusOf(JobResult[] needs, Ending ending)
    {
        if (ending.IsRequested) return JobStatus.Cancelled;
        if (Array.Exists(needs, need => need.AfterFailure)) return JobStatus.Failure;
        return Array.TrueForAll(needs, need => need.Conclusion == Outcome.Success) ? JobStatus.Success : JobStatus.Skipped;
    }

    Value ContextOf(JobResult[] needs)
    {
        var context = new ValueObject();
        for (var i = 0; i < needs.Length; i++) context[job.Needs[i]] = needs[i].ToContext();
        return Value.From(context);
    }
}
