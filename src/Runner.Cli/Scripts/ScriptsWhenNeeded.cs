using Runner.Engine.Scripting;
using Runner.Scripting;
using Runner.Scripting.Compiling;
using Runner.Scripting.Isolation;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;

namespace Runner.Cli.Scripts;

/// <summary>What runs scripts, in this process or in one of their own, made when the first one runs: most runs have none.</summary>
sealed class ScriptsWhenNeeded : IScriptRunner
{
    readonly Lazy<ScriptRunner> scripts;

    public ScriptsWhenNeeded(Workspace workspace, string? cacheFolder) =>
        scripts = new(() => new ScriptRunner(workspace.Catalogue, path => Compile(path, workspace), cacheFolder) { KeepsFirst = true, Grace = Grace });

    /// <summary>How long a script that was told to end may take to do so.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Names the program that runs one script in a process of its own.</summary>
    public Func<HostProgram>? Host { get; init; }

    public ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel) => call.Isolation is null || Host is null ? scripts.Value.RunAsync(call, cancel) : RunIsolatedAsync(call, cancel);

    // A method of its own: what it names is loaded for nothing else.
    ValueTask<ScriptResult> RunIsolatedAsync(ScriptCall call, CancellationToken cancel) => new IsolatedScripts(Host!()) { Grace = Grace }.RunAsync(call, cancel);

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
