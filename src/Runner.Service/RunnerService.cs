using System.Collections.Concurrent;
using Runner.Service.Catalogue;
using Runner.Service.Clock;
using Runner.Service.Health;
using Runner.Service.Logging;
using Runner.Service.Running;
using Runner.Service.Slots;
using Runner.Store;

namespace Runner.Service;

/// <summary>Keeps workflows running on time: reads their schedules, decides their slots, runs what is queued.</summary>
public sealed class RunnerService : IDisposable
{
    static readonly TimeSpan SlotsKept = TimeSpan.FromDays(1);

    /// <summary>How far starts may be decided ahead of the clock without a word: clocks differ a little, and are set back a little.</summary>
    static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(10);

    static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    readonly ServiceOptions options;
    readonly ScheduleCatalogue catalogue;
    readonly ServiceMetrics metrics = new();
    readonly SlotDecider decider;
    readonly DueTimes due;
    readonly Workers workers;
    readonly NodeLife life;
    readonly ConcurrentDictionary<string, ServedSchedule> set = new(StringComparer.Ordinal);
    volatile ServiceState state = ServiceState.Starting;

    /// <summary>Takes what it works with.</summary>
    public RunnerService(ServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        Node = $"{options.NodeName}/{Environment.ProcessId}/{Guid.NewGuid().ToString("N")[..8]}";
        catalogue = new(options);
        due = new(options.Time);
        decider = new(options, catalogue, metrics, Node, due.Add);
        life = new(options, Node);
        workers = new(options, catalogue, metrics, due, Node, life);
    }

    /// <summary>This process among those that share the store.</summary>
    public string Node { get; }

    /// <summary>Whether it takes runs.</summary>
    public bool IsReady => WhyNotReady is null;

    /// <summary>In words, why it does not; null when it does.</summary>
    public string? WhyNotReady => state switch
    {
        ServiceState.Starting => "starting",
        ServiceState.Draining => "draining",
        _ => workers.FailingSince is { } since ? $"the run store has failed since {since:O}" : life.WhyHeld,
    };

    /// <summary>Serves until it is told to end, and then waits for what runs, as long as the configuration lets it.</summary>
    /// <param name="ready">Called once schedules are watched and runs are taken.</param>
    /// <param name="cancel">Tells it to end.</param>
    /// <exception cref="StoreException">The store fails while it starts.</exception>
    public async Task RunAsync(Action? ready, CancellationToken cancel)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        catalogue.Read();
        var clock = await ScheduleClock.StartAsync(decider.Ring, options.Time, cancel).ConfigureAwait(false);
        using var watch = new FolderWatch();
        watch.Add(catalogue.Roots);
        watch.Add(catalogue.CalledFolders, below: false);
        try
        {
            await SyncAsync(clock, cancel).ConfigureAwait(false);
            await life.BeginAsync(cancel).ConfigureAwait(false);
            Task[] loops =
            [
                Task.Run(() => decider.RunAsync(clock, stopping.Token), CancellationToken.None),
                Task.Run(() => workers.RunAsync(stopping.Token), CancellationToken.None),
                Task.Run(() => workers.WatchCancelsAsync(stopping.Token), CancellationToken.None),
                Task.Run(() => WatchAsync(watch, clock, stopping.Token), CancellationToken.None),
                Task.Run(() => PruneAsync(stopping.Token), CancellationToken.None),
                Task.Run(() => life.BeatAsync(stopping.Token), CancellationToken.None),
            ];
            state = ServiceState.Ready;
            options.Log.Write(ServiceLogLevel.Info, "ready", ("node", Node), ("workflows", catalogue.Workflows.Count), ("schedules", catalogue.Schedules.Count), ("broken", Broken));
            ready?.Invoke();
            // What reading all the files took is not needed again; a service that waits for days shall not keep it.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            var first = await Task.WhenAny(loops).ConfigureAwait(false);
            await stopping.CancelAsync().ConfigureAwait(false);
            state = ServiceState.Draining;
            if (!cancel.IsCancellationRequested) options.Log.Write(ServiceLogLevel.Error, "failed", ("problem", first.Exception?.GetBaseException().Message ?? "a loop ended"));
            await Task.WhenAll(loops).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
            await life.DrainAsync(() => workers.DrainAsync(options.Configuration.Drain)).ConfigureAwait(false);
            // What ended a loop is ours to tell, not to swallow.
            if (!cancel.IsCancellationRequested) await first.ConfigureAwait(false);
        }
        finally
        {
            await clock.DisposeAsync().ConfigureAwait(false);
        }

