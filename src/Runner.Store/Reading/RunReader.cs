using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Engine.Events.Lines;
using Runner.Store.Databases;
using Runner.Store.Nodes;
using Runner.Store.Sealing;

namespace Runner.Store.Reading;

/// <summary>Reads runs and what they said.</summary>
public sealed class RunReader
{
    /// <summary>How many hosts a pattern may mean to be looked up one by one.</summary>
    const int MostHosts = 20;

    /// <summary>How many events are read at once.</summary>
    const int PageOfEvents = 500;

    /// <summary>What tells a run from others: shorter beginnings and ends are too likely to be those of another one.</summary>
    public const int ShortestId = 6;

    readonly Database database;
    readonly StoreKey key;
    readonly NodeStore nodes;
    readonly TimeProvider time;

    internal RunReader(Database database, StoreKey key, NodeStore nodes, TimeProvider time) => (this.database, this.key, this.nodes, this.time) = (database, key, nodes, time);

    /// <summary>Runs, the newest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">The id of the last run of the page before this one; null for the first page.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task<IReadOnlyList<RunSummary>> ListAsync(RunFilter filter, string? before, int most, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var runs = await database.ReadAsync<IReadOnlyList<RunSummary>>(
            async connection =>
            {
                var hosts = filter.Host is { } host && RunQuery.IsGlob(host) ? await HostsAsync(connection, host).ConfigureAwait(false) : null;
                if (hosts is []) return [];
                var (sql, parameters) = RunQuery.Of(database, filter, hosts, before, most, SummaryRow.Columns);
                return [.. (await connection.QueryAsync<SummaryRow>(sql, parameters).ConfigureAwait(false)).Select(row => row.Summary())];
            },
            cancel).ConfigureAwait(false);
        return await WaitingFor.ExplainAsync(runs, nodes, time, cancel).ConfigureAwait(false);
    }

    /// <summary>The hosts of a pattern, so that runs need not be searched for it; null where they are many, and runs with one soon found.</summary>
    async Task<string[]?> HostsAsync(DbConnection connection, string pattern)
    {
        // From one host to the next through the index, which has each many times.
        var hosts = await connection.QueryAsync<string>(
            "WITH RECURSIVE known(host) AS (SELECT MIN(host) FROM steps UNION ALL SELECT (SELECT MIN(host) FROM steps WHERE steps.host > known.host) FROM known WHERE known.host IS NOT NULL) "
            + $"SELECT host FROM known WHERE host {database.Like} @pattern ESCAPE '\\' LIMIT @most",
            new { pattern = RunQuery.Like(pattern), most = MostHosts + 1 }).ConfigureAwait(false);
        return hosts.ToArray() is { Length: <= MostHosts } few ? few : null;
    }

    /// <summary>A run; null when there is none of that id.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task<RunSummary?> GetAsync(string id, CancellationToken cancel)
    {
        var run = await database.ReadAsync(
            async connection => (await connection.QuerySingleOrDefaultAsync<SummaryRow>($"SELECT {SummaryRow.Columns} FROM runs WHERE runs.id = @id", new { id }).ConfigureAwait(false))?.Summary(),
            cancel).ConfigureAwait(false);
        return run is null ? null : (await WaitingFor.ExplainAsync([run], nodes, time, cancel).ConfigureAwait(false))[0];
    }

    /// <summary>The runs whose ids begin or end so, the newest first.</summary>
    /// <param name="text">At least <see cref="ShortestId"/> characters.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task<IReadOnlyList<RunSummary>> FindAsync(string text, int most, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        text = text.ToLowerInvariant();
        if (text.Length > 32 || !text.All(char.IsAsciiHexDigit)) return [];
        var runs = await database.ReadAsync<IReadOnlyList<RunSummary>>(
            async connection =>
            [
                .. (await connection.QueryAsync<SummaryRow>(
                    $"SELECT {SummaryRow.Columns} FROM runs WHERE id IN (SELECT id FROM runs WHERE id >= @text AND id < @end AND (trigger <> 'batch' OR id = @text) UNION SELECT id FROM runs WHERE id LIKE @tail) ORDER BY id DESC LIMIT @most",
                    new { text, end = text + "g", tail = "%" + text, most }).ConfigureAwait(false)).Select(row => row.Summary()),
            ],
            cancel).ConfigureAwait(false);
        return await WaitingFor.ExplainAsync(runs, nodes, time, cancel).ConfigureAwait(false);
    }

    /// <summary>The jobs of a run, in the order in which they began.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<IReadOnlyList<JobSummary>> JobsAsync(string run, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<JobSummary>>(
        async connection =>
        [
            .. (await connection.QueryAsync<PartRow>($"SELECT {PartRow.JobColumns} FROM jobs WHERE run = @run ORDER BY COALESCE(started_at, finished_at), path", new { run }).ConfigureAwait(false)).Select(row => row.Job()),
        ],
        cancel);

    /// <summary>The steps of a run, in the order in which they began.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<IReadOnlyList<StepSummary>> StepsAsync(string run, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<StepSummary>>(
        async connection =>
        [
            .. (await connection.QueryAsync<PartRow>($"SELECT {PartRow.StepColumns} FROM steps WHERE run = @run ORDER BY COALESCE(started_at, finished_at), path", new { run }).ConfigureAwait(false)).Select(row => row.Step()),
        ],
        cancel);

    /// <summary>What a run has said so far, in order.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="after">Only events after this sequence; 0 for all.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    /// <exception cref="EventFormatException">A later version of Runner wrote them.</exception>
    public async IAsyncEnumerable<RunEvent> EventsAsync(string run, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var line in LinesAsync(run, after, cancel).ConfigureAwait(false))
        {
            // Events of later versions are passed over, as docs/events.md says.
            if (EventLine.Read(line.Line) is { } runEvent) yield return runEvent;
        }
    }

    /// <summary>The same as lines of JSON, as docs/events.md describes them.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public async IAsyncEnumerable<StoredLine> LinesAsync(string run, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            var page = await database.ReadAsync(
                async connection => (await connection.QueryAsync<StoredLine>("SELECT seq AS Sequence, line AS Line FROM events WHERE run = @run AND seq > @after ORDER BY seq LIMIT @most", new { run, after, most = PageOfEvents }).ConfigureAwait(false)).AsList(),
                cancel).ConfigureAwait(false);
            foreach (var line in page) yield return line;
            if (page.Count < PageOfEvents) yield break;
            after = page[^1].Sequence;
        }
    }

    /// <summary>What a run says, until it ends.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="after">Only events after this sequence; 0 for all.</param>
    /// <param name="refresh">Done before each look, such as taking in what other processes recorded; null for nothing.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    public async IAsyncEnumerable<RunEvent> FollowAsync(string run, long after, Func<Task>? refresh, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            if (refresh is not null) await refresh().ConfigureAwait(false);
            // Asked before the events are read: all of a run that is over are there.
            var isOver = await GetAsync(run, cancel).ConfigureAwait(false) is not { IsOver: false };
            var any = false;
            await foreach (var runEvent in EventsAsync(run, after, cancel).ConfigureAwait(false))
            {
                (any, after) = (true, runEvent.Sequence);
                yield return runEvent;
            }

            if (isOver) yield break;
            if (!any) await Task.Delay(TimeSpan.FromMilliseconds(150), cancel).ConfigureAwait(false);
        }
    }

    /// <summary>The values of finished steps that hold secrets, by the steps' paths; null for those that the key does not open.</summary>
    /// <exception cref="StoreException">The store fails, or the key cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, SealedValues?>> SealedAsync(string run, CancellationToken cancel)
    {
        var rows = await database.ReadAsync(
            async connection => (await connection.QueryAsync<(string Path, byte[] Value)>("SELECT path, value FROM sealed WHERE run = @run", new { run }).ConfigureAwait(false)).AsList(), cancel).ConfigureAwait(false);
        var values = new Dictionary<string, SealedValues?>(StringComparer.Ordinal);
        foreach (var (path, value) in rows)
        {
            values[path] = key.Open(value, SealedText.StepOf(run, path)) is { } text ? SealedText.Read(text) : null;
        }

        return values;
    }
}

/// <summary>An event as a line of JSON.</summary>
/// <param name="Sequence">Its place among the run's events.</param>
/// <param name="Line">The line, without its end.</param>
public sealed record StoredLine(long Sequence, string Line);
