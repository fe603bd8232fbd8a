using Runner.Engine.Batches;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Service.Logging;
using Runner.Store;
using Runner.Store.Batches;
using Runner.Store.Queue;
using Runner.Workflows.Checked;

namespace Runner.Service.Running;

/// <summary>Puts batches of a run into the store's queue, from which any node takes them, and looks after them.</summary>
/// <param name="options">What the service works with.</param>
/// <param name="parent">The run.</param>
/// <param name="recovery">Reads what batches said.</param>
/// <param name="waiting">Told when the run begins to wait, with 1, and when it goes on, with -1.</param>
/// <param name="wake">Told that there is something in the queue.</param>
sealed class RunBatches(ServiceOptions options, TakenRun parent, Recovery recovery, Action<int> waiting, Action wake) : IBatchQueue
{
    /// <summary>A node gets about so many batches: few, since each is a run, and enough that a slow one does not hold up the others.</summary>
    const int BatchesPerNode = 4;

    static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(250);

    int looks;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoopBatch>> BeginAsync(DistributedLoop loop, CancellationToken cancel)
    {
        var batches = await RetriedAsync(
            async () =>
            {
                if (await options.Store.Batches.FindAsync(parent.Run.Id, loop.Path, loop.Since, cancel).ConfigureAwait(false) is { Count: > 0 } before) return before;
                var split = await SplitAsync(loop, cancel).ConfigureAwait(false);
                // Where another node has the run, this one is about to learn that it lost it.
                if (await options.Store.Batches.QueueAsync(parent, split, cancel).ConfigureAwait(false) is not { } queued) throw new StoreException($"another node has the run {parent.Run.Id}", null) { IsTransient = true };
                options.Log.Write(ServiceLogLevel.Info, "batches-queued", ("workflow", parent.Run.Workflow), ("run", parent.Run.Id), ("job", loop.Path), ("items", loop.Items.Count), ("batches", queued.Count), ("at-once", split.Parallel));
                return queued;
            },
            "queueing batches",
            cancel).ConfigureAwait(false);
        wake();
        return [.. batches.Select(batch => new LoopBatch(batch.Part.Number, batch.Part.First, batch.Part.Count, batch.Run))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, BatchState>> LookAsync(DistributedLoop loop, CancellationToken cancel)
    {
        waiting(1);
        try
        {
            // Its place is a batch's now.
            if (looks == 0) wake();
            // At once for the first time, for those of a run that is gone on with.
            if (looks++ > 0) await Task.Delay(TimeSpan.FromTicks(Math.Min((FirstLook * Math.Min(looks, 4)).Ticks, options.Poll.Ticks)), options.Time, cancel).ConfigureAwait(false);
            var rows = await RetriedAsync(() => options.Store.Batches.ProgressAsync(parent.Run.Id, loop.Path, cancel), "asking for batches", cancel).ConfigureAwait(false);
            return rows.ToDictionary(row => row.Id, StateOf, StringComparer.Ordinal);
        }
        finally
        {
            waiting(-1);
        }
    }

    /// <inheritdoc/>
    public Task<RunHistory> HistoryAsync(LoopBatch batch, CancellationToken cancel) => RetriedAsync(() => recovery.HistoryOfAsync(batch.Run, cancel), "reading a batch", cancel);

    /// <inheritdoc/>
    public Task CancelAsync(string path, CancellationToken cancel) => RetriedAsync(
        async () =>
        {
            await options.Store.Batches.CancelAsync(parent.Run.Id, path, cancel).ConfigureAwait(false);
            return true;
        },
        "cancelling batches",
        cancel);

    async Task<SplitLoop> SplitAsync(DistributedLoop loop, CancellationToken cancel)
    {
        var nodes = (await options.Store.Nodes.ListAsync(withGone: false, cancel).ConfigureAwait(false)).Count(node => node.State == "ready" && parent.Run.RunsOn.All(label => node.Labels.Contains(label, StringComparer.OrdinalIgnoreCase)));
        return Split(loop, Math.Max(1, nodes));
    }

    /// <summary>How a loop is split for so many nodes.</summary>
    /// <exception cref="BatchException">It would be too many batches.</exception>
    internal static SplitLoop Split(DistributedLoop loop, int nodes)
    {
        var count = loop.Items.Count;
        var size = loop.BatchSize ?? Math.Clamp(PartsOf(count, nodes * BatchesPerNode), 1, CheckedLoop.LargestBatch);
        var batches = PartsOf(count, size);
        if (batches > CheckedLoop.MostBatches)
            throw new BatchException(FormattableString.Invariant($"`batch-size: {size}` makes {batches:N0} batches of {count:N0} items, and there may be {CheckedLoop.MostBatches:N0}"), FormattableString.Invariant($"write at least {PartsOf(count, CheckedLoop.MostBatches)}, or leave it out"));
        var parallel = loop.MaxParallel is { } most ? Math.Max(1, most / Math.Min(nodes, batches)) : loop.Standard;
        return new()
        {
            Path = loop.Path,
            Since = loop.Since,
            Items = loop.Items,
            Contexts = loop.Contexts,
            Size = size,
            Parallel = parallel,
            Together = loop.MaxParallel is { } limit ? Math.Max(1, limit / parallel) : null,
        };
    }

    static int PartsOf(int count, int size) => (count + size - 1) / size;

    static BatchState StateOf(BatchProgress row) => new(row.State is not ("queued" or "running"), row.Node is { } node ? NameOf(node) : null)
    {
        Outcome = row.State switch { "success" => Outcome.Success, "cancelled" => Outcome.Cancelled, "queued" or "running" => Outcome.Skipped, _ => Outcome.Failure },
        Duration = TimeSpan.FromMilliseconds(row.Duration ?? 0),
        Error = row.ErrorKind is { } kind ? new(kind, row.Error ?? "") : null,
    };

    /// <summary>The node's name, for people; what follows it in its id tells its process.</summary>
    static string NameOf(string node) => node.Split('/') is [.. { Length: > 0 } name, _, _] ? string.Join('/', name) : node;

    /// <summary>A store that is gone comes back, or the run's lease ends and with it the wait.</summary>
    async Task<T> RetriedAsync<T>(Func<Task<T>> ask, string doing, CancellationToken cancel)
    {
        for (var told = false; ;)
        {
            try
            {
                cancel.ThrowIfCancellationRequested();
                return await ask().ConfigureAwait(false);
            }
            catch (StoreException e) when (e.IsTransient)
            {
                if (!told) options.Log.Write(ServiceLogLevel.Warning, "store-failed", ("doing", doing), ("run", parent.Run.Id), ("problem", e.Message), ("help", e.Help));
                told = true;
                await Task.Delay(options.Poll, options.Time, cancel).ConfigureAwait(false);
            }
            catch (StoreException e)
            {
                throw new BatchException(e.Message, e.Help);
            }
        }
    }
}
