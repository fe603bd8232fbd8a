using System.Text.Json;
using Dapper;
using Runner.Store.Databases;
using Runner.Store.Migrations;

namespace Runner.Store.Nodes;

/// <summary>Who serves. It is told for people, and for runs that nobody can take: whose a run is, its lease alone decides.</summary>
public sealed class NodeStore
{
    /// <summary>How often a node tells that it lives.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>A node that was not heard of for so long is gone.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>How long nodes that are gone are remembered.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    readonly Database database;
    readonly TimeProvider time;

    internal NodeStore(Database database, TimeProvider time) => (this.database, this.time) = (database, time);

    /// <summary>Tells that a node lives.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<Heartbeat> BeatAsync(ServingNode node, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(node);
        return database.WriteAsync(
            async connection =>
            {
                var now = Now;
                await connection.ExecuteAsync(
                    "INSERT INTO nodes (id, name, labels, version, capacity, state, started_at, heard_at) VALUES (@Id, @Name, @labels, @Version, @Capacity, @state, @started, @now) "
                    + "ON CONFLICT (id) DO UPDATE SET labels = excluded.labels, capacity = excluded.capacity, state = excluded.state, heard_at = excluded.heard_at",
                    new { node.Id, node.Name, labels = JsonSerializer.Serialize(node.Labels), node.Version, node.Capacity, state = node.Drains ? "draining" : "ready", started = node.StartedAt.ToUnixTimeMilliseconds(), now }).ConfigureAwait(false);
                // Of several nodes that find the same, the first to change the row tells of it.
                var gone = (await connection.QueryAsync<NodeRow>($"UPDATE nodes SET state = 'gone' WHERE state <> 'gone' AND heard_at < @since RETURNING {NodeRow.Columns}", new { since = now - (long)Silence.TotalMilliseconds }).ConfigureAwait(false)).AsList();
                var lost = new List<LostNode>(gone.Count);
                foreach (var row in gone)
                    lost.Add(new(row.Id, row.Name, DateTimeOffset.FromUnixTimeMilliseconds(row.HeardAt), await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM runs WHERE state = 'running' AND node = @Id", new { row.Id }).ConfigureAwait(false)));
                await connection.ExecuteAsync("DELETE FROM nodes WHERE state = 'gone' AND heard_at < @before", new { before = now - (long)Kept.TotalMilliseconds }).ConfigureAwait(false);
                var other = database.ClockQuery is { } query ? await connection.ExecuteScalarAsync<long>(query).ConfigureAwait(false) : (long?)null;
                var isNewer = await Migrator.VersionAsync(connection).ConfigureAwait(false) > Migrator.Newest;
                return new Heartbeat(lost, isNewer, other is { } theirs ? TimeSpan.FromMilliseconds(Now - theirs) : TimeSpan.Zero);
            },
            cancel);
    }

    /// <summary>Tells that a node has ended.</summary>
    /// <exception cref="StoreException">The store fails: others find the node silent.</exception>
    public Task LeaveAsync(string id, CancellationToken cancel) => database.WriteAsync(connection => connection.ExecuteAsync("UPDATE nodes SET state = 'gone', heard_at = @Now WHERE id = @id", new { id, Now }), cancel);

    /// <summary>The nodes that serve, and those that did until lately, the oldest first.</summary>
    /// <param name="withGone">Whether those that are gone are among them.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<IReadOnlyList<NodeSummary>> ListAsync(bool withGone, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<NodeSummary>>(
        async connection =>
        {
            var since = Now - (long)Silence.TotalMilliseconds;
            var rows = await connection.QueryAsync<NodeRow>($"SELECT {NodeRow.Columns}, (SELECT COUNT(*) FROM runs WHERE runs.state = 'running' AND runs.node = nodes.id) AS Running FROM nodes ORDER BY started_at, id").ConfigureAwait(false);
            return [.. rows.Select(row => row.Summary(since)).Where(node => withGone || node.State != "gone")];
        },
        cancel);

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
