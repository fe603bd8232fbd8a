using System.Globalization;
using Runner.Service.Logging;
using Runner.Store;
using Runner.Store.Nodes;

namespace Runner.Service.Running;

/// <summary>
/// Tells the store that this node lives, and tells of those that do not any more. Leases are written by one clock and read by others, so a node
/// whose clock is far from the database's takes nothing: it would take what others still run. Nor does one that is older than the store.
/// </summary>
sealed class NodeLife(ServiceOptions options, string node)
{
    /// <summary>Well below the length of a lease.</summary>
    static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(3);

    readonly DateTimeOffset startedAt = options.Time.GetUtcNow();
    volatile bool drains;
    volatile string? held;
    bool failing;

    /// <summary>Why it takes no runs, though it is ready to; null when it takes them.</summary>
    public string? WhyHeld => held;

    /// <summary>Makes itself known, before it takes anything.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task BeginAsync(CancellationToken cancel) => BeatOnceAsync(cancel);

    /// <summary>Beats until it is cancelled.</summary>
    public async Task BeatAsync(CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(NodeStore.Every, options.Time, cancel).ConfigureAwait(false);
            try
            {
                await BeatOnceAsync(cancel).ConfigureAwait(false);
                failing = false;
            }
            catch (StoreException e)
            {
                if (!failing) options.Log.Write(ServiceLogLevel.Error, "store-failed", ("doing", "telling that this node lives"), ("problem", e.Message), ("help", e.Help));
                failing = true;
            }
        }
    }

    /// <summary>Beats while it drains, then leaves.</summary>
    public async Task DrainAsync(Func<Task> drain)
    {
        drains = true;
        using var ended = new CancellationTokenSource();
        var beats = Task.Run(
            async () =>
            {
                // Others, and people, are to see at once that it takes nothing more.
                await TryAsync(() => BeatOnceAsync(ended.Token)).ConfigureAwait(false);
                await BeatAsync(ended.Token).ConfigureAwait(false);
            },
            CancellationToken.None);
        try
        {
            await drain().ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(beats).ConfigureAwait(false);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await TryAsync(() => options.Store.Nodes.LeaveAsync(node, limit.Token)).ConfigureAwait(false);
        }
    }

    async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            options.Log.Write(ServiceLogLevel.Debug, "node-not-noted", ("problem", e.Message));
        }
    }

    async Task BeatOnceAsync(CancellationToken cancel)
    {
        var here = new ServingNode(node, options.NodeName, options.Version, options.Configuration.MaxRuns) { Labels = options.Configuration.Labels, Drains = drains, StartedAt = startedAt };
        var beat = await options.Store.Nodes.BeatAsync(here, cancel).ConfigureAwait(false);
        foreach (var lost in beat.Lost) options.Log.Write(ServiceLogLevel.Warning, "node-lost", ("node", lost.Id), ("name", lost.Name), ("heard", lost.HeardAt), ("running", lost.Running));
        Hold(beat);
    }

    void Hold(Heartbeat beat)
    {
        var far = beat.ClockAhead.Duration() > MostAhead;
        if ((far || beat.SchemaIsNewer) == held is not null) return;
        if (beat.SchemaIsNewer)
        {
            held = "a later version of Runner has changed the run store";
            options.Log.Write(ServiceLogLevel.Error, "not-taking", ("problem", held), ("help", "no runs are taken by this node until it is restarted with that version; what it runs goes on"));
        }
        else if (far)
        {
            var seconds = Math.Round(beat.ClockAhead.Duration().TotalSeconds, 1);
            held = string.Create(CultureInfo.InvariantCulture, $"this machine's clock is {seconds} s {(beat.ClockAhead > TimeSpan.Zero ? "ahead of" : "behind")} the database's");
            options.Log.Write(ServiceLogLevel.Error, "not-taking", ("problem", held), ("help", "no runs are taken until the clocks agree: have both machines set theirs by NTP"));
        }
        else
        {
            held = null;
            options.Log.Write(ServiceLogLevel.Info, "taking-again");
        }
    }
}
