using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Runner.Store.Recording;

/// <summary>
/// Writes what runs said, in one transaction. Everything may be written twice and changes nothing then: after a connection that broke during a
/// commit nobody knows whether it was done.
/// </summary>
sealed class BatchWriter(DateTimeOffset now)
{
    // Both databases read long statements well, and each has a limit of its own on parameters (32,766 and 65,535).
    const int RowsAtOnce = 100;

    /// <summary>Writes.</summary>
    /// <returns>Those whose run another node has; nothing of theirs was written.</returns>
    public async Task<HashSet<RunJournal>> WriteAsync(DbConnection connection, List<JournalBatch> batches, List<RunJournal> renewals)
    {
        var stale = new HashSet<RunJournal>();
        foreach (var journal in renewals)
        {
            if (!await TouchAsync(connection, journal, new()).ConfigureAwait(false)) stale.Add(journal);
        }

        var current = new List<JournalBatch>(batches.Count);
        foreach (var batch in batches)
        {
            if (await TouchAsync(connection, batch.Journal, batch.Run).ConfigureAwait(false)) current.Add(batch);
            else stale.Add(batch.Journal);
        }

        await WriteAsync(connection, current.Select(batch => new RunRows(batch.Journal.Taken.Run.Id, batch.Events, batch.Jobs.Values, batch.Steps.Values))).ConfigureAwait(false);
        await InsertAsync(connection, "INSERT INTO sealed (run, path, value) VALUES ", 3, " ON CONFLICT (run, path) DO UPDATE SET value = excluded.value",
            current.Where(batch => batch.Run.State is null || batch.Journal.Taken.Run.IsBatch).SelectMany(batch => batch.Seals.DistinctBy(row => row.Path).Select(row => new object?[] { batch.Journal.Taken.Run.Id, row.Path, row.Value }))).ConfigureAwait(false);
        foreach (var batch in current.Where(batch => batch.Run.State is not null && !batch.Journal.Taken.Run.IsBatch)) await UnsealAsync(connection, batch.Journal.Taken.Run.Id).ConfigureAwait(false);
        return stale;
    }

    /// <summary>Writes the rows of runs, whoever has them.</summary>
    public static async Task WriteAsync(DbConnection connection, IEnumerable<RunRows> runs)
    {
        var all = runs.ToList();
        await InsertAsync(connection, "INSERT INTO events (run, seq, type, line) VALUES ", 4, " ON CONFLICT (run, seq) DO NOTHING",
            all.SelectMany(run => run.Events.Select(row => new object?[] { run.Run, row.Sequence, row.Type, row.Line }))).ConfigureAwait(false);
        await InsertAsync(connection, "INSERT INTO jobs (run, path, name, item, state, started_at, finished_at, duration, error_kind, error) VALUES ", 10,
            " ON CONFLICT (run, path) DO UPDATE SET state = excluded.state, started_at = COALESCE(jobs.started_at, excluded.started_at), finished_at = excluded.finished_at, duration = excluded.duration, error_kind = excluded.error_kind, error = excluded.error",
            all.SelectMany(run => run.Jobs.Select(row => new object?[] { run.Run, row.Path, row.Name, row.Item, row.State, row.StartedAt, row.FinishedAt, row.Duration, row.ErrorKind, row.Error }))).ConfigureAwait(false);
        await InsertAsync(connection, "INSERT INTO steps (run, path, job, name, uses, state, started_at, finished_at, duration, attempts, host, error_kind, error) VALUES ", 13,
            " ON CONFLICT (run, path) DO UPDATE SET name = excluded.name, state = excluded.state, started_at = COALESCE(steps.started_at, excluded.started_at), finished_at = excluded.finished_at, duration = excluded.duration, attempts = excluded.attempts, host = COALESCE(excluded.host, steps.host), error_kind = excluded.error_kind, error = excluded.error",
            all.SelectMany(run => run.Steps.Select(row => new object?[] { run.Run, row.Path, row.Job, row.Name, row.Uses, row.State, row.StartedAt, row.FinishedAt, row.Duration, row.Attempts, row.Host, row.ErrorKind, row.Error }))).ConfigureAwait(false);
    }

