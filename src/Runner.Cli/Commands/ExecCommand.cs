using System.CommandLine;
using Runner.Cli.Fleets;
using Runner.Cli.Help;
using Runner.Cli.Inputs;
using Runner.Engine;
using Runner.Reporting;
using Runner.Workflows.Inventories;

namespace Runner.Cli.Commands;

/// <summary><c>runner exec</c>: runs a command on many hosts at once.</summary>
sealed class ExecCommand
{
    /// <summary>What says how one run is shown, or which hosts of an earlier one are meant, and is not repeated with the command.</summary>
    static readonly HashSet<string> ForOneRun = new(StringComparer.Ordinal) { "--retry-failed", "--log", "--log-file", "--no-fold", "--stream" };

    readonly Surroundings around;
    readonly WorkspaceOpening opening;
    readonly Command command;
    readonly Argument<string?> pattern = new("pattern") { Description = "Which hosts: a group or host of the inventory, a pattern such as web:!canary, all, or @FILE with a name a line; without an inventory names, as for ssh", Arity = ArgumentArity.ZeroOrOne };
    readonly Argument<string[]> words = new("command") { Description = "The command, behind --. A single word is read by the remote shell as it is: -- 'uptime | cut -c1-20'. Of several the first is the program, and the others are its arguments, which no shell reads", Arity = ArgumentArity.ZeroOrMore };
    readonly Option<string[]> inventory = InventoryOption.Create();
    readonly Option<int> forks = new("--forks", "-f") { Description = "How many hosts at once", HelpName = "n", DefaultValueFactory = _ => 50 };
    readonly Option<string?> serial = new("--serial") { Description = "How many hosts in a batch, or which part of them (10%); a batch in which a host failed is the last", HelpName = "n|n%" };
    readonly Option<string?> timeout = new("--timeout") { Description = "The limit for each host, such as 30s; the remote command is ended. Without it there is none", HelpName = "duration" };
    readonly Option<bool> retryFailed = new("--retry-failed") { Description = "The hosts where this command failed the last time in this folder; alone, the last command again" };
    readonly Option<bool> noFold = new("--no-fold") { Description = "Each host's output when it has ended, every line with the host's name" };
    readonly Option<bool> stream = new("--stream") { Description = "Every line as it comes, with the host's name" };
    readonly Option<string?> log = LogOptions.Log();
    readonly Option<string?> logFile = LogOptions.LogFile();
    readonly ExecWorkOptions work = new();

    ExecCommand(Surroundings around, WorkspaceOpening opening)
    {
        (this.around, this.opening) = (around, opening);
        pattern.CompletionSources.Add(context => HostCompletions.For(context, opening));
        command = new("exec", "Run a command on many hosts at once") { pattern, words, inventory, forks, serial, timeout };
        foreach (var option in work.All) command.Add(option);
        foreach (var option in (Option[])[retryFailed, noFold, stream, log, logFile]) command.Add(option);
        command.SetAction(Run);
        Examples.Of(command,
            ("runner exec web -- uptime", "on every host of the group web; the same output is shown once"),
            ("runner exec 'web:!canary' -- systemctl is-active nginx", "but not on those of canary"),
            ("runner exec all -- 'df -h / | tail -1'", "one word: the remote shell reads it"),
            ("runner exec all -- grep -c 'a  b' /etc/hosts", "several words: each comes as it is"),
            ("runner exec deploy@web1,web2:2222 -- hostname", "without an inventory"),
            ("runner exec web --serial 10% --sudo -- systemctl restart nginx", "a tenth at a time, until a host fails"),
            ("runner exec web --script check.sh -- --deep", "a local script, with arguments"),
            ("runner exec web --stream -- tail -f /var/log/syslog", "lines as they come"),
            ("runner exec --retry-failed", "the last command again, where it failed"));
    }

    public static Command Create(Surroundings around, WorkspaceOpening opening) => new ExecCommand(around, opening).command;

    int Run(ParseResult parsed)
    {
        var arguments = ExecArguments.Of(parsed);
        var memory = ExecMemory.Of(around);
        IReadOnlySet<string>? only = null;
        if (parsed.GetValue(retryFailed))
        {
            var last = LastOf(arguments, memory);
            arguments = last.Arguments.With(arguments);
            if (last.Failed.Count == 0)
            {
                around.Error.WriteLine("nothing to do: it failed nowhere the last time");
                return ExitCode.Success;
            }

            only = last.Failed.ToHashSet(StringComparer.Ordinal);
            parsed = command.Parse([.. arguments.ToWords()], new() { ResponseFileTokenReplacer = null });
        }

        if (arguments.Pattern is not { } chosen) throw new UsageException("no host is named", "such as: runner exec web -- uptime");
        if (!arguments.HasWork) throw new UsageException("there is no command", $"write it after --: runner exec {chosen} -- uptime");
        return Run(parsed, arguments, chosen, only, memory);
    }

