using Dapper;
using Runner.Store.Databases;
using Runner.Store.Queue;

namespace Runner.Store.Retention;

/// <summary>Removes what need not be remembered any more, in small transactions, so that nobody who writes waits for long.</summary>
public sealed class RunRetention
{
    const int RunsAtOnce = 50;
    const int EventsAtOnce = 5000;

    static readonly TimeSpan DefinitionsKept = TimeSpan.FromDays(1);

    static readonly string[] Parts = ["steps", "jobs"];
    static readonly string[] Tables = ["events", "steps", "jobs", "sealed"];

    readonly Database database;
    readonly TimeProvider time;

    internal RunRetention(Database database, TimeProvider time) => (this.database, this.time) = (database, time);

    /// <summary>Removes runs that the rules do not keep.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="dryRun">Whether they are only counted.</param>
    /// <param name="cancel">Ends it between two transactions.</param>
    /// <returns>How many runs there were to remove.</returns>
    /// <exception cref="StoreException">The store fails. What was removed stays removed, each run as a whole.</exception>
    public async Task<int> PruneAsync(KeepRules rules, bool dryRun, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var now = time.GetUtcNow();
        var removed = 0;
        // Batches go with the run that they are of.
        const string Whole = $"trigger <> '{NewRun.BatchTrigger}'";
        foreach (var (states, keptFor) in new[] { ($"state = 'success' AND {Whole}", rules.For), ($"state IN ('failure', 'cancelled', 'interrupted') AND {Whole}", rules.FailedFor) })
        {
            var before = (now - keptFor).ToUnixTimeMilliseconds();
            // The newest of those that are too many: it goes, and with it all that are older.
            var last = await database.ReadAsync(
                connection => connection.ExecuteScalarAsync<string?>($"SELECT id FROM runs WHERE {states} ORDER BY id DESC LIMIT 1 OFFSET {rules.Runs}"), cancel).ConfigureAwait(false) ?? "";
            var where = $"{states} AND (finished_at < @before OR id <= @last)";
            if (dryRun)
            {
                removed += await database.ReadAsync(connection => connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM runs WHERE {where}", new { before, last }), cancel).ConfigureAwait(false);
                continue;
            }

            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                var ids = await database.ReadAsync(
                    async connection => (await connection.QueryAsync<string>($"SELECT id FROM runs WHERE {where} ORDER BY id LIMIT {RunsAtOnce}", new { before, last }).ConfigureAwait(false)).ToArray(), cancel).ConfigureAwait(false);
                if (ids.Length == 0) break;
                var batches = await database.ReadAsync(
                    async connection => (await connection.QueryAsync<string>($"SELECT id FROM runs WHERE {database.In("parent", "@ids")}", new { ids }).ConfigureAwait(false)).ToArray(), cancel).ConfigureAwait(false);
                foreach (var some in batches.Chunk(RunsAtOnce)) await RemoveAsync(some, cancel).ConfigureAwait(false);
                await RemoveAsync(ids, cancel).ConfigureAwait(false);
                removed += ids.Length;
            }
        }

        if (!dryRun) await RemoveRestAsync(rules, now, cancel).ConfigureAwait(false);
        return removed;
    }

    async Task RemoveAsync(string[] ids, CancellationToken cancel)
    {
        // A run of a hundred thousand steps alone would be a large transaction.
        var large = await database.ReadAsync(
            async connection => (await connection.QueryAsync<string>($"SELECT run FROM events WHERE {database.In("run", "@ids")} GROUP BY run HAVING COUNT(*) > {EventsAtOnce}", new { ids }).ConfigureAwait(false)).AsList(), cancel).ConfigureAwait(false);
        foreach (var run in large)
        {
            while (await database.WriteAsync(
                connection => connection.ExecuteAsync($"DELETE FROM events WHERE run = @run AND seq < (SELECT MIN(seq) + {EventsAtOnce} FROM events WHERE run = @run)", new { run }), cancel).ConfigureAwait(false) > 0)
            {
            }

            foreach (var table in Parts)
            {
                while (await database.WriteAsync(
                    connection => connection.ExecuteAsync($"DELETE FROM {table} WHERE run = @run AND path IN (SELECT path FROM {table} WHERE run = @run LIMIT {EventsAtOnce})", new { run }), cancel).ConfigureAwait(false) > 0)
                {
                }
            }
        }

        await database.WriteAsync(
            async connection =>
            {
                foreach (var table in Tables) await connection.ExecuteAsync($"DELETE FROM {table} WHERE {database.In("run", "@ids")}", new { ids }).ConfigureAwait(false);
                return await connection.ExecuteAsync($"DELETE FROM runs WHERE {database.In("id", "@ids")}", new { ids }).ConfigureAwait(false);
            },
            cancel).ConfigureAwait(false);
    }

    /// <summary>Files of workflows that no run is of, and slots that no schedule asks for any more.</summary>
    Task<int> RemoveRestAsync(KeepRules rules, DateTimeOffset now, CancellationToken cancel) => database.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM definitions WHERE used_at < @before AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.definition = definitions.hash)", new { before = (now - DefinitionsKept).ToUnixTimeMilliseconds() }).ConfigureAwait(false);
            return await connection.ExecuteAsync("DELETE FROM slots WHERE decided_at < @before", new { before = (now - (rules.FailedFor > rules.For ? rules.FailedFor : rules.For)).ToUnixTimeMilliseconds() }).ConfigureAwait(false);
        },
        cancel);
}
