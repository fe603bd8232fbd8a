using System.CommandLine;
using System.Text;
using Runner.Cli.Contracts;
using Runner.Cli.Fleets;
using Runner.Cli.Help;
using Runner.Cli.Inputs;
using Runner.Cli.Runs;
using Runner.Cli.Scripts;
using Runner.Cli.Stepping;
using Runner.Engine;
using Runner.Engine.Events;
using Runner.Engine.Scripting;
using Runner.Reporting;
using Runner.Sdk;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Types;

namespace Runner.Cli.Commands;

/// <summary><c>runner run</c>: checks workflows, then runs them.</summary>
static class RunCommand
{
    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var files = new Argument<string[]>("file") { Description = "Workflows (*.yaml) and C# scripts (*.csx); each is a run of its own, one after the other. Behind --, arguments of scripts", Arity = ArgumentArity.OneOrMore };
        var inputs = new Option<string[]>("--input", "-i") { Description = "An input of the workflow, as name=value; may be repeated", HelpName = "name=value" };
        var inputFiles = new Option<string[]>("--inputs-file") { Description = "A YAML or JSON file with inputs, name: value; may be repeated, and --input comes before it", HelpName = "file" };
        var envFile = new Option<string?>("--env-file") { Description = "A file with NAME=value lines, for secrets and env()", HelpName = "file" };
        var timeout = new Option<string?>("--timeout") { Description = "The limit for each run, such as 30s or 5m", HelpName = "duration" };
        var log = new Option<string?>("--log") { Description = "How to show what happens: for people, as plain lines, or as a JSON event a line; by default what fits the output" };
        log.AcceptOnlyFromAmong("pretty", "plain", "json");
        var logFile = new Option<string?>("--log-file") { Description = "Also write every event to this file, as JSON lines", HelpName = "file" };
        var only = new Option<string[]>("--only") { Description = "Run only this job, without those that it needs; may be repeated", HelpName = "job" };
        var from = new Option<string?>("--from") { Description = "Begin at this step, by its id or as job/step: what comes before counts as done", HelpName = "step" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would run, with everything resolved that is known before; run nothing" };
        var step = new Option<bool>("--step") { Description = "Stop before each step: look at contexts, change them, go on, skip or end" };
        var asCurl = new Option<bool>("--as-curl") { Description = "Log the curl command of every http request before it is made, secrets masked" };
        var checkContract = new Option<bool>("--check-contract") { Description = "Hold every answer of a client's action against its document, and tell at the end which operations were called" };
        var noRecord = new Option<bool>("--no-record") { Description = "Do not remember the run: `runner runs` will not know of it" };
        var isolated = new Option<bool>("--isolated") { Description = "Run scripts in processes of their own: one that crashes, eats memory or never ends harms nothing else" };
        var memory = new Option<string?>("--memory") { Description = "With --isolated: how much memory a script's objects may take, such as 256M", HelpName = "size" };
        var inventory = InventoryOption.Create();
        var limit = LimitOption.Create();
        var command = new Command("run", "Run workflows and C# scripts. Scripts are no sandbox: they may do what you may, so run those that you trust") { files, inputs, inputFiles, envFile, inventory, limit, timeout, log, logFile, only, from, dryRun, step, asCurl, isolated, memory, noRecord, checkContract };
        // The main thread has nothing else to do than wait: an async chain up to Main would only cost start-up.
        command.SetAction(parsed => Run(
            new(DoubleDash.Before(parsed, files), parsed.GetValue(inputs) ?? [], parsed.GetValue(inputFiles) ?? [], parsed.GetValue(envFile), parsed.GetValue(timeout), FormatOf(parsed.GetValue(log)), parsed.GetValue(logFile),
                parsed.GetValue(only) ?? [], parsed.GetValue(from), parsed.GetValue(dryRun), parsed.GetValue(step), parsed.GetValue(asCurl), parsed.GetValue(inventory) ?? [], parsed.GetValue(limit), DoubleDash.Behind(parsed, files),
                IsolationOf(parsed.GetValue(isolated), parsed.GetValue(memory)), parsed.GetValue(noRecord), parsed.GetValue(checkContract)) { Memory = parsed.GetValue(memory) },
            around, opening));
        Examples.Of(command,
            ("runner run workflows/health-check.yaml", "try it: it serves its own API and checks it"),
            ("runner run workflows/health-check.yaml --input url=https://example.com", "check a service of yours"),
            ("runner run check.yaml --inputs-file staging.yaml", "many inputs at once; RUNNER_INPUT_URL in the environment gives one too"),
            ("runner run check.yaml --env-file .env --timeout 1m", "secrets from a file, at most a minute"),
            ("runner run check.yaml --dry-run", "what would run, and nothing is run"),
            ("runner run check.yaml --step", "stop before each step, look around, go on"),
            ("runner run check.yaml --as-curl", "the curl command of each request, to try it by hand"),
            ("runner run deploy.yaml --from migrate", "go on where it failed, once the reason is mended"),
            ("runner run deploy.csx --input env=staging -- --fast", "a C# script, with an input and an argument"),
            ("runner run deploy.csx --isolated --memory 512M", "in a process of its own"),
            ("runner run check.yaml --log json | jq .", "events for other programs"));
        return command;
    }

