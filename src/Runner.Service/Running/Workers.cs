using System.Collections.Concurrent;
using Runner.Engine;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Service.Catalogue;
using Runner.Service.Health;
using Runner.Service.Logging;
using Runner.Store;
using Runner.Store.Queue;
using Runner.Store.Recording;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;

namespace Runner.Service.Running;

/// <summary>Takes runs from the queue and runs them, as many at once as there may be.</summary>
sealed class Workers(ServiceOptions options, ScheduleCatalogue catalogue, ServiceMetrics metrics, DueTimes due, string node, NodeLife life) : IDisposable
{
    /// <summary>No more are taken in one transaction, which others wait for.</summary>
    const int MostAtOnce = 50;

    static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    readonly ConcurrentDictionary<string, RunInHand> running = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, DateTimeOffset> kept = new(StringComparer.Ordinal);
    readonly CancellationTokenSource suspended = new();
    readonly CancellationTokenSource draining = new();
    readonly Recovery recovery = new(options.Store, options.Composer, options.Time);

    /// <summary>A run that goes on, and what cancels it.</summary>
    sealed record RunInHand(TakenRun Taken, CancellationTokenSource Cancel)
    {
        int waiting;

        public Task Whole { get; set; } = Task.CompletedTask;

        /// <summary>Whether it does nothing here but wait for batches of it, which may need its place.</summary>
        public bool Waits => Volatile.Read(ref waiting) > 0;

        public void Wait(int by) => Interlocked.Add(ref waiting, by);
    }

    /// <summary>How many runs go on, batches of runs not counted.</summary>
    public int Running => running.Values.Count(static run => !run.Taken.Run.IsBatch);

    /// <summary>How many batches of runs go on.</summary>
    public int RunningBatches => running.Values.Count(static run => run.Taken.Run.IsBatch);