    /// <summary>Forgets the values of a run that has ended, and those of its batches, which were kept for it.</summary>
    public static async Task UnsealAsync(DbConnection connection, string run)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM sealed WHERE run = @p0 OR run IN (SELECT id FROM runs WHERE parent = @p0)";
        Add(command, 0, run);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>Renews the lease and writes what changed of the run.</summary>
    /// <returns>False: another node has it.</returns>
    async Task<bool> TouchAsync(DbConnection connection, RunJournal journal, RunChange change)
    {
        var taken = journal.Taken;
        await using var command = connection.CreateCommand();
        var text = new StringBuilder("UPDATE runs SET ");
        text.Append(change.State is null ? "lease_until = @p0" : "lease_until = NULL, secret = NULL");
        Add(command, 0, (now + taken.Lease).ToUnixTimeMilliseconds());
        Add(command, 1, taken.Run.Id);
        Add(command, 2, taken.Node);
        Add(command, 3, taken.Epoch);
        Set(command, text, change);
        text.Append(" WHERE id = @p1 AND node = @p2 AND epoch = @p3");
        command.CommandText = text.ToString();
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false) > 0;
    }

    /// <summary>Adds what changed to an UPDATE of the run's row.</summary>
    public static void Set(DbCommand command, StringBuilder text, RunChange change)
    {
        Column("workflow", change.Workflow);
        if (change.StartedAt is { } started) Text("started_at = COALESCE(started_at, {0})", started);
        // The first reason is kept; of a run that succeeded after all there is none.
        if (change.State == "success") text.Append(", error_kind = NULL, error = NULL");
        else if (change.ErrorKind is { } kind)
        {
            Text("error = CASE WHEN error_kind IS NULL THEN {0} ELSE error END", change.Error);
            Text("error_kind = COALESCE(error_kind, {0})", kind);
        }

        Column("state", change.State);
        Column("finished_at", change.FinishedAt);
        Column("duration", change.Duration);
        Column("exit_code", change.ExitCode);
        Column("succeeded", change.Succeeded);
        Column("failed", change.Failed);
        Column("skipped", change.Skipped);
        Column("cancelled", change.Cancelled);

        void Column(string name, object? value)
        {
            if (value is not null) Text(name + " = {0}", value);
        }

        void Text(string format, object? value)
        {
            var place = command.Parameters.Count;
            text.Append(", ").AppendFormat(CultureInfo.InvariantCulture, format, Name(place));
            Add(command, place, value);
        }
    }

    static async Task InsertAsync(DbConnection connection, string head, int width, string tail, IEnumerable<object?[]> rows)
    {
        foreach (var chunk in rows.Chunk(RowsAtOnce))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = head + Values(chunk.Length, width) + tail;
            for (var i = 0; i < chunk.Length; i++)
            {
                for (var j = 0; j < width; j++) Add(command, i * width + j, chunk[i][j]);
            }

            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }

    static string Values(int rows, int width)
    {
        var text = new StringBuilder();
        for (var i = 0; i < rows; i++)
        {
            text.Append(i == 0 ? "(" : ", (");
            for (var j = 0; j < width; j++) text.Append(j == 0 ? "" : ", ").Append(Name(i * width + j));
            text.Append(')');
        }

        return text.ToString();
    }

    static string Name(int place) => "@p" + place.ToString(CultureInfo.InvariantCulture);

    static void Add(DbCommand command, int place, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = Name(place);
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}

/// <summary>What is written of a run.</summary>
sealed record RunRows(string Run, IReadOnlyCollection<EventRow> Events, IReadOnlyCollection<JobRow> Jobs, IReadOnlyCollection<StepRow> Steps);
