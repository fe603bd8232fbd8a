using System.CommandLine;
using System.CommandLine.Parsing;
using Runner.Cli.Commands;
using Runner.Cli.Fleets;
using Runner.Cli.Help;
using Runner.Cli.Inputs;
using Runner.Engine;
using Runner.Workflows.Diagnostics;

namespace Runner.Cli;

/// <summary>The command line as a whole.</summary>
static class RunnerProgram
{
    /// <summary>Runs one command.</summary>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, Surroundings around)
    {
        var opening = new WorkspaceOpening(around);
        opening.Begin(arguments);
        var root = new RootCommand("Runs network workflows: health checks, scans, scripts; checked before they run.")
        {
            RunCommand.Create(around, opening),
            ValidateCommand.Create(around, opening),
            EvalCommand.Create(around),
            ExplainCommand.Create(around),
            FmtCommand.Create(around),
            ImportCommand.Create(around, opening),
            NewCommand.Create(around, opening),
            PluginsCommand.Create(around, opening),
            SchemaCommand.Create(around, opening),
            CompletionCommand.Create(around),
        };
        // Options by the dozen, which a run would build for nothing.
        if (arguments is not ["run", ..])
        {
            root.Add(ExecCommand.Create(around, opening));
            root.Add(HostsCommand.Create(around, opening));
            root.Add(ScanCommand.Create(around, opening));
            root.Add(RunsCommand.Create(around, opening));
            root.Add(GenCommand.Create(around, opening));
            root.Add(CacheCommand.Create(around));
            root.Add(ReplCommand.Create(around, opening));
            root.Add(ServeCommand.Create(around, opening));
            root.Add(ScheduleCommand.Create(around, opening));
            if (arguments is [ScriptHostCommand.Name, ..]) root.Add(ScriptHostCommand.Create(around, opening));
            root.Add(NodesCommand.Create(around, opening));
            HostCompletions.AddToLimits(root, opening);
        }

        Examples.Of(root,
            ("runner run workflows/health-check.yaml", "run a workflow"),
            ("runner validate workflows/", "check every workflow in a folder"),
            ("runner exec web -- uptime", "run a command on many hosts"),
            ("runner scan 10.0.0.0/24 --services", "what is open, and what answers there"),
            ("runner plugins show http", "what the http plugin can do"));
        Examples.Install(root);

        // Not the library's @file with more arguments: to us it is a file with hosts, to curl one with a body.
        var parsed = root.Parse(arguments, new() { ResponseFileTokenReplacer = null });
        var unknown = UnknownOptions(parsed);
        if ((parsed.Errors.Count > 0 || unknown.Count > 0) && parsed.Action is not System.CommandLine.Help.HelpAction and not ExamplesHelp) return Misused(parsed, unknown, around);
        try
        {
            return parsed.Invoke(new() { Output = around.Out, Error = around.Error, EnableDefaultExceptionHandler = false });
        }
        catch (UsageException e)
        {
            around.Error.WriteLine($"error: {e.Message}");
            if (e.Help is not null) around.Error.WriteLine($"help: {e.Help}");
            return ExitCode.Invalid;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No room for the output, a folder that may not be listed: the user's machine, and nothing that a trace explains.
            around.Error.WriteLine($"error: {e.Message}");
            return ExitCode.Invalid;
        }
    }

    /// <summary>Options that there are not. Where a command takes files, the library takes them for files.</summary>
    static List<string> UnknownOptions(ParseResult parsed)
    {
        var unknown = new List<string>();
        foreach (var child in parsed.CommandResult.Children)
        {
            if (child is not ArgumentResult argument) continue;
            foreach (var token in argument.Tokens)
            {
                if (LooksLikeOption(token)) unknown.Add(token.Value);
            }
        }

        // Words behind -- are the last ones, and are what they are.
        if (unknown.Count > 0 && DoubleDash.CountBehind(parsed) is > 0 and var behind)
        {
            var meant = parsed.Tokens.Skip(parsed.Tokens.Count - behind).Count(LooksLikeOption);
            unknown.RemoveRange(unknown.Count - meant, meant);
        }

        return unknown;
    }

    // -1 < 2 is an expression.
    static bool LooksLikeOption(Token token) => token.Value is ['-', not (>= '0' and <= '9' or '.'), ..];

    static int Misused(ParseResult parsed, List<string> unknown, Surroundings around)
    {
        var command = parsed.CommandResult.Command;
        var path = string.Join(' ', PathOf(parsed.CommandResult));
        foreach (var error in parsed.Errors.Select(error => error.Message).Distinct()) around.Error.WriteLine($"error: {error}");
        foreach (var option in unknown) around.Error.WriteLine($"error: there is no option `{option}`");
        var known = command.Subcommands.Select(sub => sub.Name).Concat(command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))).ToList();
        foreach (var token in parsed.UnmatchedTokens.Concat(unknown))
        {
            if (DidYouMean.Suggest(token, known) is { } near) around.Error.WriteLine($"help: did you mean `{path} {near}`?");
        }

        around.Error.WriteLine($"help: `{path} --help` shows how it is used");
        return ExitCode.Invalid;
    }

    static IEnumerable<string> PathOf(CommandResult result)
    {
        if (result.Parent is CommandResult parent)
        {
            foreach (var name in PathOf(parent)) yield return name;
        }

        // The root is named for the file that was started; people know it as runner.
        yield return result.Parent is null ? "runner" : result.Command.Name;
    }
}
