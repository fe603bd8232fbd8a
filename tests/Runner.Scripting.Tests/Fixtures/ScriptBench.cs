using System.Reflection;
using Runner.Engine;
using Runner.Engine.Events;
using Runner.Engine.Scripting;
using Runner.PluginHost;
using Runner.Scripting.Isolation;
using Runner.Sdk.Networking;
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

    /// <summary>When set, scripts have a process of their own.</summary>
    public ScriptIsolation? Isolation { get; init; }

    /// <summary>What the run may reach; processes of their own read it from runner.yaml.</summary>
    public NetworkPolicy Network { get; set; } = NetworkPolicy.Default;

    /// <summary>The numbers of those processes.</summary>
    public List<int> Processes { get; } = [];

    public CancellationTokenSource Stop { get; } = new();

    /// <summary>What else runs are made with.</summary>
    public Func<RunRequest, RunRequest> With { get; set; } = static request => request;

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
    /// <param name="matrix">Whether the job is repeated, for one <c>port</c>, 80.</param>
    /// <param name="after">More keys of a step after it, such as <c>expect: ...</c>; empty for no such step.</param>
    public Task<Recording> RunAsync(string script, string step = "", string workflow = "", Dictionary<string, string>? secrets = null, bool matrix = false, string after = "") =>
        Write("check.csx", script).RunFileAsync("check.csx", step, workflow, secrets, matrix, after);

    public async Task<Recording> RunFileAsync(string file, string step = "", string workflow = "", Dictionary<string, string>? secrets = null, bool matrix = false, string after = "")
    {
        var compiled = Compile(PathOf("check.yaml"), $"{workflow}\njobs:\n  main:\n{(matrix ? "    for-each: [80]\n    as: port\n" : "")}    steps:\n      - id: script\n        uses: csharp\n        with: {{ file: '{PathOf(file)}', args: [one, two] }}\n{(step.Length == 0 ? "" : $"        {step}\n")}{(after.Length == 0 ? "" : $"      - uses: log\n        with: {{ message: after }}\n        {after}\n")}");
        return await RunAsync(compiled, secrets);
    }

    /// <summary>Runs a script as it was when a run began, in a workflow of its own, after something has happened to its files.</summary>
    public Task<Recording> RunKeptAsync(string workflow, Action change)
    {
        var path = PathOf("check.yaml");
        var kept = WorkflowSnapshot.Of(Compile(path, workflow));
        change();
        return RunAsync(Compile(path, kept[path], kept), null);
    }

    async Task<Recording> RunAsync(CheckedWorkflow compiled, Dictionary<string, string>? secrets)
    {
        var recorder = new Recorder(seen => Watch?.Invoke(seen));
        var result = await WorkflowRunner.RunAsync(With(new()
        {
            Workflow = compiled,
            Actions = plugins.Value,
            Inputs = WorkflowInputs.Resolve(compiled, new Dictionary<string, GivenInput>()),
            Secrets = secrets ?? [],
            Scripts = Isolation is null ? Runner : Isolated(),
            Isolation = Isolation,
            Network = Network,
            Variables = Environment.GetEnvironmentVariable,
            Observers = [recorder],
        }), Stop.Token);
        return new(recorder.Events, result);
    }

    /// <summary>What runs scripts in processes of their own: Runner's program, by env(1) with a cache of the test's.</summary>
    IsolatedScripts Isolated()
    {
        if (!File.Exists(PathOf("runner.yaml"))) Write("runner.yaml", $"plugins: ['{HttpPlugin}']\n");
        return new(new()
        {
            FileName = "/usr/bin/env",
            Arguments = [$"XDG_CACHE_HOME={CacheFolder}", $"DOTNET_ROOT={RunnerProcess.DotnetRoot}", RunnerProcess.Program, "script-host"],
            WorkingDirectory = Folder,
        })
        { Grace = Grace, Started = Processes.Add };
    }

    public void Dispose()
    {
        Stop.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    CheckedWorkflow Compile(string path, string yaml, IReadOnlyDictionary<string, string>? kept = null)
    {
        var diagnostics = new DiagnosticBag();
        var workflow = WorkflowCompiler.Compile(new SourceText(path, yaml) { FullPath = path }, plugins.Value, diagnostics, null, null, kept);
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
