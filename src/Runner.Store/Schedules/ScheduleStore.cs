using System.Data.Common;
using Dapper;
using Runner.Store.Databases;
using Runner.Store.Queue;

namespace Runner.Store.Schedules;

/// <summary>What was done to schedules and when they rang. What they are stands in the files.</summary>
public sealed class ScheduleStore
{
    /// <summary>How many runs of a schedule may wait for each other.</summary>
    public const int MostWaiting = 100;

    /// <summary>How long a schedule may be gone and still have missed what fell into that time: an editor that replaces the file, a checkout.</summary>
    static readonly TimeSpan Absence = TimeSpan.FromSeconds(10);

    const string Active = "schedule = @schedule AND state IN ('queued', 'running')";

    readonly Database database;
    readonly RunQueue queue;
    readonly TimeProvider time;

    internal ScheduleStore(Database database, RunQueue queue, TimeProvider time) => (this.database, this.queue, this.time) = (database, queue, time);

    /// <summary>Notes the schedules that were found, and which of the project are gone.</summary>
    /// <param name="project">The project.</param>
    /// <param name="found">All that there are.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>
    /// Those that were found, as they stand now. One that was another project's is this one's from now on, with all that was done to it, as of a
    /// project that has moved; its <see cref="StoredSchedule.Project"/> is still the other, for whoever wants to tell.
    /// </returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<IReadOnlyList<StoredSchedule>> SyncAsync(string project, IReadOnlyCollection<FoundSchedule> found, CancellationToken cancel) => database.WriteAsync<IReadOnlyList<StoredSchedule>>(
        async connection =>
        {
            var now = Now;
            var known = (await connection.QueryAsync<ScheduleRow>("SELECT " + ScheduleRow.Plain + " FROM schedules").ConfigureAwait(false)).ToDictionary(row => row.Id, StringComparer.Ordinal);
            var rows = new List<StoredSchedule>(found.Count);
            foreach (var schedule in found)
            {
                known.Remove(schedule.Id, out var row);
                rows.Add((await NoteAsync(connection, schedule, row, now).ConfigureAwait(false)).Read());
            }

            foreach (var gone in known.Values.Where(row => row.GoneAt is null && row.Project == project))
                await connection.ExecuteAsync("UPDATE schedules SET gone_at = @now, next_at = NULL WHERE id = @Id", new { now, gone.Id }).ConfigureAwait(false);
            return rows;
        },
        cancel);

    /// <summary>Notes schedules that the store may not know yet, and leaves all others as they are.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task NoteAsync(IReadOnlyCollection<FoundSchedule> found, CancellationToken cancel) => database.WriteAsync(
        async connection =>
        {
            foreach (var schedule in found)
            {
                await connection.ExecuteAsync(
                    "INSERT INTO schedules (id, project, file, workflow, text, seen_at, decided_until, next_at) VALUES (@Id, @Project, @File, @Workflow, @Text, @Now, @Now, @next) ON CONFLICT (id) DO NOTHING",
                    new { schedule.Id, schedule.Project, schedule.File, schedule.Workflow, schedule.Text, Now, next = schedule.NextAt?.ToUnixTimeMilliseconds() }).ConfigureAwait(false);
            }

            return 0;
        },
        cancel);

    static async Task<ScheduleRow> NoteAsync(DbConnection connection, FoundSchedule schedule, ScheduleRow? row, long now)
    {
        var next = schedule.NextAt?.ToUnixTimeMilliseconds();
        if (row is null)
        {
            // Another node may find it at the same moment.
            await connection.ExecuteAsync(
                "INSERT INTO schedules (id, project, file, workflow, text, seen_at, decided_until, next_at, problem) VALUES (@Id, @Project, @File, @Workflow, @Text, @now, @now, @next, @Problem) ON CONFLICT (id) DO NOTHING",
                new { schedule.Id, schedule.Project, schedule.File, schedule.Workflow, schedule.Text, now, next, schedule.Problem }).ConfigureAwait(false);
            return new() { Id = schedule.Id, Project = schedule.Project, File = schedule.File, Workflow = schedule.Workflow, Text = schedule.Text, DecidedUntil = now, NextAt = next, Problem = schedule.Problem };
        }

        // What it would have started by other rules, or while it was not there, was not missed.
        var isNew = row.Text != schedule.Text || row.GoneAt is { } gone && now - gone > (long)Absence.TotalMilliseconds;
        var decided = isNew ? Math.Max(row.DecidedUntil, now) : row.DecidedUntil;
        if (isNew || row.GoneAt is not null || row.NextAt != next || row.Problem != schedule.Problem || row.Workflow != schedule.Workflow || row.Project != schedule.Project)
        {
            await connection.ExecuteAsync(
                "UPDATE schedules SET project = @Project, file = @File, workflow = @Workflow, text = @Text, decided_until = @decided, next_at = @next, problem = @Problem, gone_at = NULL WHERE id = @Id",
                new { schedule.Id, schedule.Project, schedule.File, schedule.Workflow, schedule.Text, decided, next, schedule.Problem }).ConfigureAwait(false);
        }

        return row with { Project = row.GoneAt is null ? row.Project : schedule.Project, File = schedule.File, Workflow = schedule.Workflow, Text = schedule.Text, DecidedUntil = decided, NextAt = next, Problem = schedule.Problem };
    }

    /// <summary>The schedules that there are, in the order of their ids.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<IReadOnlyList<StoredSchedule>> ListAsync(string project, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<StoredSchedule>>(
        async connection => [.. (await connection.QueryAsync<ScheduleRow>(
            "SELECT " + ScheduleRow.Columns + " FROM schedules c "
            + "LEFT JOIN slots s ON s.schedule = c.id AND s.slot = (SELECT MAX(slot) FROM slots WHERE schedule = c.id) "
            + "LEFT JOIN runs r ON r.id = s.run WHERE c.project = @project AND c.gone_at IS NULL ORDER BY c.id", new { project }).ConfigureAwait(false)).Select(row => row.Read())],
        cancel);

    /// <summary>Starts nothing by itself from now on, in all nodes, also after a restart.</summary>
    /// <returns>False when it was paused before.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<bool> PauseAsync(string id, CancellationToken cancel) => database.WriteAsync(
        async connection => await connection.ExecuteAsync("UPDATE schedules SET paused_at = @Now WHERE id = @id AND paused_at IS NULL", new { Now, id }).ConfigureAwait(false) > 0, cancel);

    /// <summary>Goes on. What fell into the pause was not missed.</summary>
    /// <returns>False when it was not paused.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<bool> ResumeAsync(string id, CancellationToken cancel) => database.WriteAsync(
        async connection => await connection.ExecuteAsync(
            "UPDATE schedules SET paused_at = NULL, decided_until = CASE WHEN decided_until < @Now THEN @Now ELSE decided_until END WHERE id = @id AND paused_at IS NOT NULL", new { Now, id }).ConfigureAwait(false) > 0,
        cancel);

    /// <summary>Decides slots, each at most once whoever else does: all of these in one transaction.</summary>
    /// <param name="decisions">The schedules and their slots.</param>
    /// <param name="node">Who decides.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreException">The store fails, and nothing was decided.</exception>
    public Task<IReadOnlyList<DecidedSlot>> DecideAsync(IReadOnlyCollection<SlotDecision> decisions, string node, CancellationToken cancel) => database.WriteAsync<IReadOnlyList<DecidedSlot>>(
        async connection =>
        {
            var now = Now;
            var decided = new List<DecidedSlot>();
            // In one order everywhere: rows that two nodes write each in an order of its own would lock each other.
            foreach (var decision in decisions.OrderBy(decision => decision.Schedule, StringComparer.Ordinal))
            {
                var row = await connection.QuerySingleOrDefaultAsync<ScheduleRow>("SELECT " + ScheduleRow.Plain + " FROM schedules WHERE id = @Schedule", new { decision.Schedule }).ConfigureAwait(false);
                if (row is null) continue;
                var until = decision.Until.ToUnixTimeMilliseconds();
                foreach (var slot in decision.Slots)
                {
                    // Resumed or decided by another node since this one looked.
                    if (slot.Slot.ToUnixTimeMilliseconds() <= row.DecidedUntil) continue;
                    var outcome = await DecideAsync(connection, decision.Schedule, slot, row.PausedAt is not null, node, now).ConfigureAwait(false);
                    decided.Add(new(decision.Schedule, slot, outcome));
                }

                await connection.ExecuteAsync(
                    "UPDATE schedules SET decided_until = CASE WHEN decided_until < @until THEN @until ELSE decided_until END, next_at = @next WHERE id = @Schedule",
                    new { decision.Schedule, until, next = decision.NextAt?.ToUnixTimeMilliseconds() }).ConfigureAwait(false);
            }

            return decided;
        },
        cancel);

    async Task<SlotOutcome> DecideAsync(DbConnection connection, string schedule, WantedSlot slot, bool paused, string node, long now)
    {
        var outcome = paused ? SlotOutcome.Paused : slot.Wish;
        if (outcome == SlotOutcome.Run && slot.Overlap is SlotOverlap.Skip or SlotOverlap.Queue)
        {
            var active = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM runs WHERE {Active}", new { schedule }).ConfigureAwait(false);
            if (active >= (slot.Overlap == SlotOverlap.Skip ? 1 : MostWaiting)) outcome = SlotOutcome.Overlap;
        }

        if (outcome == SlotOutcome.Run)
        {
            var before = slot.Overlap == SlotOverlap.Cancel ? (await connection.QueryAsync<string>($"SELECT id FROM runs WHERE {Active}", new { schedule }).ConfigureAwait(false)).AsList() : [];
            if (!await queue.EnqueueAsync(connection, slot.Run!, node).ConfigureAwait(false)) return SlotOutcome.Taken;
            foreach (var id in before) await RunQueue.AskToCancelAsync(connection, id, now).ConfigureAwait(false);
            return outcome;
        }

        var added = await connection.ExecuteAsync(
            "INSERT INTO slots (schedule, slot, decision, run, decided_at, node) VALUES (@schedule, @slot, @decision, NULL, @now, @node) ON CONFLICT (schedule, slot) DO NOTHING",
            new { schedule, slot = slot.Slot.ToUnixTimeMilliseconds(), decision = Word(outcome), now, node }).ConfigureAwait(false);
        return added == 0 ? SlotOutcome.Taken : outcome;
    }

    /// <summary>Forgets slots that nobody can decide again, since everything to there is decided.</summary>
    /// <param name="before">Those before this moment; the last one of each schedule stays.</param>
    /// <param name="most">At most so many, so that others are not kept waiting.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>How many were forgotten.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public Task<int> PruneAsync(DateTimeOffset before, int most, CancellationToken cancel) => database.WriteAsync(
        connection => connection.ExecuteAsync(
            "DELETE FROM slots WHERE (schedule, slot) IN (SELECT s.schedule, s.slot FROM slots s JOIN schedules c ON c.id = s.schedule "
            + "WHERE s.slot < @before AND s.slot < c.decided_until AND s.slot < (SELECT MAX(slot) FROM slots WHERE schedule = s.schedule) LIMIT @most)",
            new { before = before.ToUnixTimeMilliseconds(), most }),
        cancel);

    /// <summary>The word for an outcome in the table, in logs and in figures.</summary>
    public static string Word(SlotOutcome outcome) => outcome switch
    {
        SlotOutcome.Run => "run",
        SlotOutcome.Overlap => "overlap",
        SlotOutcome.Missed => "missed",
        SlotOutcome.Paused => "paused",
        SlotOutcome.Maintenance => "maintenance",
        _ => "taken",
    };

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
