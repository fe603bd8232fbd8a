using System.Globalization;
using Runner.Engine.Concurrency;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Engine.Jobs;
using Runner.Engine.Loops;
using Runner.Engine.Scopes;
using Runner.Workflows.Checked;

namespace Runner.Engine.Batches;

/// <summary>
/// A repeated job whose items other processes run: queues its batches, waits for them, and puts together what a loop of this process would give. What it
/// waits for is kept elsewhere; whoever goes on with the run takes it up from there.
/// </summary>
sealed class BatchedJob(RunContext run, CheckedJob job, string path, HeldGroups held, IBatchQueue queue)
{
    /// <summary>How long batches that were told to end may take: their steps end, <c>finally</c> runs, a lost node's batch is taken over for that.</summary>
    static readonly TimeSpan EndingLimit = Ending.CleanupLimit * 3;

    readonly CheckedLoop loop = job.Loop!;
    int succeeded, failed, cancelled;
    FailureKind failure;
    ErrorInfo? cause, own;
    string? label;
    Func<int, string> labelOf = static index => index.ToString(CultureInfo.InvariantCulture);
    bool stopped;

    /// <summary>Runs it to its end. Failures of items are in the answer.</summary>
    /// <exception cref="BatchException">The loop cannot be split.</exception>
    /// <exception cref="Binding.BindingException">A number of batches or items is not what it should be.</exception>
    public async Task<JobResult> RunAsync(LoopItems items, RunScope scope, Ending ending)
    {
        var past = run.Durable!.History?.Job(path);
        if (past?.Items is { } before && before != items.Count)
        {
            await queue.CancelAsync(path, run.Suspended).ConfigureAwait(false);
            var differ = PastItems.Differ(before, items.Count);
            return new(Outcome.Failure) { Failure = FailureKind.Error, Error = differ, OwnError = differ };
        }

        var size = loop.BatchSize is { } written ? Settings.CountOf(written, "batch-size", CheckedLoop.LargestBatch, scope) : (int?)null;
        var number = run.Events.Publish(new JobStarted(path) { Name = DisplayName.Of(job, scope), Items = items.Count });
        // That it began is kept before a batch is queued: the batches are found again by it.
        await run.Durable.KeptAsync().ConfigureAwait(false);
        if (run.Durable.IsSuspended) return Cancelled(ending);
        var all = new DistributedLoop
        {
            Path = path,
            Since = past is { Since: > 0 and var since } ? since : number,
            Items = items.Items,
            Contexts = BatchContexts.Take(path, scope, run.Masker, held),
            BatchSize = size,
            MaxParallel = loop.MaxParallel is null ? null : items.Parallel,
            Standard = items.Parallel,
        };
        labelOf = items.LabelOf;
        var outputs = new ItemOutputs(job.Outputs, items.Count);
        if (!await WaitAsync(all, past, outputs, ending).ConfigureAwait(false)) return Cancelled(ending);
        var counts = new ItemCounts(items.Count, succeeded, failed, items.Count - succeeded - failed - cancelled, cancelled);
        var outcome = ending.IsRequested && counts.Cancelled + counts.Skipped > 0 ? Outcome.Cancelled : failed > 0 || own is not null ? Outcome.Failure : Outcome.Success;
        // What an item says of its failure is said elsewhere: the reason is told here.
        var reason = own ?? (cause is null ? null : cause with { Message = $"{failed} of {items.Count} items failed; {label}: {cause.Message}" });
        return new(outcome) { Failure = failure, Items = counts, Outputs = outputs.ToValue(), Error = cause ?? own, OwnError = outcome == Outcome.Failure ? reason : outcome == Outcome.Cancelled ? ending.Why : null };
    }

    /// <summary>Waits for all batches.</summary>
    /// <returns>False: the run stops here without an end.</returns>
    async Task<bool> WaitAsync(DistributedLoop all, PastJob? past, ItemOutputs outputs, Ending ending)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(run.Suspended);
        var left = new List<LoopBatch>();
        var ends = false;
        try
        {
            var batches = await BeginAsync(all, ending, limit).ConfigureAwait(false);
            left.AddRange(batches);
            var nodes = new Dictionary<string, string>(StringComparer.Ordinal);
            while (left.Count > 0)
            {
                if (ending.IsRequested && !ends)
                {
                    // A run that goes on elsewhere leaves its batches alone.
                    if (run.Suspended.IsCancellationRequested) return false;
                    (ends, stopped) = (true, true);
                    limit.CancelAfter(EndingLimit);
                    await queue.CancelAsync(path, limit.Token).ConfigureAwait(false);
                }

                IReadOnlyDictionary<string, BatchState> states;
                try
                {
                    states = await queue.LookAsync(all, ends ? limit.Token : ending.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!ends && ending.IsRequested && !run.Suspended.IsCancellationRequested)
                {
                    continue;
                }

                // What failed comes first: what was cancelled may have been so because of it.
                foreach (var (batch, state) in left.Select(batch => (Batch: batch, State: states.GetValueOrDefault(batch.Run) ?? Gone)).OrderBy(each => each.State.Outcome != Outcome.Failure).ToList())
                {
                    if (!state.IsOver)
                    {
                        if (state.Node is { } node && nodes.GetValueOrDefault(batch.Run) != node)
                            run.Events.Publish(new BatchStarted(path, batch.Number, batches.Count) { Run = batch.Run, Node = nodes[batch.Run] = node, First = batch.First, Items = batch.Count });
                        continue;
                    }

                    left.Remove(batch);
                    await CollectAsync(batch, state, batches.Count, past, outputs, limit.Token).ConfigureAwait(false);
                }
            }

            return true;
        }
        catch (OperationCanceledException) when (ending.IsRequested || run.Suspended.IsCancellationRequested)
        {
            if (run.Suspended.IsCancellationRequested) return false;
            // They were told to, and will: this run has waited long enough.
            cancelled += left.Sum(batch => batch.Count);
            return true;
        }
    }

