using System.CommandLine;
using System.Globalization;
using System.IO.Enumeration;
using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.Cli.Help;
using Runner.Cli.Hosts;
using Runner.Cli.Runs;
using Runner.Cli.Serving;
using Runner.Engine;
using Runner.Service;
using Runner.Store;
using Runner.Store.Schedules;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Types;

namespace Runner.Cli.Commands;

/// <summary><c>runner schedule</c>: what starts by itself, and when.</summary>
static class ScheduleCommand
{
    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var command = new Command("schedule", "The schedules of the workflows that `runner serve` serves")
        {
            List(around, opening), Next(around, opening), Pause(around, opening), Resume(around, opening), ScheduleTriggerCommand.Create(around, opening),
        };
        Examples.Of(command,
            ("runner schedule list", "every schedule, and how it went the last time"),
            ("runner schedule next --count 20", "the next starts"),
            ("runner schedule pause workflows/check.yaml#1", "nothing starts, also after a restart"),
            ("runner schedule trigger nightly --input deep=true", "a run of it now, by whoever serves"));
        return command;
    }

    static Command List(Surroundings around, WorkspaceOpening opening)
    {
        var (filter, json) = (Filter(), Json());
        var command = new Command("list", "The schedules, and how they went the last time") { filter, json };
        command.SetAction(parsed => Work(around, opening, createsStore: false, (overview, stored, _) =>
        {
            var rows = Matching(overview, parsed.GetValue(filter)).Select(schedule => (Schedule: schedule, Stored: stored.GetValueOrDefault(schedule.Id))).ToList();
            var now = DateTimeOffset.UtcNow;
            // Of a file that is broken now, whoever serves may still have a version that was right.
            var others = stored.Values.Where(row => row.Problem is not null && !rows.Exists(known => known.Schedule.Id == row.Id) && Fits(parsed.GetValue(filter), row.Id, row.Workflow)).ToList();
            if (parsed.GetValue(json))
            {
                WriteJson(around, writer =>
                {
                    foreach (var row in others) WriteStored(writer, row);
                    foreach (var (schedule, row) in rows) WriteSchedule(writer, schedule, row, now);
                });
                return ExitCode.Success;
            }

            Table(around, ["SCHEDULE", "WORKFLOW", "WHEN", "NEXT", "LAST", "STATE"], others.Select(row => (string[])[row.Id, row.Workflow, row.Text, row.NextAt is { } next ? Local(next) : "-", LastOf(row), "broken: an older version goes on"]).Concat(rows.Select(row => (string[])
            [
                row.Schedule.Id, row.Schedule.Workflow.Name, row.Schedule.Text, row.Schedule.Next(From(row.Stored, now)) is { } next ? Local(next) : "-",
                LastOf(row.Stored), row.Stored?.PausedAt is not null ? "paused" : "active",
            ])));
            return ExitCode.Success;
        }));
        return command;
    }

    static Command Next(Surroundings around, WorkspaceOpening opening)
    {
        var (filter, json) = (Filter(), Json());
        var count = new Option<int>("--count", "-n") { Description = "How many starts", DefaultValueFactory = _ => 10, HelpName = "n" };
        var command = new Command("next", "The next starts of all schedules, in the order of their time") { filter, count, json };
        command.SetAction(parsed => Work(around, opening, createsStore: false, (overview, stored, _) =>
        {
            var most = parsed.GetValue(count);
            if (most is < 1 or > 10_000) throw new UsageException("--count must be from 1 to 10000", null);
            var now = DateTimeOffset.UtcNow;
            var starts = Starts([.. Matching(overview, parsed.GetValue(filter))], schedule => From(stored.GetValueOrDefault(schedule.Id), now), most);
            if (parsed.GetValue(json))
            {
                WriteJson(around, writer =>
                {
                    foreach (var (at, schedule) in starts)
                    {
                        writer.WriteStartObject();
                        writer.WriteString("at", at.UtcDateTime);
                        writer.WriteString("schedule", schedule.Id);
                        writer.WriteString("workflow", schedule.Workflow.Name);
                        writer.WriteString("skipped", Skipped(schedule, at, stored));
                        writer.WriteEndObject();
                    }
                });
                return ExitCode.Success;
            }

            Table(around, ["AT", "IN", "SCHEDULE", "WORKFLOW", ""], starts.Select(start => (string[])
                [Local(start.At), DurationText.Format(TimeSpan.FromSeconds(Math.Ceiling((start.At - now).TotalSeconds))), start.Schedule.Id, start.Schedule.Workflow.Name, Skipped(start.Schedule, start.At, stored) is { } why ? $"skipped: {why}" : ""]));
            return ExitCode.Success;
        }));
        return command;
    }

    static string? Skipped(ListedSchedule schedule, DateTimeOffset at, IReadOnlyDictionary<string, StoredSchedule> stored) =>
        stored.GetValueOrDefault(schedule.Id)?.PausedAt is not null ? "paused" : schedule.MaintenanceAt(at);

    /// <summary>The moment after which it starts again: where a clock was ahead, what lies before is decided already.</summary>
    static DateTimeOffset From(StoredSchedule? stored, DateTimeOffset now) => stored?.DecidedUntil > now ? stored.DecidedUntil : now;

    static List<(DateTimeOffset At, ListedSchedule Schedule)> Starts(List<ListedSchedule> schedules, Func<ListedSchedule, DateTimeOffset> after, int most)
    {
        var queue = new PriorityQueue<ListedSchedule, DateTimeOffset>();
        foreach (var schedule in schedules)
            if (schedule.Next(after(schedule)) is { } first) queue.Enqueue(schedule, first);
        var starts = new List<(DateTimeOffset, ListedSchedule)>();
        while (starts.Count < most && queue.TryDequeue(out var schedule, out var at))
        {
            starts.Add((at, schedule));
            if (schedule.Next(at) is { } following) queue.Enqueue(schedule, following);
        }

        return starts;
    }

    static Command Pause(Surroundings around, WorkspaceOpening opening)
    {
        var id = Id();
        var command = new Command("pause", "Let a schedule start nothing, also after a restart, until it is resumed") { id };
        command.SetAction(parsed => Work(around, opening, createsStore: true, (overview, _, opened) =>
        {
            var schedule = One(overview, parsed.GetValue(id)!, around);
            var changed = Task.Run(() => opened!.Store.Schedules.PauseAsync(schedule.Id, CancellationToken.None)).GetAwaiter().GetResult();
            around.Out.WriteLine(changed ? $"paused {schedule.Id}" : $"{schedule.Id} was paused already");
            return ExitCode.Success;
        }));
        return command;
    }

    static Command Resume(Surroundings around, WorkspaceOpening opening)
    {
        var id = Id();
        var command = new Command("resume", "Let a paused schedule go on; what fell into the pause is not made up for") { id };
        command.SetAction(parsed => Work(around, opening, createsStore: true, (overview, _, opened) =>
        {
            var schedule = One(overview, parsed.GetValue(id)!, around);
            var changed = Task.Run(() => opened!.Store.Schedules.ResumeAsync(schedule.Id, CancellationToken.None)).GetAwaiter().GetResult();
            around.Out.WriteLine(changed ? $"resumed {schedule.Id}" + (schedule.Next(DateTimeOffset.UtcNow) is { } next ? $"; it starts at {Local(next)}" : "") : $"{schedule.Id} was not paused");
            return ExitCode.Success;
        }));
        return command;
    }

    /// <summary>Does something with the schedules as the files say them, and as the store knows them.</summary>
    /// <param name="around">Where to say what is wrong.</param>
    /// <param name="opening">Opens the workspace.</param>
    /// <param name="createsStore">Whether the store is made where there is none, because something will be written; then it is about one schedule.</param>
    /// <param name="work">What is done; the store is null where there is none.</param>
    internal static int Work(Surroundings around, WorkspaceOpening opening, bool createsStore, Func<ScheduleOverview, IReadOnlyDictionary<string, StoredSchedule>, OpenedStore?, int> work)
    {
        if (opening.Open() is not { } workspace) return ExitCode.Invalid;
        // To look at schedules makes no store.
        using var opened = createsStore || ServiceOpening.HasStore(opening, around) ? OpenedStore.Open(opening, around) : null;
        var store = opened?.Store;
        try
        {
            var overview = new ScheduleOverview(ServiceOpening.Options(workspace, store, opening, around.Variables, ServiceOpening.Silent, around));
            // Who names one schedule is told of other files only where it is not found: it may be in one of them.
            if (!createsStore) Warn(overview, around);
            if (createsStore) Task.Run(() => store!.Schedules.NoteAsync(overview.Found, CancellationToken.None)).GetAwaiter().GetResult();
            IReadOnlyList<StoredSchedule> rows = store is null ? [] : Task.Run(() => store.Schedules.ListAsync(workspace.Folder, CancellationToken.None)).GetAwaiter().GetResult();
            return work(overview, rows.ToDictionary(row => row.Id, StringComparer.Ordinal), opened);
        }
        catch (StoreException e)
        {
            throw new UsageException(e.Message, e.Help);
        }
    }

    static void Warn(ScheduleOverview overview, Surroundings around)
    {
        foreach (var (_, problem) in overview.Broken) around.Error.WriteLine($"warning: {problem}");
    }

    internal static Argument<string> Id() => new("schedule") { Description = "Its id as `runner schedule list` shows it, or the workflow's name or file where it has one schedule" };

    static Argument<string?> Filter() => new("filter") { Description = "Only schedules whose id or workflow has this in it; * stands for anything", Arity = ArgumentArity.ZeroOrOne };

    static Option<bool> Json() => new("--json") { Description = "As a JSON list, for programs" };

    static IEnumerable<ListedSchedule> Matching(ScheduleOverview overview, string? filter) => overview.Schedules.Where(schedule => Fits(filter, schedule.Id, schedule.Workflow.Name));

    static bool Fits(string? filter, string id, string workflow)
    {
        if (filter is null) return true;
        var pattern = filter.Contains('*') ? filter : $"*{filter}*";
        return FileSystemName.MatchesSimpleExpression(pattern, id) || FileSystemName.MatchesSimpleExpression(pattern, workflow);
    }

    internal static ListedSchedule One(ScheduleOverview overview, string named, Surroundings around)
    {
        if (overview.Schedules.FirstOrDefault(schedule => schedule.Id == named) is { } exact) return exact;
        var found = overview.Schedules.Where(schedule => schedule.Workflow.Name == named || schedule.Id.StartsWith($"{named}#", StringComparison.Ordinal)).ToList();
        if (found.Count == 1) return found[0];
        if (found.Count > 1) throw new UsageException($"{named} has {found.Count} schedules", $"choose one: {string.Join(", ", found.Select(schedule => schedule.Id))}");
        Warn(overview, around);
        var names = overview.Schedules.SelectMany(schedule => new[] { schedule.Id, schedule.Workflow.Name }).Distinct().ToList();
        throw new UsageException($"there is no schedule `{named}`", DidYouMean.Suggest(named, names) is { } near ? $"did you mean `{near}`?" : names.Count == 0 ? "no workflow that is served has one" : "`runner schedule list` shows them");
    }

    static string LastOf(StoredSchedule? stored) => stored?.LastSlot is not { } slot ? "-" : $"{Local(slot)} {(stored.LastDecision == "run" ? stored.LastState ?? "run" : stored.LastDecision)}";

    static string Local(DateTimeOffset at) => at.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    static void Table(Surroundings around, string[] titles, IEnumerable<string[]> lines)
    {
        List<string[]> rows = [.. around.IsTerminal() ? [titles] : (string[][])[], .. lines.Select(row => Array.ConvertAll(row, PrintableText.Of))];
        var widths = titles.Select((_, column) => rows.Count == 0 ? 0 : rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows) around.Out.WriteLine(string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
    }

    static void WriteJson(Surroundings around, Action<Utf8JsonWriter> write)
    {
        using (var writer = new Utf8JsonWriter(around.Output, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            write(writer);
            writer.WriteEndArray();
        }

        around.Output.Write("\n"u8);
    }

    static void WriteSchedule(Utf8JsonWriter writer, ListedSchedule schedule, StoredSchedule? row, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteString("id", schedule.Id);
        writer.WriteString("workflow", schedule.Workflow.Name);
        writer.WriteString("when", schedule.Text);
        writer.WriteString("timezone", schedule.Schedule.Timezone.Id);
        if (schedule.Next(From(row, now)) is { } next) writer.WriteString("next", next.UtcDateTime);
        else writer.WriteNull("next");
        WriteState(writer, row);
        writer.WriteEndObject();
    }

    static void WriteStored(Utf8JsonWriter writer, StoredSchedule row)
    {
        writer.WriteStartObject();
        writer.WriteString("id", row.Id);
        writer.WriteString("workflow", row.Workflow);
        writer.WriteString("when", row.Text);
        if (row.NextAt is { } next) writer.WriteString("next", next.UtcDateTime);
        else writer.WriteNull("next");
        WriteState(writer, row);
        writer.WriteEndObject();
    }

    static void WriteState(Utf8JsonWriter writer, StoredSchedule? row)
    {
        writer.WriteBoolean("paused", row?.PausedAt is not null);
        if (row?.LastSlot is { } last)
        {
            writer.WriteStartObject("last");
            writer.WriteString("slot", last.UtcDateTime);
            writer.WriteString("decision", row.LastDecision);
            writer.WriteString("run", row.LastRun);
            writer.WriteString("state", row.LastState);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("last");
        }

        writer.WriteString("problem", row?.Problem);
    }
}
