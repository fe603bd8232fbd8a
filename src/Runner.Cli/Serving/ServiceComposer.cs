using Runner.Cli.Commands;
using Runner.Cli.Scripts;
using Runner.Engine;
using Runner.Service;
using Runner.Store.Queue;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Values;

namespace Runner.Cli.Serving;

/// <summary>Composes runs of the service as <c>runner run</c> would: plugins, scripts, secrets from the environment, hosts as they are then.</summary>
sealed class ServiceComposer(Workspace workspace, Func<ProjectInventory> inventory, Func<string, string?> variables, Surroundings around) : IRunComposer
{
    readonly ScriptsWhenNeeded scripts = new(workspace, CacheFolder.Of("scripts", around)) { Host = () => ScriptHostCommand.Program([], limit: null, around) };

    public (CheckedWorkflow? Workflow, DiagnosticBag Diagnostics) Compile(string path, string shownAs) => workspace.Check(path, shownAs, inventory());

    public (CheckedWorkflow? Workflow, DiagnosticBag Diagnostics) CompileKept(string path, string shownAs, IReadOnlyDictionary<string, string> files) =>
        workspace.Check(new(shownAs, files[path]) { FullPath = path }, inventory(), files);

    public RunRequest Compose(CheckedWorkflow workflow, NewRun run)
    {
        var given = new Dictionary<string, GivenInput>(StringComparer.OrdinalIgnoreCase);
        Add(given, run.Inputs);
        if (run.SecretInputs is { } secret) Add(given, secret);
        try
        {
            return new()
            {
                Workflow = workflow,
                Actions = workspace.Catalogue,
                Inputs = WorkflowInputs.Resolve(workflow, given),
                Scripts = scripts,
                // A service lives long: a script that crashes, or eats memory, must not end it.
                Isolation = new(),
                Secrets = SecretsOf(workflow),
                Variables = variables,
                Inventory = inventory(),
                Network = workspace.Network,
            };
        }
        catch (WorkflowInputException e)
        {
            throw new RunRefusedException("input", string.Join("; ", e.Problems));
        }
    }

    static void Add(Dictionary<string, GivenInput> given, string json)
    {
        foreach (var (name, value) in ValueJson.Parse(json).AsObject().Entries) given[name] = new(value);
    }

    Dictionary<string, string> SecretsOf(CheckedWorkflow workflow)
    {
        var secrets = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in workflow.Secrets)
            secrets[name] = variables(name) is { Length: > 0 } value ? value : throw new RunRefusedException("secret", $"the secret `{name}` is not set: the service needs the environment variable {name}, or an --env-file that has it");
        return secrets;
    }
}
