using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Runner.Store.Databases;
using Runner.Store.Queue;
using Runner.Store.Sealing;
using Runner.Workflows.Values;

namespace Runner.Store.Batches;

/// <summary>
/// Batches of runs: runs in the queue like any other, that have a parent. Their ids follow from the parent, the job, its beginning and their number, so that
/// nobody can queue one twice. What they run with is sealed, and gone when the parent ends.
/// </summary>
public sealed class BatchStore
{
    const string ItemsPath = ">items";

    readonly Database database;
    readonly RunQueue queue;
    readonly StoreKey key;
    readonly TimeProvider time;

    internal BatchStore(Database database, RunQueue queue, StoreKey key, TimeProvider time) => (this.database, this.queue, this.key, this.time) = (database, queue, key, time);

    /// <summary>The batches of a job that were queued before, in their order; empty when there are none.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<IReadOnlyList<QueuedBatch>> FindAsync(string parent, string path, long since, CancellationToken cancel) => database.ReadAsync(connection => FindAsync(connection, parent, path, since), cancel);

    /// <summary>Queues the batches of a job, all or none. Those that are there from before are answered as they are.</summary>
    /// <param name="parent">The run, which the node must still have.</param>
    /// <param name="loop">The job.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The batches in their order; null when another node has the run.</returns>
    /// <exception cref="StoreException">The store fails, or has no key; nothing was queued.</exception>
    public Task<IReadOnlyList<QueuedBatch>?> QueueAsync(TakenRun parent, SplitLoop loop, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(loop);
        if (!key.IsThere) throw StoreKey.Missing("nodes get the items of a distributed loop sealed");
        return database.WriteAsync<IReadOnlyList<QueuedBatch>?>(
            async connection =>
            {
                var run = parent.Run;
                // Nothing changes, but the row is this transaction's: of several that want the same, one is first, and the others find what it queued.
                var ours = await connection.ExecuteAsync("UPDATE runs SET epoch = epoch WHERE id = @Id AND node = @Node AND epoch = @Epoch AND state = 'running'", new { run.Id, parent.Node, parent.Epoch }).ConfigureAwait(false) > 0;
                if (!ours) return null;
                // With the files that it began with, whatever they say by now.
                var definition = await connection.ExecuteScalarAsync<string?>("SELECT definition FROM runs WHERE id = @Id", new { run.Id }).ConfigureAwait(false);
                if (await FindAsync(connection, run.Id, loop.Path, loop.Since).ConfigureAwait(false) is { Count: > 0 } before) return before;
                await SealAsync(connection, run.Id, ContextsPath(loop.Path, loop.Since), loop.Contexts).ConfigureAwait(false);
                var batches = Split(run, definition, loop).ToList();
                foreach (var (batch, part) in batches)
                {
                    await queue.EnqueueAsync(connection, batch, parent.Node).ConfigureAwait(false);
                    await SealAsync(connection, batch.Id, ItemsPath, ItemsOf(loop, part)).ConfigureAwait(false);
                }

                return [.. batches.Select(each => new QueuedBatch(each.Run.Id, each.Part))];
            },
            cancel);
    }