    /// <summary>Since when the store fails; null when it does not.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>Takes and runs until it is cancelled; what runs then goes on.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var (waits, all, runs) = Count();
            // Runs that wait for their batches leave their places to batches, not to other runs: all places could be taken by those who wait.
            var most = Math.Min(options.Configuration.MaxRuns - (all - waits), MostAtOnce);
            var taken = most > 0 && life.WhyHeld is null ? await TakeAsync(most, Math.Max(0, options.Configuration.MaxRuns - runs), cancel).ConfigureAwait(false) : [];
            foreach (var run in taken) Start(run);
            // As many as there was room for: there may be more.
            if (taken.Count == most && most == MostAtOnce) continue;
            await due.WaitAsync(options.Poll, cancel).ConfigureAwait(false);
        }
    }

    (int Waits, int All, int Runs) Count()
    {
        var (waits, all, runs) = (0, 0, 0);
        foreach (var (_, run) in running)
        {
            all++;
            if (run.Waits) waits++;
            if (!run.Taken.Run.IsBatch) runs++;
        }

        return (waits, all, runs);
    }

    /// <summary>Asks from time to time whether somebody wants runs cancelled.</summary>
    public async Task WatchCancelsAsync(CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(options.Poll, options.Time, cancel).ConfigureAwait(false);
            if (running.IsEmpty) continue;
            try
            {
                foreach (var id in await options.Store.Queue.CancelAskedAsync(node, cancel).ConfigureAwait(false))
                    if (running.TryGetValue(id, out var run)) await run.Cancel.CancelAsync().ConfigureAwait(false);
            }
            catch (StoreException e)
            {
                Failed("asking for cancelled runs", e);
            }
        }
    }

    /// <summary>Waits for the runs that go on, then suspends what is left and hands it back.</summary>
    public async Task DrainAsync(TimeSpan limit)
    {
        var whole = Task.WhenAll(running.Values.Select(run => run.Whole));
        if (running.IsEmpty) return;
        options.Log.Write(ServiceLogLevel.Info, "draining", ("running", running.Count), ("limit", limit));
        using var ended = new CancellationTokenSource();
        var cancels = Task.Run(() => WatchCancelsAsync(ended.Token), CancellationToken.None);
        try
        {
            await DrainAsync(whole, limit).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(cancels).ConfigureAwait(false);
        }
    }

    async Task DrainAsync(Task whole, TimeSpan limit)
    {
        // Half of the time for runs to end; then no step begins, so that few are cut short at the end of it.
        await Task.WhenAny(whole, Task.Delay(limit / 2, options.Time)).ConfigureAwait(false);
        if (whole.IsCompleted) return;
        var left = running.Keys.ToList();
        await draining.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(whole, Task.Delay(limit / 2, options.Time)).ConfigureAwait(false);
        await suspended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(whole, Task.Delay(TimeSpan.FromSeconds(10))).ConfigureAwait(false);
        try
        {
            await options.Store.Queue.HandBackAsync(node, left, CancellationToken.None).ConfigureAwait(false);
            options.Log.Write(ServiceLogLevel.Info, "handed-back", ("runs", left.Count));
        }
        catch (StoreException e)
        {
            // They go on where they are taken once their leases have ended.
            Failed("handing runs back", e);
        }
    }

    public void Dispose()
    {
        suspended.Dispose();
        draining.Dispose();
    }

    async Task<IReadOnlyList<TakenRun>> TakeAsync(int most, int runs, CancellationToken cancel)
    {
        try
        {
            var request = new TakeRequest { Node = node, Labels = options.Configuration.Labels, Most = most, MostRuns = runs, Lease = options.Lease };
            var taken = await metrics.TimedAsync(() => options.Store.Queue.TakeAsync(request, cancel)).ConfigureAwait(false);
            if (FailingSince is not null) options.Log.Write(ServiceLogLevel.Info, "store-back");
            FailingSince = null;
            return taken;
        }
        catch (StoreException e)
        {
            Failed("taking runs", e);
            return [];
        }
    }

    void Failed(string doing, StoreException failure)
    {
        if (FailingSince is null) options.Log.Write(ServiceLogLevel.Error, "store-failed", ("doing", doing), ("problem", failure.Message), ("help", failure.Help));
        FailingSince ??= options.Time.GetUtcNow();
    }

    void Start(TakenRun taken)
    {
        var cancel = new CancellationTokenSource();
        var run = new RunInHand(taken, cancel);
        running[taken.Run.Id] = run;
        if (taken.CancelAsked) cancel.Cancel();
        run.Whole = Task.Run(async () =>
        {
            try
            {
                await ExecuteAsync(run, cancel.Token).ConfigureAwait(false);
            }
            finally
            {
                running.TryRemove(taken.Run.Id, out _);
                cancel.Dispose();
                // There is room for another, and perhaps in its group.
                due.Wake();
            }
        });
    }

    async Task ExecuteAsync(RunInHand hand, CancellationToken cancel)
    {
        var taken = hand.Taken;
        var run = taken.Run;
        RunHistory? history = null;
        try
        {
            // A run that had begun is not without an end because it was cancelled: it cleans up.
            if (taken.Resumes) history = await recovery.HistoryOfAsync(run.Id, suspended.Token).ConfigureAwait(false);
            if (history is not null && Recovery.WhyHopeless(history) is { } hopeless)
            {
                await GiveUpAsync(taken, history, hopeless).ConfigureAwait(false);
                return;
            }

            var workflow = (taken.Resumes || run.IsBatch ? await recovery.WorkflowOfAsync(run, suspended.Token).ConfigureAwait(false) : null) ?? await WorkflowOfAsync(taken, taken.Resumes ? suspended.Token : cancel).ConfigureAwait(false);
            if (taken.LacksSecretInputs) throw new RunRefusedException("secret", "its secret inputs were sealed under another key than this node has: all nodes, and who queues runs, need the same RUNNER_STORE_KEY");
            var request = await WithBatchesAsync(options.Composer.Compose(workflow, run), hand).ConfigureAwait(false);
            using var journal = options.Store.Recorder.Begin(taken);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(suspended.Token, journal.Lost);
            if (!run.IsBatch) metrics.Began(options.Time.GetUtcNow() - run.DueAt);
            options.Log.Write(ServiceLogLevel.Info, taken.Resumes ? "run-resumed" : "run-started", ("workflow", run.Workflow), ("run", run.Id), ("trigger", run.Trigger), ("schedule", run.Schedule), ("of", run.Parent), ("late", Late(run)));
            var result = await WorkflowRunner.RunAsync(request with { RunId = run.Id, Journal = journal, History = history, Node = options.NodeName, Drain = draining.Token, Suspend = ends.Token, Time = options.Time }, cancel).ConfigureAwait(false);
            if (result.Suspended is { } stopped)
            {
                await KeepRestAsync(journal).ConfigureAwait(false);
                throw stopped;
            }

            Ended(run, result.Finished);
            foreach (var failure in result.ObserverFailures) options.Log.Write(ServiceLogLevel.Error, "events-lost", ("run", run.Id), ("problem", failure.Exception.Message));
        }
        catch (RunSuspendedException e)
        {
            options.Log.Write(ServiceLogLevel.Warning, "run-suspended", ("workflow", run.Workflow), ("run", run.Id), ("why", e.Message));
        }
        catch (Exception e) when (history is { IsEmpty: false } && e is RunRefusedException or InventoryLoadException)
        {
            await GiveUpAsync(taken, history!, new((e as RunRefusedException)?.Kind ?? "inventory", e.Message)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (suspended.IsCancellationRequested)
        {
            // It is handed back.
        }
        catch (RunRefusedException e)
        {
            await RefuseAsync(taken, e.Kind, e.Message).ConfigureAwait(false);
        }
        catch (InventoryLoadException e)
        {
            await RefuseAsync(taken, "inventory", e.Message).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            // Its lease ends, and then it is taken again.
            Failed($"running {run.Id}", e);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await RefuseAsync(taken, "cancelled", "the run was cancelled before it began").ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nothing that a workflow does ends here: a mistake of ours, which must not end what else runs.
            await RefuseAsync(taken, "internal", $"{e.GetType().Name}: {e.Message}").ConfigureAwait(false);
        }
    }

    /// <summary>What the run needs to have batches, or to be one.</summary>
    async Task<RunRequest> WithBatchesAsync(RunRequest request, RunInHand hand)
    {
        var run = hand.Taken.Run;
        if (!run.IsBatch) return request with { Batches = new RunBatches(options, hand.Taken, recovery, hand.Wait, due.Wake) };
        try
        {
            var (part, items, contexts) = await options.Store.Batches.CarriedAsync(run, suspended.Token).ConfigureAwait(false);
            return request with { Batch = new() { Path = run.ParentPath!, First = part.First, Total = part.Total, Items = items, Parallel = part.Parallel, Contexts = contexts } };
        }
        catch (StoreException e) when (!e.IsTransient)
        {
            throw new RunRefusedException("store", e.Help is null ? e.Message : $"{e.Message}: {e.Help}");
        }
    }

    /// <summary>What was said before the run was suspended is to be kept before somebody else has it.</summary>
    static async Task KeepRestAsync(RunJournal journal)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await journal.KeptAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RunSuspendedException or OperationCanceledException)
        {
            // It cannot be: then it counts as not said.
        }
    }

    async Task GiveUpAsync(TakenRun taken, RunHistory history, ErrorInfo error)
    {
        var run = taken.Run;
        options.Log.Write(ServiceLogLevel.Error, "run-given-up", ("workflow", run.Workflow), ("run", run.Id), ("kind", error.Kind), ("problem", error.Message), ("help", error.Help));
        using var journal = options.Store.Recorder.Begin(taken);
        var result = await recovery.GiveUpAsync(run, history, journal, error).ConfigureAwait(false);
        if (result.Suspended is not null) return;
        Count(run, "failure", result.Finished.Duration);
        await ForsakeAsync(taken).ConfigureAwait(false);
    }

    void Count(NewRun run, string outcome, TimeSpan duration)
    {
        if (run.IsBatch) metrics.BatchEnded(outcome);
        else metrics.Ended(run.Workflow, outcome, duration);
    }

    /// <summary>Nobody waits any more for the batches of a run that cannot be gone on with.</summary>
    async Task ForsakeAsync(TakenRun taken)
    {
        if (!taken.Resumes || taken.Run.IsBatch) return;
        try
        {
            await options.Store.Batches.CancelAsync(taken.Run.Id, path: null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            Failed($"cancelling batches of {taken.Run.Id}", e);
        }
    }

    string? Late(NewRun run) => run.IsBatch ? null : options.Time.GetUtcNow() - run.DueAt is var late && late >= TimeSpan.FromSeconds(1) ? Workflows.Types.DurationText.Format(late) : null;

    void Ended(NewRun run, RunFinished finished)
    {
        var outcome = finished.Outcome.ToString().ToLowerInvariant();
        Count(run, outcome, finished.Duration);
        options.Log.Write(finished.Outcome == Outcome.Success ? ServiceLogLevel.Info : ServiceLogLevel.Warning, "run-ended",
            ("workflow", run.Workflow), ("run", run.Id), ("outcome", outcome), ("duration", finished.Duration), ("failed", finished.Outcome == Outcome.Success ? null : finished.Failed), ("problem", finished.Error?.Message));
    }

    async Task RefuseAsync(TakenRun taken, string kind, string problem)
    {
        var run = taken.Run;
        var state = kind == "cancelled" ? "cancelled" : "failure";
        Count(run, state, TimeSpan.Zero);
        options.Log.Write(ServiceLogLevel.Error, "run-refused", ("workflow", run.Workflow), ("run", run.Id), ("kind", kind), ("problem", problem));
        try
        {
            await options.Store.Queue.EndAsync(taken, state, kind, problem, CancellationToken.None).ConfigureAwait(false);
            await ForsakeAsync(taken).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            Failed($"ending {run.Id}", e);
        }
    }

    /// <summary>The workflow in the version that is served, else as its file is now; the store knows it from then on.</summary>
    async Task<CheckedWorkflow> WorkflowOfAsync(TakenRun taken, CancellationToken cancel)
    {
        var run = taken.Run;
        var (workflow, definition, sources) = catalogue.Workflows.TryGetValue(run.File, out var served) && served.Workflow is { } good && run.Project == options.Project
            ? Served(good, served)
            : Compile(run);
        // Now and then again: what nobody names for long is forgotten.
        var now = options.Time.GetUtcNow();
        if (!kept.TryGetValue(definition, out var at) || now - at > Again)
        {
            await options.Store.Definitions.SaveAsync(sources, cancel).ConfigureAwait(false);
            kept[definition] = now;
        }

        if (run.Definition != definition) await options.Store.Queue.DefineAsync(taken, definition, cancel).ConfigureAwait(false);
        // Scripts are read when their step begins; a run ends with what it began with, so that they are taken from what is kept.
        return HasScripts(sources) ? recovery.Compile(run, sources) : workflow;
    }

    static bool HasScripts(IReadOnlyDictionary<string, string> sources) => sources.Keys.Any(static file => Path.GetExtension(file) is not (".yaml" or ".yml"));

    static (CheckedWorkflow Workflow, string Definition, IReadOnlyDictionary<string, string> Sources) Served(CheckedWorkflow workflow, ServedWorkflow served)
    {
        // Scripts are not watched as workflows are: they are taken as they are now.
        var now = CalledFiles.Of(workflow);
        return now.All(file => served.Sources.TryGetValue(file.Key, out var text) && text == file.Value) ? (workflow, served.Definition, served.Sources) : (workflow, Store.Definitions.DefinitionStore.HashOf(now), now);
    }

    (CheckedWorkflow Workflow, string Definition, IReadOnlyDictionary<string, string> Sources) Compile(NewRun run)
    {
        var (workflow, diagnostics) = options.Composer.Compile(Path.GetFullPath(run.File, run.Folder), run.File);
        if (workflow is null) throw new RunRefusedException("workflow", diagnostics.First(diagnostic => diagnostic.Severity == Severity.Error) is var first ? $"{first.Location}: {first.Message}" : "");
        var sources = CalledFiles.Of(workflow);
        return (workflow, Store.Definitions.DefinitionStore.HashOf(sources), sources);
    }
}