    static LogFormat? FormatOf(string? log) => log switch
    {
        "pretty" => LogFormat.Pretty,
        "plain" => LogFormat.Plain,
        "json" => LogFormat.Json,
        _ => null,
    };

    internal sealed record Options(string[] Files, string[] Inputs, string[] InputFiles, string? EnvFile, string? Timeout, LogFormat? Log, string? LogFile, string[] Only, string? From, bool DryRun, bool Step, bool AsCurl, string[] Inventory, string? Limit, string[] Args, ScriptIsolation? Isolation, bool NoRecord, bool CheckContract)
    {
        /// <summary>The inputs, where no command line gives them.</summary>
        public InputArguments? Given { get; init; }

        /// <summary>The limit of <see cref="Isolation"/> as it was written.</summary>
        public string? Memory { get; init; }

        /// <summary>The jobs that shall run, with those that they need for their outputs; null for all.</summary>
        public IReadOnlyList<string>? Failed { get; init; }

        /// <summary>The run that is tried again.</summary>
        public string? RetryOf { get; init; }

        /// <summary>The run that another process began, and that goes on here.</summary>
        public ResumedRun? Resumed { get; init; }
    }

    internal static ScriptIsolation? IsolationOf(bool isolated, string? memory)
    {
        if (memory is null) return isolated ? new() : null;
        if (!isolated) throw new UsageException("--memory limits a process of a script's own", "add --isolated");
        try
        {
            return new() { Memory = ScriptIsolation.ParseMemory(memory, "--memory") };
        }
        catch (ActionInputException e)
        {
            throw new UsageException($"--memory: {e.Message}", null);
        }
    }

    internal static TimeSpan? TimeoutOf(string? written)
    {
        if (written is null) return null;
        if (!DurationText.TryParse(written, out var limit) || limit == TimeSpan.Zero) throw new UsageException($"--timeout cannot be '{written}'", DurationText.Help);
        return limit <= RunRequest.LongestTimeout ? limit : throw new UsageException($"--timeout cannot be longer than {DurationText.Format(RunRequest.LongestTimeout)}", null);
    }