    /// <summary>How far the batches of a job are, those of earlier beginnings of it among them.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<IReadOnlyList<BatchProgress>> ProgressAsync(string parent, string path, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<BatchProgress>>(
        async connection => (await connection.QueryAsync<BatchProgress>("SELECT id, state, node, duration, error_kind AS ErrorKind, error FROM runs WHERE parent = @parent AND parent_path = @path", new { parent, path }).ConfigureAwait(false)).AsList(),
        cancel);

    /// <summary>Asks to cancel the batches of a run that have not ended. Those that have not begun will not.</summary>
    /// <param name="parent">The run.</param>
    /// <param name="path">The job; null for all.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task CancelAsync(string parent, string? path, CancellationToken cancel) => database.WriteAsync(
        async connection =>
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var which = path is null ? "parent = @parent" : "parent = @parent AND parent_path = @path";
            await connection.ExecuteAsync(
                $"UPDATE runs SET state = 'cancelled', finished_at = @now, cancel_asked_at = @now, secret = NULL, error_kind = 'cancelled', error = 'it was cancelled before it began' WHERE {which} AND state = 'queued'", new { parent, path, now }).ConfigureAwait(false);
            return await connection.ExecuteAsync($"UPDATE runs SET cancel_asked_at = COALESCE(cancel_asked_at, @now) WHERE {which} AND state = 'running'", new { parent, path, now }).ConfigureAwait(false);
        },
        cancel);

    /// <summary>What a batch runs with.</summary>
    /// <exception cref="StoreException">The store fails, its key is another one, or the run that the batch is of has ended.</exception>
    public async Task<CarriedBatch> CarriedAsync(NewRun batch, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch is not { Parent: { } parent, ParentPath: { } path } || BatchPart.Read(batch.Options) is not { } part) throw new StoreException($"the run {batch.Id} does not say what it is a batch of", null);
        var items = await OpenAsync(batch.Id, ItemsPath, cancel).ConfigureAwait(false);
        var contexts = await OpenAsync(parent, ContextsPath(path, part.Since), cancel).ConfigureAwait(false);
        return new(part, items.Kind == ValueKind.Array ? items.AsArray() : [], contexts);
    }

    async Task<Value> OpenAsync(string run, string path, CancellationToken cancel)
    {
        var box = await database.ReadAsync(connection => connection.ExecuteScalarAsync<byte[]?>("SELECT value FROM sealed WHERE run = @run AND path = @path", new { run, path }), cancel).ConfigureAwait(false)
            ?? throw new StoreException("the run that this batch is of has ended", null);
        var text = key.Open(box, SealedText.StepOf(run, path)) ?? throw new StoreException("what the batch runs with was sealed under another key than this node has", $"all nodes need the same {StoreKey.Variable}");
        return SealedText.Read(text).Result;
    }

    async Task SealAsync(DbConnection connection, string run, string path, Value value)
    {
        var box = key.Seal(SealedText.Write(value, Value.Null), SealedText.StepOf(run, path))!;
        await connection.ExecuteAsync("INSERT INTO sealed (run, path, value) VALUES (@run, @path, @box) ON CONFLICT (run, path) DO UPDATE SET value = excluded.value", new { run, path, box }).ConfigureAwait(false);
    }

    static async Task<IReadOnlyList<QueuedBatch>> FindAsync(DbConnection connection, string parent, string path, long since)
    {
        var rows = await connection.QueryAsync<(string Id, string Options)>("SELECT id, options FROM runs WHERE parent = @parent AND parent_path = @path", new { parent, path }).ConfigureAwait(false);
        return [.. rows.Select(row => (row.Id, Part: BatchPart.Read(row.Options))).Where(row => row.Part?.Since == since).OrderBy(row => row.Part!.Number).Select(row => new QueuedBatch(row.Id, row.Part!))];
    }

    static IEnumerable<(NewRun Run, BatchPart Part)> Split(NewRun run, string? definition, SplitLoop loop)
    {
        var of = (loop.Items.Count + loop.Size - 1) / loop.Size;
        var group = $"#batches {run.Id} {loop.Path} {loop.Since.ToString(CultureInfo.InvariantCulture)}";
        // A node has one of them at a time: whoever is quick takes more of them, and the first to look does not take all.
        List<ConcurrencyClaim> claims = [new(group + " here", 1, PerNode: true)];
        if (loop.Together is { } together) claims.Add(new(group, together));
        for (var number = 1; number <= of; number++)
        {
            var first = (number - 1) * loop.Size;
            var part = new BatchPart(loop.Since, number, of, first, Math.Min(loop.Size, loop.Items.Count - first), loop.Items.Count, loop.Parallel);
            yield return (run with
            {
                Id = IdOf(run.Id, loop.Path, loop.Since, number),
                Trigger = NewRun.BatchTrigger,
                Definition = definition,
                Concurrency = claims,
                Schedule = null,
                Slot = null,
                Parent = run.Id,
                ParentPath = loop.Path,
                RetryOf = null,
                Options = part.AddTo(run.Options),
            }, part);
        }
    }

    static Value ItemsOf(SplitLoop loop, BatchPart part)
    {
        // By their places: a list may be made as it is read.
        var items = new Value[part.Count];
        for (var i = 0; i < items.Length; i++) items[i] = loop.Items[part.First + i];
        return Value.From(items);
    }

    static string ContextsPath(string path, long since) => $">{path}@{since.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>
    /// An id that follows from what it is of: the time of the parent's (RFC 9562, 5.7), the number where others have a counter, so that they are in order, and a
    /// hash where others have chance.
    /// </summary>
    static string IdOf(string parent, string path, long since, int number)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{parent}\n{path}\n{since}\n{number}")));
        var bytes = hash.AsSpan(0, 16);
        if (parent.Length >= 12 && long.TryParse(parent.AsSpan(0, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds))
            for (var i = 0; i < 6; i++) bytes[i] = (byte)(milliseconds >> 8 * (5 - i));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | number & 0x0FFF));
        bytes[8] = (byte)(0x80 | bytes[8] & 0x3F);
        return Convert.ToHexStringLower(bytes);
    }
}