        options.Log.Write(ServiceLogLevel.Info, "ended", ("node", Node));
    }

    /// <inheritdoc/>
    public void Dispose() => workers.Dispose();

    /// <summary>The figures, as Prometheus reads them.</summary>
    public async Task<string> WriteMetricsAsync(CancellationToken cancel)
    {
        var now = new ServiceFigures(catalogue.Schedules.Count, Broken, workers.Running, workers.RunningBatches, IsReady);
        try
        {
            var queue = await metrics.TimedAsync(() => options.Store.Queue.LengthAsync(cancel)).ConfigureAwait(false);
            var oldest = queue.OldestDueAt is { } since && options.Time.GetUtcNow() - since is { Ticks: > 0 } age ? age : TimeSpan.Zero;
            now = now with { Queue = queue, Oldest = oldest, Nodes = await metrics.TimedAsync(() => options.Store.Nodes.ListAsync(withGone: true, cancel)).ConfigureAwait(false) };
        }
        catch (StoreException)
        {
            // The figures are left out, and runner_ready says why.
        }

        return metrics.Write(now);
    }

    int Broken => catalogue.Workflows.Values.Count(workflow => workflow.Problem is not null);

    async Task WatchAsync(FolderWatch watch, ScheduleClock clock, CancellationToken cancel)
    {
        var (pending, failing) = (false, false);
        while (true)
        {
            await watch.WaitAsync(pending ? TimeSpan.FromSeconds(1) : options.Rescan, cancel).ConfigureAwait(false);
            watch.Add(catalogue.Roots);
            if (!catalogue.Read() && !pending) continue;
            watch.Add(catalogue.CalledFolders, below: false);
            pending = true;
            try
            {
                await SyncAsync(clock, cancel).ConfigureAwait(false);
                (pending, failing) = (false, false);
            }
            catch (StoreException e)
            {
                if (!failing) options.Log.Write(ServiceLogLevel.Error, "store-failed", ("doing", "noting schedules"), ("problem", e.Message), ("help", e.Help));
                failing = true;
            }
        }
    }

    /// <summary>Brings store and clock to what the files say.</summary>
    async Task SyncAsync(ScheduleClock clock, CancellationToken cancel)
    {
        var schedules = catalogue.Schedules;
        var stored = await options.Store.Schedules.SyncAsync(options.Project, catalogue.Found(options.Time.GetUtcNow()), cancel).ConfigureAwait(false);
        foreach (var taken in stored.Where(row => row.Project != options.Project))
        {
            options.Log.Write(ServiceLogLevel.Warning, "schedule-taken-over", ("schedule", taken.Id), ("project", taken.Project),
                ("problem", "the run store had it from another folder: if that project is served too, each of its starts is run by one of the two"), ("help", "give each project a run store of its own, and have all nodes of one project in the same folder"));
        }

        var soon = options.Time.GetUtcNow() + MostAhead;
        foreach (var ahead in stored.Where(row => row.DecidedUntil > soon && !set.ContainsKey(row.Id)))
        {
            options.Log.Write(ServiceLogLevel.Warning, "schedule-ahead", ("schedule", ahead.Id), ("decided-until", ahead.DecidedUntil),
                ("problem", "a clock was ahead when its starts were decided; nothing of it starts by itself before that time"), ("help", "under another `name` in its file it is a new schedule, and starts anew"));
        }

        foreach (var gone in set.Keys.Where(id => !schedules.ContainsKey(id)))
        {
            set.TryRemove(gone, out _);
            await clock.RemoveAsync(gone, cancel).ConfigureAwait(false);
            options.Log.Write(ServiceLogLevel.Info, "schedule-gone", ("schedule", gone));
        }

        var changed = stored.Where(row => !set.TryGetValue(row.Id, out var known) || !ReferenceEquals(known, schedules.GetValueOrDefault(row.Id))).ToList();
        foreach (var row in changed)
        {
            if (!schedules.TryGetValue(row.Id, out var schedule)) continue;
            if (state != ServiceState.Starting) options.Log.Write(ServiceLogLevel.Info, set.ContainsKey(row.Id) ? "schedule-changed" : "schedule-added", ("schedule", row.Id), ("when", schedule.Text), ("next", row.NextAt), ("paused", row.PausedAt is null ? null : "yes"));
            set[row.Id] = schedule;
            if (row.NextAt is null) await clock.RemoveAsync(row.Id, cancel).ConfigureAwait(false);
        }

        decider.Begin(changed);
    }

    async Task PruneAsync(CancellationToken cancel)
    {
        var pruned = DateTimeOffset.UnixEpoch;
        while (true)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), options.Time, cancel).ConfigureAwait(false);
            try
            {
                if (options.Refresh is { } refresh) await refresh().ConfigureAwait(false);
                if (options.Keep is { } rules && pruned + PruneEvery <= options.Time.GetUtcNow())
                {
                    pruned = options.Time.GetUtcNow();
                    if (await options.Store.Retention.PruneAsync(rules, dryRun: false, cancel).ConfigureAwait(false) is > 0 and var forgotten) options.Log.Write(ServiceLogLevel.Info, "runs-pruned", ("runs", forgotten));
                }

                const int Most = 2000;
                while (await options.Store.Schedules.PruneAsync(options.Time.GetUtcNow() - SlotsKept, Most, cancel).ConfigureAwait(false) == Most) await Task.Delay(100, cancel).ConfigureAwait(false);
            }
            catch (StoreException e)
            {
                options.Log.Write(ServiceLogLevel.Warning, "store-failed", ("doing", "forgetting old slots"), ("problem", e.Message), ("help", e.Help));
            }
        }
    }
}

/// <summary>How far the service is.</summary>
enum ServiceState
{
    /// <summary>It reads files.</summary>
    Starting,

    /// <summary>It takes runs.</summary>
    Ready,

    /// <summary>It was told to end.</summary>
    Draining,
}