    internal static int Run(Options options, Surroundings around, WorkspaceOpening opening)
    {
        var timeout = TimeoutOf(options.Timeout);
        var variables = EnvironmentFile.Layer(options.EnvFile, around);
        var given = options.Given?.With(variables) ?? InputArguments.Parse(options.Inputs, options.InputFiles, variables, around);
        if (opening.Open(LimitOption.Apply(options.Limit, opening.Inventory(options.Inventory, variables), around)) is not { } workspace) return ExitCode.Invalid;
        CheckScriptOptions(options);
        var requests = new List<RunRequest>();
        var scripts = new ScriptsWhenNeeded(workspace, CacheFolder.Of("scripts", around)) { Host = () => ScriptHostCommand.Program(options.Inventory, options.Limit, around) };
        foreach (var path in options.Files)
        {
            if ((options.Resumed is { } resumed ? resumed.Compile(workspace, around) : ScriptWorkflow.Is(path) ? ScriptWorkflow.Of(path, options.Args, around.WorkingDirectory) : workspace.Compile(path)) is { } workflow) requests.Add(Prepare(workflow, workspace, given, variables, timeout, scripts) with { Selection = SelectedJobs.Of(workflow, options.Only, options.From, options.Failed), ShowCommands = options.AsCurl, Isolation = options.Isolation, CheckContract = options.CheckContract });
        }

        if (requests.Count < options.Files.Length) return ExitCode.Invalid;
        if (!CompileScripts(requests, scripts, around)) return ExitCode.Invalid;
        if (!workspace.Inventory.Exists && requests.Find(request => request.Workflow.HostsNamedAt is not null) is { Workflow.HostsNamedAt: { } place })
        {
            var missing = new DiagnosticBag();
            missing.Error(DiagnosticCodes.NoInventory, place, "it runs on hosts of the inventory, and there is none", ProjectInventory.HowToMakeOne);
            DiagnosticPrinter.Print(missing, around);
            return ExitCode.Invalid;
        }

        if (!options.DryRun && (options.Limit is not null || requests.Exists(request => request.Workflow.UsesInventory)) && !workspace.LoadInventory()) return ExitCode.Invalid;
        foreach (var request in requests) DistributionNotice.Print(request.Workflow, around);
        if (!options.DryRun) return RunAll(requests, options, options.NoRecord ? null : RecordingOf(options, workspace, around), workspace, around);
        ShowPlans(requests, options, around);
        return ExitCode.Success;
    }

    /// <summary>What is said of workflows means nothing to a script, and the other way round: better told than passed over.</summary>
    static void CheckScriptOptions(Options options)
    {
        var script = Array.Find(options.Files, ScriptWorkflow.Is);
        if (script is null && options.Args.Length > 0)
            throw new UsageException($"nothing takes `{options.Args[0]}`: what stands behind -- is for scripts, and no file is one (*{ScriptWorkflow.Extension})", "a workflow is given its inputs as --input name=value");
        if (script is null) return;
        var meantForJobs = options.Only.Length > 0 ? "--only" : options.From is not null ? "--from" : null;
        if (meantForJobs is not null) throw new UsageException($"{meantForJobs} names jobs and steps of a workflow, and {script} is a script", "a script decides itself what it runs: tell it by --input name=value, or behind --");
        if (options.Step) throw new UsageException($"--step stops before the steps of a workflow, and {script} is a script: its steps are made as it runs", "try actions one by one in `runner repl`");
    }

    static bool CompileScripts(List<RunRequest> requests, ScriptsWhenNeeded scripts, Surroundings around)
    {
        ScriptCheck? check = null;
        DiagnosticBag? found = null;
        foreach (var request in requests)
        {
            if (!ScriptCheck.HasScripts(request.Workflow)) continue;
            (check ??= new(scripts, around)).Check(request.Workflow, found ??= []);
        }

        if (found is null) return true;
        DiagnosticPrinter.Print(found, around);
        return !found.HasErrors;
    }

    static RunRequest Prepare(CheckedWorkflow workflow, Workspace workspace, InputArguments given, Func<string, string?> variables, TimeSpan? timeout, ScriptsWhenNeeded scripts)
    {
        try
        {
            return new()
            {
                Workflow = workflow,
                Actions = workspace.Catalogue,
                Inputs = ScriptWorkflow.Is(workflow.Source.Path) ? given.Undeclared() : WorkflowInputs.Resolve(workflow, given.For(workflow)),
                Scripts = scripts,
                Secrets = SecretsOf(workflow, variables),
                Variables = variables,
                Inventory = workspace.Inventory,
                Network = workspace.Network,
                Timeout = timeout,
            };
        }
        catch (WorkflowInputException e)
        {
            throw new UsageException($"{workflow.Source.Path}: {e.Problems[0]}" + string.Concat(e.Problems.Skip(1).Select(problem => $"\nerror: {workflow.Source.Path}: {problem}")),
                workflow.Inputs.Count > 0 ? "give inputs as --input name=value, or in a file: --inputs-file inputs.yaml" : null);
        }
    }

