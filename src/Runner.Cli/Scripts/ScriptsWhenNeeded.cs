using Runner.Engine.Scripting;
using Runner.Scripting;
using Runner.Scripting.Compiling;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;

namespace Runner.Cli.Scripts;

/// <summary>What runs scripts, made when the first one runs: most runs have none.</summary>
sealed class ScriptsWhenNeeded(Workspace workspace, string? cacheFolder) : IScriptRunner
{
    readonly Lazy<ScriptRunner> scripts = new(() => new ScriptRunner(workspace.Catalogue, path => Compile(path, workspace), cacheFolder) { KeepsFirst = true });

    public ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel) => scripts.Value.RunAsync(call, cancel);

    /// <summary>Has a script ready, or tells why it cannot run.</summary>
    public IReadOnlyList<ScriptDiagnostic> Prepare(CheckedScript script, string folder, Action compiling, CancellationToken cancel) => scripts.Value.Prepare(script, folder, compiling, cancel);

    /// <summary>Reads and checks a workflow that a script runs.</summary>
    /// <exception cref="ScriptException">It cannot run.</exception>
    public static CheckedWorkflow Compile(string path, Workspace workspace)
    {
        var (workflow, diagnostics) = workspace.Check(path);
        if (workflow is not null && !diagnostics.HasErrors) return workflow;
        var errors = diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToList();
        throw new ScriptException(new("workflow", $"{path} cannot run: {string.Join("; ", errors.Select(error => error.Message))}") { Location = errors[0].Location.ToString() });
    }
}