    static BatchState Gone { get; } = new(true, null) { Outcome = Outcome.Failure, Error = new("store", "the run of this batch is not remembered any more") };

    /// <summary>The batches; those of a run that was ended meanwhile as well, so that they can be told to end.</summary>
    async Task<IReadOnlyList<LoopBatch>> BeginAsync(DistributedLoop all, Ending ending, CancellationTokenSource limit)
    {
        try
        {
            return await queue.BeginAsync(all, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsRequested && !run.Suspended.IsCancellationRequested)
        {
            limit.CancelAfter(EndingLimit);
            return await queue.BeginAsync(all, limit.Token).ConfigureAwait(false);
        }
    }

    async Task CollectAsync(LoopBatch batch, BatchState state, int count, PastJob? past, ItemOutputs outputs, CancellationToken cancel)
    {
        var history = await queue.HistoryAsync(batch, cancel).ConfigureAwait(false);
        // What became a secret there is one here as well, before anything is said of it.
        foreach (var secrets in history.Secrets)
        {
            run.Masker.Add(secrets.Result);
            run.Masker.AddInput(secrets.Outputs);
        }

        var failedBefore = failed;
        for (var index = batch.First; index < batch.First + batch.Count; index++) Collect(history.Job(string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")), index, state, outputs);
        ErrorInfo? error = null;
        if (state.Outcome == Outcome.Cancelled && !stopped) error = new("cancelled", $"batch {batch.Number} of {count} was cancelled by itself (run {batch.Run})");
        else if (state.Outcome == Outcome.Failure && failed == failedBefore && state.Error is { } reason) error = reason with { Message = $"batch {batch.Number} of {count} failed{(state.Node is null ? "" : $" on {state.Node}")}: {reason.Message}" };
        if (error is not null)
        {
            own ??= error;
            failure = FailureKinds.Worst(failure, FailureKind.Error);
        }

        var end = history.Finished;
        if (past?.Batches.Contains(batch.Number) != true)
        {
            if (end is not null)
            {
                run.Tally.Add(Outcome.Success, end.Succeeded);
                run.Tally.Add(Outcome.Failure, end.Failed);
                run.Tally.Add(Outcome.Skipped, end.Skipped);
                run.Tally.Add(Outcome.Cancelled, end.Cancelled);
            }

            run.Events.Publish(new BatchFinished(path, batch.Number, count, state.Outcome, state.Duration)
            {
                Run = batch.Run,
                Node = state.Node ?? "",
                Succeeded = end?.Succeeded ?? 0,
                Failed = end?.Failed ?? 0,
                Skipped = end?.Skipped ?? 0,
                Cancelled = end?.Cancelled ?? 0,
                Error = error,
            });
        }

        // A failure that is forgiven does not make the batch fail.
        if (!loop.FailFast || stopped || state.Outcome != Outcome.Failure) return;
        stopped = true;
        await queue.CancelAsync(path, cancel).ConfigureAwait(false);
    }

    void Collect(PastJob? item, int index, BatchState state, ItemOutputs outputs)
    {
        if (item is not { Started: true } && item?.Finished is null) return;
        if (item.Finished is null)
        {
            // It began, and its batch has ended without it.
            failed++;
            Blame(index, FailureKind.Error, state.Error ?? new(ErrorInfo.Interrupted, "the batch ended while this item ran, or what the item gave cannot be unsealed"));
            return;
        }

        var result = item.ToResult();
        outputs.Set(index, result.Outputs);
        switch (result.Outcome)
        {
            case Outcome.Success: succeeded++; break;
            case Outcome.Cancelled: cancelled++; break;
            case Outcome.Failure:
                failed++;
                Blame(index, result.Failure, result.Error);
                break;
        }
    }

    void Blame(int index, FailureKind kind, ErrorInfo? error)
    {
        failure = FailureKinds.Worst(failure, kind);
        if (cause is not null || error is null) return;
        (cause, label) = (error, labelOf(index));
    }

    static JobResult Cancelled(Ending ending) => new(Outcome.Cancelled) { OwnError = ending.Why };
}