    static Dictionary<string, string> SecretsOf(CheckedWorkflow workflow, Func<string, string?> variables)
    {
        var secrets = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in workflow.Secrets)
            secrets[name] = variables(name) is { Length: > 0 } value ? value : throw new UsageException($"{workflow.Source.Path}: the secret `{name}` is not set", $"set the environment variable {name}, or name a file that has it with --env-file");
        return secrets;
    }

    static void ShowPlans(List<RunRequest> requests, Options options, Surroundings around)
    {
        var color = options.Log != LogFormat.Plain && TerminalCapabilities.Detect(around.IsTerminal(), Encoding.UTF8, around.Variables, () => TerminalSize.Default).Color;
        foreach (var plan in requests.Select(RunPlan.Of))
        {
            if (options.Log == LogFormat.Json) PlanJson.Write(plan, around.Output);
            else PlanText.Write(plan, around.Out, color);
        }
    }

    /// <summary>Null where there is no place to record in.</summary>
    static Recording? RecordingOf(Options options, Workspace workspace, Surroundings around)
    {
        if (StorePlace.Of(workspace.Configuration, around) is not { } place) return null;
        var said = new RunOptions { Only = options.Only, From = options.From, Failed = options.Failed is { } failed ? [.. failed] : null, Timeout = options.Timeout, EnvFile = options.EnvFile is { } file ? Path.GetFullPath(file, around.WorkingDirectory) : null, Inventory = InventoryOption.Absolute(options.Inventory, around), Limit = options.Limit, Args = options.Args, Isolated = options.Isolation is not null, Memory = options.Memory, CheckContract = options.CheckContract };
        return new(place, said.ToValue()) { Trigger = options.RetryOf is null ? "manual" : "retry", RetryOf = options.RetryOf };
    }

    static int RunAll(List<RunRequest> requests, Options options, Recording? recording, Workspace workspace, Surroundings around)
    {
        using var logFile = LogFiles.Open(options.LogFile, around);
        var cancel = around.Cancel();
        var isTerminal = around.IsTerminal();
        using var gate = options.Step ? new StepPrompt(around) : null;
        // Lines that are redrawn would run over the prompt, and lines that are cut to the terminal's width cannot be copied.
        var format = (gate is not null || options.AsCurl) && options.Log is null ? LogFormat.Plain : ReporterFactory.Choose(options.Log, isTerminal, around.Variables);
        var worst = ExitCode.Success;
        var coverage = options.CheckContract ? new OperationCoverage() : null;
        foreach (var request in requests)
        {
            if (cancel.IsCancellationRequested)
            {
                // What has not run makes the whole a cancelled one, however well the rest went.
                worst = ExitCode.Cancelled;
                break;
            }

            var reporter = ReporterFactory.Create(format, around.Output, isTerminal, Encoding.UTF8, around.Variables);
            using var closing = reporter as IDisposable;
            var failed = request.Workflow.UsesInventory ? new FailedItems() : null;
            var observers = new List<IRunObserver>(5) { reporter };
            if (logFile is not null) observers.Add(logFile);
            if (failed is not null) observers.Add(failed);
            var here = request;
            using var spool = options.Resumed is { } resumed ? resumed.Begin(recording!, ref here) : recording?.Begin(request);
            if (spool is not null) observers.Add(spool);
            if (coverage is not null) observers.Add(coverage);
            var result = WorkflowRunner.RunAsync(here with { Observers = observers, Gate = gate }, cancel).GetAwaiter().GetResult();
            spool?.Dispose();
            if (spool?.Failure is { } unrecorded) around.Error.WriteLine($"warning: the run is not remembered: {unrecorded}");
            foreach (var failure in result.ObserverFailures) around.Error.WriteLine($"warning: events are missing from the output: {failure.Exception.Message}");
            if (failed is not null && LimitHint.Of(failed, request.Inventory) is { } limit) around.Error.WriteLine($"help: `runner run {request.Workflow.Source.Path} {limit}` runs it again on the hosts where it failed");
            // The codes grow with how bad things are: 0, 1, 3, 130.
            worst = Math.Max(worst, result.Finished.ExitCode);
        }

        // Where events go to a program, what is for people goes beside them.
        if (coverage is not null) ContractSummary.Write(workspace.Catalogue.Clients, coverage, format == LogFormat.Json ? around.Error : around.Out);
        if (logFile?.WriteFailure is { } incomplete) around.Error.WriteLine($"warning: events are missing from {options.LogFile}: {incomplete.Message}");
        return worst;
    }
}