    int Run(ParseResult parsed, ExecArguments arguments, string chosen, IReadOnlySet<string>? only, ExecMemory memory)
    {
        var look = (parsed.GetValue(noFold), parsed.GetValue(stream)) switch
        {
            (true, true) => throw new UsageException("--no-fold and --stream do not go together", "--stream shows every line as it comes, --no-fold when its host has ended"),
            (true, _) => FleetLook.Unfolded,
            (_, true) => FleetLook.Streamed,
            _ => FleetLook.Folded,
        };
        var isRemembered = false;
        FleetLimits.Check(parsed.GetValue(forks), parsed.GetValue(timeout));
        var known = opening.Inventory(parsed.GetValue(inventory) ?? []);
        if (opening.Open(known) is not { } workspace) return ExitCode.Invalid;
        if (HostsOf(chosen, known, only) is not { } hosts) return ExitCode.Invalid;
        using var given = work.Read(parsed, arguments, look, around);
        var doing = given.Work with { Forks = parsed.GetValue(forks), Timeout = parsed.GetValue(timeout) };
        var batches = Batches.Of(hosts, parsed.GetValue(serial));
        var run = new FleetRun(FleetWorkflow.Of(doing, batches, "exec", workspace.Catalogue, around.WorkingDirectory), batches, look, doing.Title)
        {
            Log = LogOptions.FormatOf(parsed.GetValue(log)),
            LogFile = parsed.GetValue(logFile),
            Secrets = doing.Secrets,
            MaxOutput = work.MaxOutputOf(parsed, look),
            Again = memory.Exists ? "runner exec --retry-failed" : null,
            Starting = Start,
        };
        var (exitCode, tally) = run.Run(workspace, around);
        if (isRemembered) isRemembered = Remember(arguments, tally.Ends.Where(end => end.IsFailure).Select(end => end.Host), memory);
        return exitCode;

        // A run that dies is remembered too, as one that got to no host.
        void Start()
        {
            if (only is not null) around.Error.WriteLine($"again: {AgainText.Of(arguments, hosts)}");
            isRemembered = Remember(arguments, hosts, memory);
        }
    }

    static RememberedExec LastOf(ExecArguments arguments, ExecMemory memory)
    {
        if (!memory.Exists) throw new UsageException("--retry-failed: nothing is remembered", "neither XDG_STATE_HOME nor HOME says where to");
        var commands = memory.Read();
        if (!arguments.HasWork && arguments.Pattern is null) return commands.Count > 0 ? commands[0] : throw new UsageException("--retry-failed: no command was run in this folder", "such as: runner exec web -- uptime");
        // A command of which only the hosts are left out means those of the last time.
        return commands.FirstOrDefault(known => known.Arguments.IsSameWork(known.Arguments.With(arguments)))
            ?? throw new UsageException("--retry-failed: this command was not run in this folder", commands.Count > 0 ? "--retry-failed alone repeats the last one" : null);
    }

    IReadOnlyList<FleetHost>? HostsOf(string chosen, ProjectInventory known, IReadOnlySet<string>? only)
    {
        var hosts = HostChoice.Of(chosen, known, around);
        if (hosts is null || only is null) return hosts;
        IReadOnlyList<FleetHost> left = [.. hosts.Where(host => only.Contains(host.Name))];
        if (left.Count < only.Count) around.Error.WriteLine($"warning: {only.Count - left.Count} of the hosts that failed are not among those of `{chosen}` any more");
        return left.Count > 0 ? left : throw new UsageException($"--retry-failed: none of the hosts that failed is among those of `{chosen}` any more", null);
    }

    /// <summary>Remembers a command and the hosts where it is to be run again; false, with a warning, when it cannot.</summary>
    bool Remember(ExecArguments arguments, IEnumerable<FleetHost> again, ExecMemory memory)
    {
        try
        {
            memory.Remember(new(arguments.ToRemember(ForOneRun), [.. again.Select(host => host.Name)], DateTimeOffset.UtcNow));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            around.Error.WriteLine($"warning: --retry-failed will not know of this: {e.Message}");
            return false;
        }
    }
}
