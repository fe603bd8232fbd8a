using System.Data.Common;
using System.Text.Json;
using Dapper;
using Runner.Store.Databases;
using Runner.Store.Sealing;

namespace Runner.Store.Queue;

/// <summary>
/// The runs that are wanted, and who has them. A run belongs to the node that took it last, until its lease ends; the number of times
/// that it was taken, its epoch, tells that node's writes from those of a former owner.
/// </summary>
public sealed class RunQueue
{
    readonly Database database;
    readonly StoreKey key;
    readonly TimeProvider time;

    internal RunQueue(Database database, StoreKey key, TimeProvider time) => (this.database, this.key, this.time) = (database, key, time);

    /// <summary>Queues a run. With a schedule and a slot, only if nobody has decided on that slot before.</summary>
    /// <param name="run">The run.</param>
    /// <param name="node">Who decides; empty where that is of no interest.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False: its slot was taken already, and nothing was queued.</returns>
    /// <exception cref="StoreException">The store fails, and nothing was queued.</exception>
    public Task<bool> EnqueueAsync(NewRun run, string node, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(run);
        return database.WriteAsync(connection => EnqueueAsync(connection, run, node), cancel);
    }

    /// <inheritdoc cref="EnqueueAsync(NewRun, string, CancellationToken)"/>
    public Task<bool> EnqueueAsync(NewRun run, CancellationToken cancel) => EnqueueAsync(run, "", cancel);

