using Runner.Cli.Commands;
using Runner.Cli.Inputs;
using Runner.Cli.Runs;
using Runner.Cli.Scripts;
using Runner.Engine;
using Runner.Service;
using Runner.Store.Queue;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Values;

namespace Runner.Cli.Serving;

/// <summary>Composes runs of the service as <c>runner run</c> would: plugins, scripts, secrets from the environment, hosts as they are then.</summary>
sealed class ServiceComposer(Workspace workspace, WorkspaceOpening opening, Func<string, string?> variables, Surroundings around) : IRunComposer
{
    readonly ScriptsWhenNeeded scripts = new(workspace, CacheFolder.Of("scripts", around)) { Host = () => ScriptHostCommand.Program([], limit: null, around) };

    public (CheckedWorkflow? Workflow, DiagnosticBag Diagnostics) Compile(string path, string shownAs) => workspace.Check(path, shownAs, opening.Inventory([], variables));

    public (CheckedWorkflow? Workflow, DiagnosticBag Diagnostics) CompileKept(string path, string shownAs, IReadOnlyDictionary<string, string> files) =>
        workspace.Check(new(shownAs, files[path]) { FullPath = path }, opening.Inventory([], variables), files);

    public RunRequest Compose(CheckedWorkflow workflow, NewRun run)
    {
        var given = new Dictionary<string, GivenInput>(StringComparer.OrdinalIgnoreCase);
        Add(given, run.Inputs);
        var secret = run.SecretInputs is { } sealedInputs ? ValueJson.Parse(sealedInputs) : default;
        if (!secret.IsNull) Add(given, secret);
        try
        {
            var options = RunOptions.Of(run.Options);
            var here = options.EnvFile is null ? variables : EnvironmentFile.Layer(options.EnvFile, around with { Variables = variables });
            return new()
            {
                Workflow = workflow,
                Actions = workspace.Catalogue,
                Inputs = WorkflowInputs.Resolve(workflow, given),
                Scripts = scripts,
                // A service lives long: a script that crashes, or eats memory, must not end it.
                Isolation = RunCommand.IsolationOf(true, options.Memory),
                Secrets = SecretsOf(workflow, here),
                Confidential = secret,
                Variables = here,
                Inventory = LimitOption.Apply(options.Limit, opening.Inventory(options.Inventory, here), around),
                Network = workspace.Network,
                Timeout = RunCommand.TimeoutOf(options.Timeout),
                Selection = SelectedJobs.Of(workflow, options.Only, options.From, options.Failed),
                CheckContract = options.CheckContract,
            };
        }
        catch (WorkflowInputException e)
        {
            throw new RunRefusedException("input", string.Join("; ", e.Problems));
        }
        catch (UsageException e)
        {
            throw new RunRefusedException("input", e.Help is null ? e.Message : $"{e.Message}; {e.Help}");
        }
    }

    static void Add(Dictionary<string, GivenInput> given, string json) => Add(given, ValueJson.Parse(json));

    static void Add(Dictionary<string, GivenInput> given, Value inputs)
    {
        foreach (var (name, value) in inputs.AsObject().Entries) given[name] = new(value);
    }

    static Dictionary<string, string> SecretsOf(CheckedWorkflow workflow, Func<string, string?> variables)
    {
        var secrets = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in workflow.Secrets)
            secrets[name] = variables(name) is { Length: > 0 } value ? value : throw new RunRefusedException("secret", $"the secret `{name}` is not set: the service needs the environment variable {name}, or an --env-file that has it");
        return secrets;
    }
}
