using System.CommandLine;
using System.CommandLine.Completions;
using Runner.Cli.Help;
using Runner.Cli.Inputs;
using Runner.Cli.Runs;
using Runner.Engine;
using Runner.Store.Reading;

namespace Runner.Cli.Commands;

/// <summary><c>runner runs</c>: what ran, how it went, what it said; and what is done about it.</summary>
static class RunsCommand
{
    static readonly string[] States = ["queued", "running", "success", "failure", "cancelled", "interrupted"];

    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var command = new Command("runs", "Look at runs that are remembered: what ran, how it went, what it said; cancel, retry, resume, remove them")
        {
            CreateList(around, opening), CreateShow(around, opening), CreateLogs(around, opening), RunsDoing.CreateCancel(around, opening), RunsDoing.CreateRetry(around, opening), RunsDoing.CreateResume(around, opening), RunsDoing.CreatePrune(around, opening), CreateExport(around, opening),
        };
        Examples.Of(command,
            ("runner runs list", "the newest runs of this project"),
            ("runner runs show last", "the jobs and steps of the newest, with what went wrong"),
            ("runner runs logs last", "what it said, as it looked when it ran"),
            ("runner runs retry last --failed-only", "once more, only what failed"),
            ("runner runs resume last", "go on with it where its process was killed"));
        return command;
    }

    static Command CreateList(Surroundings around, WorkspaceOpening opening)
    {
        var filter = new FilterOptions();
        var count = new Option<int>("--count", "-n") { Description = "How many at most", HelpName = "n", DefaultValueFactory = _ => 30 };
        var before = new Option<string?>("--before") { Description = "Only runs older than this one: the next page", HelpName = "run" };
        var batches = new Option<bool>("--batches") { Description = "Also the batches of loops that nodes share (distribute); `runs show` lists those of a run" };
        var json = JsonOption();
        var command = new Command("list", "List runs, the newest first; tab-separated lines where the output is not a terminal");
        filter.AddTo(command);
        command.Add(count);
        command.Add(before);
        command.Add(batches);
        command.Add(json);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(count) is < 1 or > 100_000) throw new UsageException($"--count cannot be {parsed.GetValue(count)}", "write a number from 1 to 100000");
            var wanted = filter.Of(parsed) with { WithBatches = parsed.GetValue(batches) };
            using var opened = OpenedStore.Open(opening, around);
            if (opened is null) return ExitCode.Invalid;
            var from = parsed.GetValue(before) is { } id ? opened.Find(id).Id : null;
            var most = parsed.GetValue(count);
            var runs = OpenedStore.Wait(() => opened.Store.Runs.ListAsync(wanted, from, most + 1, CancellationToken.None));
            var page = runs.Count > most ? [.. runs.Take(most)] : runs;
            var text = new RunText(around);
            if (parsed.GetValue(json)) RunJson.Write(page, around.Output);
            else if (!around.IsTerminal()) text.Lines(page);
            else if (page.Count == 0) around.Out.WriteLine(wanted == new RunFilter() ? "No runs yet." : "No such runs.");
            else
            {
                text.Table(page);
                if (runs.Count > most) around.Out.WriteLine($"There are more: --before {RunText.Short(page[^1].Id)} shows the next, --count N more at once.");
            }

            return ExitCode.Success;
        });
        Examples.Of(command,
            ("runner runs list", "the newest of this project"),
            ("runner runs list --state failure --since 1d", "what failed since yesterday"),
            ("runner runs list --workflow 'deploy*' --host web1", "runs of some workflows in which web1 took part or failed"),
            ("runner runs list --error timeout --json", "for other programs"));
        return command;
    }

    static Command CreateShow(Surroundings around, WorkspaceOpening opening)
    {
        var run = RunArgument(around, opening);
        var json = JsonOption();
        var command = new Command("show", "Show a run with its jobs, steps, attempts and errors") { run, json };
        command.SetAction(parsed =>
        {
            using var opened = OpenedStore.Open(opening, around);
            if (opened is null) return ExitCode.Invalid;
            var found = opened.Find(parsed.GetValue(run)!);
            var jobs = OpenedStore.Wait(() => opened.Store.Runs.JobsAsync(found.Id, CancellationToken.None));
            var steps = OpenedStore.Wait(() => opened.Store.Runs.StepsAsync(found.Id, CancellationToken.None));
            var batches = OpenedStore.Wait(() => opened.Store.Runs.ListAsync(new() { Parent = found.Id }, null, int.MaxValue, CancellationToken.None)).Reverse().ToList();
            if (parsed.GetValue(json)) RunJson.Write(found, jobs, steps, around.Output, batches);
            else new RunText(around).Tree(found, jobs, steps, batches);
            return ExitCode.Success;
        });
        Examples.Of(command, ("runner runs show last", "the newest run"), ("runner runs show 4c1d92e7", "by the end of its id, as `runner runs list` shows it"));
        return command;
    }

    static Command CreateLogs(Surroundings around, WorkspaceOpening opening)
    {
        var run = RunArgument(around, opening);
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what it says until it ends" };
        var log = LogOptions.Log();
        var command = new Command("logs", "Show what a run said, as it looked when it ran") { run, follow, log };
        command.SetAction(parsed =>
        {
            using var opened = OpenedStore.Open(opening, around);
            if (opened is null) return ExitCode.Invalid;
            var found = opened.Find(parsed.GetValue(run)!);
            var cancel = parsed.GetValue(follow) ? around.Cancel() : CancellationToken.None;
            var events = parsed.GetValue(follow) ? opened.Store.Runs.FollowAsync(found.Id, 0, opened.RefreshAsync, cancel) : opened.Store.Runs.EventsAsync(found.Id, 0, cancel);
            OpenedStore.Wait(() => RunReplay.ShowAsync(events, LogOptions.FormatOf(parsed.GetValue(log)), around));
            if (OpenedStore.Wait(() => opened.Store.Runs.GetAsync(found.Id, CancellationToken.None)) is { } now) RunWatch.TellSilent(now, around);
            return ExitCode.Success;
        });
        Examples.Of(command,
            ("runner runs logs last", "the newest run"),
            ("runner runs logs last --follow", "one that still runs, until it ends"),
            ("runner runs logs last --log json | jq .", "its events"));
        return command;
    }

    static Command CreateExport(Surroundings around, WorkspaceOpening opening)
    {
        var runs = new Argument<string[]>("run") { Description = "Runs by their ids; without any, all that the options let through", Arity = ArgumentArity.ZeroOrMore };
        var filter = new FilterOptions();
        var command = new Command("export", "Write runs as JSON lines: a line about each run, then its events") { runs };
        filter.AddTo(command);
        command.SetAction(parsed =>
        {
            var wanted = filter.Of(parsed);
            using var opened = OpenedStore.Open(opening, around);
            if (opened is null) return ExitCode.Invalid;
            if (parsed.GetValue(runs) is { Length: > 0 } ids)
            {
                if (wanted != new RunFilter()) throw new UsageException("runs are named and filtered at once", "name them, or filter all");
                foreach (var id in ids) OpenedStore.Wait(() => RunReplay.ExportAsync(opened.Store, opened.Find(id), around.Output));
            }
            else OpenedStore.Wait(() => RunReplay.ExportAsync(opened.Store, wanted, around.Output));
            return ExitCode.Success;
        });
        Examples.Of(command, ("runner runs export last > run.ndjson", "one run"), ("runner runs export --since 7d | gzip > week.ndjson.gz", "all of a week"));
        return command;
    }

    static Option<bool> JsonOption() => new("--json") { Description = "As JSON" };

    /// <summary>One run, completed from those that are the newest.</summary>
    internal static Argument<string> RunArgument(Surroundings around, WorkspaceOpening opening)
    {
        var run = new Argument<string>("run") { Description = "The run's id, or the end of it that `runner runs list` shows; last is the newest" };
        run.CompletionSources.Add(_ => Complete(around, opening));
        return run;
    }

    static IEnumerable<CompletionItem> Complete(Surroundings around, WorkspaceOpening opening)
    {
        // Completing must be quick and change nothing: a store that is not there is not made.
        if (opening.Diagnostics.HasErrors || StorePlace.Of(opening.Configuration, around) is not { } place || !File.Exists(place.Location)) return [];
        try
        {
            using var opened = OpenedStore.Open(opening, around with { });
            return [.. OpenedStore.Wait(() => opened!.Store.Runs.ListAsync(new(), null, 20, CancellationToken.None)).Select(run => new CompletionItem(RunText.Short(run.Id), detail: $"{run.Workflow} {run.State}")), new("last")];
        }
        catch (UsageException)
        {
            return [];
        }
    }

    /// <summary>The options that choose runs.</summary>
    sealed class FilterOptions
    {
        readonly Option<string[]> workflow = new("--workflow", "-w") { Description = "Only of this workflow, by its name or file; * stands for anything; may be repeated", HelpName = "name" };
        readonly Option<string[]> state = new("--state", "-s") { Description = "Only in this state; may be repeated", HelpName = "state" };
        readonly Option<string?> since = new("--since") { Description = "Only since then: 2d (ago), 2026-01-31, 2026-01-31T08:15", HelpName = "time" };
        readonly Option<string?> until = new("--until") { Description = "Only before then", HelpName = "time" };
        readonly Option<string?> host = new("--host") { Description = "Only where this host took part as an item, or an error came from it; * stands for anything", HelpName = "host" };
        readonly Option<string?> error = new("--error") { Description = "Only where a step, or the run, failed with this kind of error, such as timeout", HelpName = "kind" };
        readonly Option<string?> schedule = new("--schedule") { Description = "Only those that this schedule started; * stands for anything", HelpName = "id" };

        public FilterOptions() => state.AcceptOnlyFromAmong(States);

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { workflow, state, since, until, host, error, schedule }) command.Add(option);
        }

        public RunFilter Of(ParseResult parsed)
        {
            var none = new RunFilter();
            return none with
            {
                Workflows = parsed.GetValue(workflow) is { Length: > 0 } names ? names : none.Workflows,
                States = parsed.GetValue(state) is { Length: > 0 } states ? states : none.States,
                Since = TimeArgument.Parse("--since", parsed.GetValue(since)),
                Until = TimeArgument.Parse("--until", parsed.GetValue(until)),
                Host = parsed.GetValue(host),
                ErrorKind = parsed.GetValue(error),
                Schedule = parsed.GetValue(schedule),
            };
        }
    }
}