    /// <summary>The same within somebody's transaction: a schedule notes in it how far it has decided.</summary>
    internal async Task<bool> EnqueueAsync(DbConnection connection, NewRun run, string node)
    {
        var now = Now;
        if (run is { Schedule: { } schedule, Slot: { } slot })
        {
            var taken = await connection.ExecuteAsync(
                "INSERT INTO slots (schedule, slot, decision, run, decided_at, node) VALUES (@schedule, @slot, 'run', @Id, @now, @node) ON CONFLICT (schedule, slot) DO NOTHING",
                new { schedule, slot = slot.ToUnixTimeMilliseconds(), run.Id, now, node }).ConfigureAwait(false);
            if (taken == 0) return false;
        }

        await connection.ExecuteAsync(
            "INSERT INTO runs (id, workflow, file, folder, project, trigger, state, created_at, due_at, inputs, definition, concurrency, runs_on, schedule, slot, parent, parent_path, retry_of, options, secret) "
            + "VALUES (@Id, @Workflow, @File, @Folder, @Project, @Trigger, 'queued', @now, @due, @Inputs, @Definition, @concurrency, @runsOn, @Schedule, @slot, @Parent, @ParentPath, @RetryOf, @Options, @secret)",
            new
            {
                run.Id,
                run.Workflow,
                run.File,
                run.Folder,
                run.Project,
                run.Trigger,
                now,
                due = run.DueAt.ToUnixTimeMilliseconds(),
                run.Inputs,
                run.Definition,
                concurrency = run.Concurrency.Count == 0 ? null : JsonSerializer.Serialize(run.Concurrency),
                runsOn = run.RunsOn.Count == 0 ? "[]" : JsonSerializer.Serialize(run.RunsOn),
                run.Schedule,
                slot = run.Slot?.ToUnixTimeMilliseconds(),
                run.Parent,
                run.ParentPath,
                run.RetryOf,
                run.Options,
                secret = run.SecretInputs is { } inputs ? key.Seal(inputs, SealedText.InputsOf(run.Id)) ?? throw StoreKey.Missing("its inputs are secret") : null,
            }).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Takes runs: first those whose node was lost, which count as running already, then those that are due, the longest due first, as far as the
    /// limits let.
    /// </summary>
    /// <exception cref="StoreException">The store fails, and nothing was taken.</exception>
    public Task<IReadOnlyList<TakenRun>> TakeAsync(TakeRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Most <= 0
            ? Task.FromResult<IReadOnlyList<TakenRun>>([])
            : database.WriteAsync(connection => new Taking(database, connection, request, key, time.GetUtcNow()).TakeAsync(), cancel);
    }

    /// <summary>Prolongs the leases of runs that a node has.</summary>
    /// <returns>Those that it still has.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<IReadOnlyList<string>> RenewAsync(string node, IReadOnlyCollection<string> ids, TimeSpan lease, CancellationToken cancel) =>
        ids.Count == 0 ? Task.FromResult<IReadOnlyList<string>>([]) : database.WriteAsync<IReadOnlyList<string>>(
            async connection =>
            {
                var until = (time.GetUtcNow() + lease).ToUnixTimeMilliseconds();
                await connection.ExecuteAsync($"UPDATE runs SET lease_until = @until WHERE node = @node AND state = 'running' AND {database.In("id", "@ids")}", new { until, node, ids = ids.ToArray() }).ConfigureAwait(false);
                return [.. await connection.QueryAsync<string>($"SELECT id FROM runs WHERE node = @node AND state = 'running' AND {database.In("id", "@ids")}", new { node, ids = ids.ToArray() }).ConfigureAwait(false)];
            },
            cancel);

    /// <summary>Gives runs back: those that have begun go on wherever there is room, the others are queued as before.</summary>
    /// <exception cref="StoreException">The store fails: they are lost to the node when its leases end.</exception>
    public Task HandBackAsync(string node, IReadOnlyCollection<string> ids, CancellationToken cancel) =>
        ids.Count == 0 ? Task.CompletedTask : database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync($"UPDATE runs SET state = 'queued', node = NULL, lease_until = NULL WHERE node = @node AND state = 'running' AND started_at IS NULL AND {database.In("id", "@ids")}", new { node, ids = ids.ToArray() }).ConfigureAwait(false);
                return await connection.ExecuteAsync($"UPDATE runs SET node = NULL, lease_until = 0 WHERE node = @node AND state = 'running' AND {database.In("id", "@ids")}", new { node, ids = ids.ToArray() }).ConfigureAwait(false);
            },
            cancel);

    /// <summary>Asks to cancel a run. One that has not begun is cancelled at once; of another its node is asked.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<CancelAnswer> AskToCancelAsync(string id, CancellationToken cancel) => database.WriteAsync(connection => AskToCancelAsync(connection, id, Now), cancel);

    /// <summary>The same within somebody's transaction.</summary>
    internal static async Task<CancelAnswer> AskToCancelAsync(DbConnection connection, string id, long now)
    {
        var ended = await connection.ExecuteAsync(
            "UPDATE runs SET state = 'cancelled', finished_at = @now, cancel_asked_at = @now, secret = NULL, error_kind = 'cancelled', error = 'it was cancelled before it began' WHERE id = @id AND state = 'queued'", new { id, now }).ConfigureAwait(false);
        if (ended > 0) return CancelAnswer.Cancelled;
        var asked = await connection.ExecuteAsync("UPDATE runs SET cancel_asked_at = COALESCE(cancel_asked_at, @now) WHERE id = @id AND state = 'running'", new { id, now }).ConfigureAwait(false);
        if (asked > 0) return CancelAnswer.Asked;
        return await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM runs WHERE id = @id", new { id }).ConfigureAwait(false) > 0 ? CancelAnswer.Over : CancelAnswer.Unknown;
    }

    /// <summary>The runs of a node that somebody asked to cancel.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<IReadOnlyList<string>> CancelAskedAsync(string node, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<string>>(
        async connection => [.. await connection.QueryAsync<string>("SELECT id FROM runs WHERE state = 'running' AND node = @node AND cancel_asked_at IS NOT NULL", new { node }).ConfigureAwait(false)],
        cancel);

    /// <summary>Ends a run that never said a word: its file is gone, or is not right any more.</summary>
    /// <param name="run">The run.</param>
    /// <param name="state">How: <c>failure</c> or <c>cancelled</c>.</param>
    /// <param name="errorKind">The kind of what is wrong; null for nothing.</param>
    /// <param name="error">What is wrong, without secrets.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False: the node does not have it any more, and nothing was changed.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<bool> EndAsync(TakenRun run, string state, string? errorKind, string? error, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(run);
        return database.WriteAsync(
            async connection =>
            {
                var ended = await connection.ExecuteAsync(
                    "UPDATE runs SET state = @state, finished_at = @Now, exit_code = @code, error_kind = @errorKind, error = @error, lease_until = NULL, secret = NULL WHERE id = @Id AND node = @Node AND epoch = @Epoch AND state = 'running'",
                    new { state, Now, code = state == "failure" ? 2 : (int?)null, errorKind, error = PlainText.Of(error), run.Run.Id, run.Node, run.Epoch }).ConfigureAwait(false);
                if (ended > 0) await connection.ExecuteAsync("DELETE FROM sealed WHERE run = @Id OR run IN (SELECT id FROM runs WHERE parent = @Id)", new { run.Run.Id }).ConfigureAwait(false);
                return ended > 0;
            },
            cancel);
    }

    /// <summary>
    /// Has a run go on in a process that is no node: one whose own process died. Of two processes that want it one gets it.
    /// </summary>
    /// <param name="id">The run.</param>
    /// <param name="process">The process that goes on with it, which records it as it did: <c>web1/4711</c>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False: it is not interrupted, or not any more.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task<bool> ResumeAsync(string id, string process, CancellationToken cancel) => await database.WriteAsync(
        connection => connection.ExecuteAsync(
            "UPDATE runs SET state = 'running', process = @process, finished_at = NULL, error_kind = CASE WHEN error = @Died THEN NULL ELSE error_kind END, error = CASE WHEN error = @Died THEN NULL ELSE error END "
            + "WHERE id = @id AND state = 'interrupted' AND epoch = 0 AND process IS NOT NULL",
            new { id, process, Spooling.SpoolReader.Died }),
        cancel).ConfigureAwait(false) > 0;

    /// <summary>Notes with which files a run begins.</summary>
    /// <param name="run">The run.</param>
    /// <param name="definition">Their hash in <see cref="Definitions.DefinitionStore"/>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False: the node does not have it any more.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task<bool> DefineAsync(TakenRun run, string definition, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(run);
        return await database.WriteAsync(
            connection => connection.ExecuteAsync("UPDATE runs SET definition = @definition WHERE id = @Id AND node = @Node AND epoch = @Epoch", new { definition, run.Run.Id, run.Node, run.Epoch }),
            cancel).ConfigureAwait(false) > 0;
    }

    /// <summary>How many runs are queued and due, and how many run; batches are counted by themselves.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<QueueLength> LengthAsync(CancellationToken cancel) => database.ReadAsync(
        async connection =>
        {
            var (waiting, oldest, batches) = await connection.QuerySingleAsync<(long Waiting, long? Oldest, long Batches)>(
                $"SELECT COALESCE(SUM({IsRun}), 0) AS Waiting, MIN(CASE WHEN trigger = '{NewRun.BatchTrigger}' THEN NULL WHEN created_at > due_at THEN created_at ELSE due_at END) AS Oldest, COALESCE(SUM(1 - {IsRun}), 0) AS Batches FROM runs WHERE state = 'queued' AND due_at <= @Now",
                new { Now }).ConfigureAwait(false);
            var running = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM runs WHERE state = 'running' AND process IS NULL AND trigger <> '{NewRun.BatchTrigger}'").ConfigureAwait(false);
            return new QueueLength((int)waiting, running) { OldestDueAt = oldest is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null, WaitingBatches = (int)batches };
        },
        cancel);

    const string IsRun = $"CASE WHEN trigger = '{NewRun.BatchTrigger}' THEN 0 ELSE 1 END";

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>How much there is to do.</summary>
/// <param name="Waiting">Runs that are due and not taken.</param>
/// <param name="Running">Runs that a node has, those of lost nodes among them.</param>
public sealed record QueueLength(int Waiting, int Running)
{
    /// <summary>Since when the run that waits longest is due; null when none waits.</summary>
    public DateTimeOffset? OldestDueAt { get; init; }

    /// <summary>Batches that no node has taken, most of which wait for their turn.</summary>
    public int WaitingBatches { get; init; }
}
