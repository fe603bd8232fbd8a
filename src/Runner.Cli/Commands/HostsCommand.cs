using System.CommandLine;
using System.CommandLine.Parsing;
using Runner.Cli.Fleets;
using Runner.Cli.Help;
using Runner.Cli.Hosts;
using Runner.Cli.Inputs;
using Runner.Engine;
using Runner.Reporting;
using Runner.Workflows.Inventories;

namespace Runner.Cli.Commands;

/// <summary><c>runner hosts</c>: which hosts there are, and whether they can be reached.</summary>
static class HostsCommand
{
    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var pattern = PatternOf(opening);
        var inventory = InventoryOption.Create();
        inventory.Recursive = true;
        var format = new Option<string?>("--format") { Description = "As a table, as names a line, or as JSON; a table at a terminal and names elsewhere" };
        format.AcceptOnlyFromAmong("table", "names", "json");
        var vars = new Option<bool>("--vars") { Description = "With how to log in, and with the variables; passwords are never shown" };
        var graph = new Option<bool>("--graph") { Description = "The tree of groups" };
        var command = new Command("hosts", "List the hosts of the inventory") { pattern, inventory, format, vars, graph, CreateCheck(inventory, around, opening) };
        command.SetAction(parsed =>
        {
            var known = opening.Inventory(parsed.GetValue(inventory) ?? []);
            if (!Configured(opening, around) || HostChoice.Load(known, around) is not { } all) return ExitCode.Invalid;
            var chosen = HostChoice.Select(OnlyOne(parsed.GetValue(pattern)!, "runner hosts"), all, around);
            var list = new HostList(all, chosen, parsed.GetValue(vars));
            if (parsed.GetValue(graph))
            {
                if (parsed.GetValue(format) is "json" or "names") throw new UsageException("--graph is for people, and does not go with --format", "--format json has the groups of each host");
                GroupGraph.Write(list, around.Out);
                return ExitCode.Success;
            }

            switch (parsed.GetValue(format) ?? (around.IsTerminal() || parsed.GetValue(vars) ? "table" : "names"))
            {
                case "json": HostJson.Write(list, around.Output); break;
                case "table": HostTable.Write(list, around.Out); break;
                default:
                    foreach (var host in chosen) around.Out.WriteLine(PrintableText.Of(host.Name));
                    break;
            }

            return ExitCode.Success;
        });
        Examples.Of(command,
            ("runner hosts", "every host"),
            ("runner hosts 'web:&prod'", "those of web that are in prod too"),
            ("runner hosts web1 --vars", "what is known of one"),
            ("runner hosts --graph", "the groups, and the groups in them"),
            ("runner hosts web > up.txt", "names a line, for --limit @up.txt"),
            ("runner hosts check web", "connect to each of them"));
        return command;
    }

    static Command CreateCheck(Option<string[]> inventory, Surroundings around, WorkspaceOpening opening)
    {
        var pattern = PatternOf(opening);
        var forks = new Option<int>("--forks", "-f") { Description = "How many hosts at once", HelpName = "n", DefaultValueFactory = _ => 50 };
        var timeout = new Option<string?>("--timeout") { Description = "The limit for each host; without it the inventory's connect-timeout, or 30s", HelpName = "duration" };
        var (log, logFile) = (LogOptions.Log(), LogOptions.LogFile());
        var command = new Command("check", "Connect to hosts, and say what is wrong with those that cannot be reached") { pattern, forks, timeout, log, logFile };
        command.SetAction(parsed =>
        {
            RefuseWordsBefore(parsed, inventory);
            var chosen = OnlyOne(parsed.GetValue(pattern)!, "runner hosts check");
            FleetLimits.Check(parsed.GetValue(forks), parsed.GetValue(timeout));
            var known = opening.Inventory(parsed.GetValue(inventory) ?? []);
            if (opening.Open(known) is not { } workspace) return ExitCode.Invalid;
            if (HostChoice.Of(chosen, known, around) is not { } hosts) return ExitCode.Invalid;
            var work = new FleetWork("ssh.connect", "connect") { Forks = parsed.GetValue(forks), Timeout = parsed.GetValue(timeout) };
            var batches = Batches.Of(hosts, serial: null);
            var workflow = FleetWorkflow.Of(work, batches, "check", workspace.Catalogue, around.WorkingDirectory);
            var wrong = known.Exists ? LoginCheck.Of(known.Load([])!, hosts, FleetWorkflow.ActionOf(work.Action, workspace.Catalogue)) : [];
            foreach (var problem in wrong) around.Error.WriteLine($"error: {problem}");
            var (exitCode, _) = new FleetRun(workflow, batches, FleetLook.Table, work.Title) { Log = LogOptions.FormatOf(parsed.GetValue(log)), LogFile = parsed.GetValue(logFile) }.Run(workspace, around);
            return exitCode == ExitCode.Success && wrong.Count > 0 ? ExitCode.StepFailed : exitCode;
        });
        Examples.Of(command,
            ("runner hosts check", "every host of the inventory"),
            ("runner hosts check 'web:!canary' --forks 10", "some, ten at a time"),
            ("runner hosts check deploy@web1", "one that is in no inventory"));
        return command;
    }

    static Argument<string[]> PatternOf(WorkspaceOpening opening)
    {
        var pattern = new Argument<string[]>("pattern") { Arity = ArgumentArity.ZeroOrMore, Description = "Which hosts: a group, a host, a pattern such as web:!canary, or @FILE with a name a line", DefaultValueFactory = _ => [Inventory.All] };
        pattern.CompletionSources.Add(context => HostCompletions.For(context, opening));
        return pattern;
    }

    /// <summary>The pattern. A shell makes several of one that has spaces in it.</summary>
    static string OnlyOne(string[] patterns, string command) => patterns is [var only] ? only
        : throw new UsageException($"`{patterns[1]}` is a second pattern, and there can be only one", $"put a comma between: {command} '{string.Join(',', patterns)}'");

    /// <summary>What stands before <c>check</c> is the other command's, and would be left out without a word.</summary>
    static void RefuseWordsBefore(ParseResult parsed, Option inventory)
    {
        foreach (var child in ((CommandResult)parsed.CommandResult.Parent!).Children)
        {
            var word = child switch
            {
                ArgumentResult { Tokens: [var first, ..] } => first.Value,
                OptionResult { Implicit: false } option when option.Option != inventory => option.Option.Name,
                _ => null,
            };
            if (word is not null) throw new UsageException($"`{word}` stands before check, where it does nothing", "write it behind: runner hosts check web");
        }
    }

    static bool Configured(WorkspaceOpening opening, Surroundings around)
    {
        DiagnosticPrinter.Print(opening.Diagnostics, around);
        return !opening.Diagnostics.HasErrors;
    }
}
