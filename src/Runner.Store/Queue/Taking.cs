using System.Data.Common;
using Dapper;
using Runner.Store.Databases;
using Runner.Store.Sealing;

namespace Runner.Store.Queue;

/// <summary>Takes runs for a node, in one transaction. Nodes do it one after the other: each counts what the others took.</summary>
sealed class Taking(Database database, DbConnection connection, TakeRequest request, StoreKey key, DateTimeOffset now)
{
    /// <summary>A number of ours; see <see cref="Database.LockAsync"/>.</summary>
    const long Lock = 0x52756E517565;

    readonly List<TakenRun> taken = [];
    readonly DateTimeOffset until = now + request.Lease;

    // What cannot be taken is told apart by these two texts, and runs that have them are passed over from then on: a group that is full does not
    // hold up what is queued behind it.
    readonly HashSet<string> full = ["-"];
    readonly HashSet<string> foreign = ["-"];

    int roomForRuns = request.MostRuns ?? int.MaxValue;

    // What a batch is of is sealed: who has no key cannot run it.
    string Kinds => (roomForRuns <= 0 ? $" AND trigger = '{NewRun.BatchTrigger}'" : "") + (key.IsThere ? "" : $" AND trigger <> '{NewRun.BatchTrigger}'");

    long Now => now.ToUnixTimeMilliseconds();

    public async Task<IReadOnlyList<TakenRun>> TakeAsync()
    {
        await database.LockAsync(connection, Lock).ConfigureAwait(false);
        await TakeLapsedAsync().ConfigureAwait(false);
        if (!request.OnlyLapsed && taken.Count < request.Most) await TakeQueuedAsync().ConfigureAwait(false);
        return taken;
    }

    async Task TakeLapsedAsync()
    {
        while (taken.Count < request.Most)
        {
            var most = request.Most - taken.Count;
            var rows = await connection.QueryAsync<RunRow>(
                $"SELECT {RunRow.Columns} FROM runs WHERE state = 'running' AND lease_until < @Now AND {database.NotIn("runs_on", "@foreign")}{Kinds} ORDER BY id LIMIT @most{database.ForUpdateSkipLocked}", new { Now, foreign = foreign.ToArray(), most }).ConfigureAwait(false);
            var passed = false;
            foreach (var row in rows)
            {
                if (Suits(row) && HasRoomFor(row)) await TakeAsync(row).ConfigureAwait(false);
                else passed = true;
            }

            if (!passed) return;
        }
    }

    async Task TakeQueuedAsync()
    {
        var running = (await connection.QueryAsync<(string? Concurrency, string? Node)>("SELECT concurrency, node FROM runs WHERE state = 'running' AND process IS NULL").ConfigureAwait(false)).AsList();
        var room = Math.Min(request.Most - taken.Count, (request.Limit ?? int.MaxValue) - running.Count);
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (claims, node) in running)
            foreach (var claim in RunRow.ClaimsOf(claims))
                if (!claim.PerNode || node == request.Node) groups[claim.Group] = groups.GetValueOrDefault(claim.Group) + 1;
        while (room > 0)
        {
            var rows = (await connection.QueryAsync<RunRow>(
                $"SELECT {RunRow.Columns} FROM runs WHERE state = 'queued' AND due_at <= @Now AND {database.NotIn("runs_on", "@foreign")} AND (concurrency IS NULL OR {database.NotIn("concurrency", "@full")}){Kinds} ORDER BY due_at, id LIMIT @room{database.ForUpdateSkipLocked}",
                new { Now, foreign = foreign.ToArray(), full = full.ToArray(), room }).ConfigureAwait(false)).AsList();
            var passed = false;
            foreach (var row in rows)
            {
                var claims = row.Claims;
                if (!Suits(row) || !HasRoomFor(row) || !HasRoom(row, claims))
                {
                    passed = true;
                    continue;
                }

                foreach (var claim in claims) groups[claim.Group] = groups.GetValueOrDefault(claim.Group) + 1;
                await TakeAsync(row).ConfigureAwait(false);
                room--;
            }

            if (!passed) return;
        }

        bool HasRoom(RunRow row, IReadOnlyList<ConcurrencyClaim> claims)
        {
            if (!claims.Any(claim => groups.GetValueOrDefault(claim.Group) >= claim.Limit)) return true;
            full.Add(row.Concurrency!);
            return false;
        }
    }

    bool Suits(RunRow row)
    {
        if (row.Labels.All(label => request.Labels.Contains(label, StringComparer.OrdinalIgnoreCase))) return true;
        foreign.Add(row.RunsOn);
        return false;
    }

    bool HasRoomFor(RunRow row) => row.Trigger == NewRun.BatchTrigger || roomForRuns > 0;

    async Task TakeAsync(RunRow row)
    {
        if (row.Trigger != NewRun.BatchTrigger) roomForRuns--;
        await connection.ExecuteAsync(
            "UPDATE runs SET state = 'running', node = @Node, epoch = epoch + 1, lease_until = @until WHERE id = @Id", new { request.Node, until = until.ToUnixTimeMilliseconds(), row.Id }).ConfigureAwait(false);
        taken.Add(row.Taken(request, until, key));
    }
}
