using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Runner.Cli.Help;
using Runner.Cli.Inputs;
using Runner.Cli.Runs;
using Runner.Engine;
using Runner.Store.Queue;
using Runner.Store.Reading;
using Runner.Store.Retention;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Cli.Commands;

/// <summary>The commands of <c>runner runs</c> that change something.</summary>
static partial class RunsDoing
{
    // Not SIGINT: shells have what they start in the background ignore that. `runner run` ends by either in the same way.
    const int Terminate = 15;

    public static Command CreateCancel(Surroundings around, WorkspaceOpening opening)
    {
        var run = RunsCommand.RunArgument(around, opening);
        var command = new Command("cancel", "Have a run end: steps in flight end, the rest is skipped, `finally` runs") { run };
        command.SetAction(parsed =>
        {
            using var opened = OpenedStore.Open(opening, around);
            if (opened is null) return ExitCode.Invalid;
            var found = opened.Find(parsed.GetValue(run)!);
            if (!found.IsOver && found.Process is { } process) return Signal(found, process, around);
            switch (OpenedStore.Wait(() => opened.Store.Queue.AskToCancelAsync(found.Id, CancellationToken.None)))
            {
                case CancelAnswer.Cancelled: around.Out.WriteLine($"{RunText.Short(found.Id)} will not begin."); break;
                case CancelAnswer.Asked: around.Out.WriteLine($"{found.Node ?? "whoever takes it"} was asked to end {RunText.Short(found.Id)}; `runner runs logs {RunText.Short(found.Id)} --follow` shows it end."); break;
                default: throw new UsageException($"the run {RunText.Short(found.Id)} is over: {found.State}", null);
            }

            return ExitCode.Success;
        });
        Examples.Of(command, ("runner runs cancel 4c1d92e7", "end a run of the service, or of a `runner run` on this machine"));
        return command;
    }

