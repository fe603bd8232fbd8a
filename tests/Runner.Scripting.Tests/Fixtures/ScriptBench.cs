using System.Reflection;
using Runner.Engine;
using Runner.Engine.Events;
using Runner.PluginHost;
using Runner.Workflows;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Scripting.Tests.Fixtures;

/// <summary>A folder with scripts, and a Runner in this process that runs them.</summary>
sealed class ScriptBench : IDisposable
{
    static readonly string Manifests = Directory.CreateTempSubdirectory("runner-manifests-").FullName;

    public static string HttpPlugin { get; } = typeof(ScriptBench).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "HttpPlugin").Value!;

    readonly Lazy<ScriptRunner> runner;
    readonly Lazy<PluginCatalogue> plugins;

    public ScriptBench()
    {
        plugins = new(() => PluginCatalogue.Open(new() { Folders = [HttpPlugin, .. OtherPlugins], CacheDirectory = Manifests }));
        runner = new(() => new ScriptRunner(plugins.Value, path => Compile(path, File.ReadAllText(path)), CacheFolder, MostLoaded) { Grace = Grace });
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("runner-scripts-").FullName;

    /// <summary>Where compiled scripts are kept; null for nowhere.</summary>
    public string? CacheFolder { get; init; } = Directory.CreateTempSubdirectory("runner-cache-").FullName;

    public int MostLoaded { get; init; } = 64;

    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(300);

    public string[] OtherPlugins { get; init; } = [];

    public ScriptRunner Runner => runner.Value;

    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Seen as it comes.</summary>
    public Action<RunEvent>? Watch { get; set; }

    public string PathOf(string path) => Path.Combine(Folder, path);

    public ScriptBench Write(string path, string text)
    {
        File.WriteAllText(PathOf(path), text);
        return this;
    }

    /// <summary>Another Runner on the same folders, as the next process would be.</summary>
    public ScriptBench Again() => new() { CacheFolder = CacheFolder, OtherPlugins = OtherPlugins, MostLoaded = MostLoaded };

    /// <summary>Runs a script as a step of a workflow.</summary>
    /// <param name="script">Its code, which is written to <c>check.csx</c>.</param>
    /// <param name="step">More keys of the step, such as <c>timeout: 1s</c>.</param>
    /// <param name="workflow">More keys of the workflow.</param>
    /// <param name="secrets">The secrets that it declares.</param>
    public Task<Recording> RunAsync(string script, string step = "", string workflow = "", Dictionary<string, string>? secrets = null) =>
        Write("check.csx", script).RunFileAsync("check.csx", step, workflow, secrets);

    public async Task<Recording> RunFileAsync(string file, string step = "", string workflow = "", Dictionary<string, string>? secrets = null)
    {
        var compiled = Compile(PathOf("check.yaml"), $"{workflow}\nsteps:\n  - id: script\n    uses: csharp\n    with: {{ file: '{PathOf(file)}', args: [one, two] }}\n{(step.Length == 0 ? "" : $"    {step}\n")}");
        var recorder = new Recorder(seen => Watch?.Invoke(seen));
        var result = await WorkflowRunner.RunAsync(new()
        {
            Workflow = compiled,
            Actions = plugins.Value,
            Inputs = WorkflowInputs.Resolve(compiled, new Dictionary<string, GivenInput>()),
            Secrets = secrets ?? [],
            Scripts = Runner,
            Observers = [recorder],
        }, Stop.Token);
        return new(recorder.Events, result);
    }

    public void Dispose()
    {
        Stop.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    CheckedWorkflow Compile(string path, string yaml)
    {
        var diagnostics = new DiagnosticBag();
        var workflow = WorkflowCompiler.Compile(new SourceText(path, yaml) { FullPath = path }, plugins.Value, diagnostics, null, null);
        diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => DiagnosticText.Format(diagnostic)).ShouldBeEmpty();
        return workflow.ShouldNotBeNull();
    }

    sealed class Recorder(Action<RunEvent> watch) : IRunObserver
    {
        public List<RunEvent> Events { get; } = [];

        public void Observe(RunEvent runEvent)
        {
            lock (Events) Events.Add(runEvent);
            watch(runEvent);
        }
    }
}