    static int Signal(RunSummary run, string process, Surroundings around)
    {
        var (machine, pid) = process.Split('/') is [.. var names, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? (string.Join('/', names), id) : (process, 0);
        if (machine != Environment.MachineName || pid <= 1 || OperatingSystem.IsWindows())
            throw new UsageException($"the run {RunText.Short(run.Id)} is of `runner run` on {machine}, in the process {pid}", "end that process there: Ctrl-C, or kill");
        if (Kill(pid, Terminate) != 0) throw new UsageException($"the process {pid} of the run {RunText.Short(run.Id)} cannot be asked to end: {Marshal.GetLastPInvokeErrorMessage()}", null);
        around.Out.WriteLine($"The process {pid} was asked to end {RunText.Short(run.Id)}.");
        return ExitCode.Success;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    public static Command CreateRetry(Surroundings around, WorkspaceOpening opening)
    {
        var run = RunsCommand.RunArgument(around, opening);
        var failedOnly = new Option<bool>("--failed-only") { Description = "Only the jobs that did not succeed, and those that they need for their outputs" };
        var queue = new Option<bool>("--queue") { Description = "Do not run it here: queue it for whoever serves, and print the new run's id" };
        var inputs = new Option<string[]>("--input", "-i") { Description = "Another value for an input, as name=value; may be repeated", HelpName = "name=value" };
        var log = LogOptions.Log();
        var command = new Command("retry", "Run the workflow of a run again, as its file is now, with the same inputs; secrets are read anew") { run, failedOnly, queue, inputs, log };
        command.SetAction(parsed =>
        {
            RunSummary found;
            IReadOnlyList<string>? failed = null;
            using (var opened = OpenedStore.Open(opening, around))
            {
                if (opened is null) return ExitCode.Invalid;
                found = opened.Find(parsed.GetValue(run)!);
                if (found.Parent is { } whole) throw new UsageException($"the run {RunText.Short(found.Id)} is a batch of another one", $"`runner runs retry {RunText.Short(whole)}` runs that again");
                if (!found.IsOver) throw new UsageException($"the run {RunText.Short(found.Id)} is not over: {found.State}", $"`runner runs cancel {RunText.Short(found.Id)}` ends it");
                if (parsed.GetValue(failedOnly)) failed = FailedJobs(found, OpenedStore.Wait(() => opened.Store.Runs.JobsAsync(found.Id, CancellationToken.None)));
                if (!File.Exists(ResumedRun.PathOf(found))) throw new UsageException($"the file of the run is gone: {ResumedRun.PathOf(found)}", null);
                if (parsed.GetValue(queue)) return QueuedRetry.Queue(opened, found, failed, GivenOf(found, parsed.GetValue(inputs) ?? []), opening, around);
            }

            var file = ResumedRun.PathOf(found);
            var options = RunOptions.Of(found.Options);
            return RunCommand.Run(
                AsBefore(Path.GetFullPath(found.File, around.WorkingDirectory) == file ? found.File : file, options with { Only = failed is null ? options.Only : [], From = failed is null ? options.From : null }, parsed.GetValue(log)) with
                {
                    Given = GivenOf(found, parsed.GetValue(inputs) ?? []),
                    Failed = failed ?? options.Failed,
                    RetryOf = found.Id,
                },
                around, opening);
        });
        Examples.Of(command,
            ("runner runs retry last", "the newest run, once more"),
            ("runner runs retry 4c1d92e7 --failed-only", "only what failed"),
            ("runner runs retry 4c1d92e7 --queue", "by `runner serve`, with its secrets"),
            ("runner runs retry last --input region=us", "with another input"));
        return command;
    }

    /// <summary>What the command line of a run said, for one that runs it again or goes on with it.</summary>
    static RunCommand.Options AsBefore(string file, RunOptions options, string? log) => new(
        [file], [], [], options.EnvFile, options.Timeout, LogOptions.FormatOf(log), null, options.Only, options.From, false, false, false, options.Inventory, options.Limit, options.Args,
        RunCommand.IsolationOf(options.Isolated, options.Memory), false, options.CheckContract) { Memory = options.Memory };

    static List<string> FailedJobs(RunSummary run, IReadOnlyList<JobSummary> jobs)
    {
        var failed = jobs.Where(job => job.State != "success" && !job.Path.Contains('/') && !job.Path.EndsWith(']')).Select(job => job.Path).ToList();
        return failed.Count > 0 ? failed : throw new UsageException($"no job of the run {RunText.Short(run.Id)} failed", "without --failed-only all of it runs again");
    }

    /// <summary>The inputs as they were. What was masked in them is not known any more.</summary>
    static InputArguments GivenOf(RunSummary run, string[] others)
    {
        var values = ValueJson.Parse(run.Inputs).AsObject();
        var given = InputArguments.Of(values, others);
        foreach (var (name, value) in values.Entries)
        {
            if (IsMasked(value) && !others.Any(other => other.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase)))
                throw new UsageException($"the input `{name}` held a secret, which is not remembered", $"give it again: --input {name}=...");
        }

        return given;
    }

    public static Command CreateResume(Surroundings around, WorkspaceOpening opening)
    {
        var run = RunsCommand.RunArgument(around, opening);
        var inputs = new Option<string[]>("--input", "-i") { Description = "An input that held a secret, which is not remembered, as name=value; may be repeated", HelpName = "name=value" };
        var log = LogOptions.Log();
        var command = new Command("resume", "Go on with an interrupted run, with the files and the inputs that it began with; secrets are read anew") { run, inputs, log };
        command.SetAction(parsed =>
        {
            using var opened = OpenedStore.Open(opening, around);
            if (opened is null) return ExitCode.Invalid;
            var found = opened.Find(parsed.GetValue(run)!);
            var resumed = new ResumedRun(opened, found);
            var given = parsed.GetValue(inputs) ?? [];
            CheckOnlySecret(found, given);
            var options = RunOptions.Of(found.Options);
            return RunCommand.Run(AsBefore(found.File, options, parsed.GetValue(log)) with { Given = GivenOf(found, given), Failed = options.Failed, Resumed = resumed }, around, opening);
        });
        Examples.Of(command, ("runner runs resume last", "the newest run, whose process was killed"), ("runner runs resume 4c1d92e7 --input token=...", "one with an input that held a secret"));
        return command;
    }

    /// <summary>What had ended was done with the inputs as they were: the rest is not done with others.</summary>
    static void CheckOnlySecret(RunSummary run, string[] given)
    {
        var values = ValueJson.Parse(run.Inputs).AsObject();
        foreach (var input in given)
        {
            var name = input.Split('=')[0];
            if (values.Entries.Any(each => each.Key.Equals(name, StringComparison.OrdinalIgnoreCase) && !IsMasked(each.Value)))
                throw new UsageException($"--input {name}: the run goes on with the inputs that it began with", $"`runner runs retry {RunText.Short(run.Id)} --input {name}=...` runs all of it again with another one");
        }
    }

    static bool IsMasked(Value value) => ValueJson.Write(value).Contains(Engine.Secrets.SecretMasker.Mask, StringComparison.Ordinal);

    public static Command CreatePrune(Surroundings around, WorkspaceOpening opening)
    {
        var olderThan = new Option<string?>("--older-than") { Description = "Remove all that ended longer ago, whatever `store.keep` in runner.yaml says", HelpName = "duration" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count them" };
        var command = new Command("prune", "Remove runs that need not be remembered any more") { olderThan, dryRun };
        command.SetAction(parsed =>
        {
            TimeSpan? age = null;
            if (parsed.GetValue(olderThan) is { } text) age = DurationText.TryParse(text, out var written) ? written : throw new UsageException($"--older-than cannot be '{text}'", DurationText.Help);
            using var opened = OpenedStore.Open(opening, around);
            if (opened is null) return ExitCode.Invalid;
            var rules = age is { } given ? new KeepRules { For = given, FailedFor = given, Runs = int.MaxValue } : opened.Rules;
            var count = OpenedStore.Wait(() => opened.Store.Retention.PruneAsync(rules, parsed.GetValue(dryRun), CancellationToken.None));
            var runs = count == 1 ? "1 run" : string.Create(CultureInfo.InvariantCulture, $"{count} runs");
            around.Out.WriteLine(parsed.GetValue(dryRun) ? $"{runs} would be removed." : $"Removed {runs}.");
            return ExitCode.Success;
        });
        Examples.Of(command, ("runner runs prune", "by the rules of runner.yaml: 30 days, failures 90, and the newest 10,000 of each"), ("runner runs prune --older-than 7d --dry-run", "how many would go"));
        return command;
    }
}
