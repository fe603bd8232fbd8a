using Runner.Store;
using Runner.Store.Tests;

namespace Runner.Service.Tests.Fixtures;

/// <summary>A project on one machine, and what its nodes share: its folder and a database.</summary>
sealed class ServedCluster : IDisposable
{
    readonly List<ServeProcess> nodes = [];

    ServedCluster(string store)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "workflows"));
        File.WriteAllText(Path.Combine(Folder, "runner.yaml"), "service: { drain: 5s }");
        Variables["RUNNER_STORE"] = store;
        Variables["RUNNER_STORE_KEY"] = Convert.ToBase64String(new byte[32]);
        Variables["EFFECTS"] = Effects;
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("runner-cluster-").FullName;

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Where steps leave a trace: it is in the environment of all nodes.</summary>
    public string Effects => Path.Combine(Folder, "effects");

    public static async Task<ServedCluster> OnAsync(PostgresCluster server) => new(await server.NewDatabaseAsync());

    /// <summary>On a SQLite file.</summary>
    public static ServedCluster OnFile() => new(Path.Combine(Directory.CreateTempSubdirectory("runner-cluster-store-").FullName, "runner.db"));

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, "workflows", file), text);

    public string[] EffectLines() => File.Exists(Effects) ? File.ReadAllLines(Effects) : [];

    public Task<RunStore> OpenAsync() => RunStore.OpenAsync(new() { Location = Variables["RUNNER_STORE"] }, ServedProject.Cancel);

    /// <summary>Starts a node, and does not wait for it.</summary>
    public ServeProcess Start(string name, params string[] more)
    {
        var node = ServeProcess.Start(Folder, ["serve", "--name", name, .. more], Variables);
        nodes.Add(node);
        return node;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = ServeProcess.Start(Folder, arguments, Variables);
        await process.EndsAsync();
        return (process.ExitCode, process.Output);
    }

    /// <summary>Queues a run of a workflow's schedule, and says its id.</summary>
    public async Task<string> TriggerAsync(string workflow)
    {
        var (code, output) = await RunAsync("schedule", "trigger", workflow);
        code.ShouldBe(0, output);
        return output.Trim();
    }

    public void Dispose()
    {
        foreach (var node in nodes) node.Dispose();
        Directory.Delete(Folder, recursive: true);
        var store = Variables["RUNNER_STORE"];
        if (File.Exists(store)) Directory.Delete(Path.GetDirectoryName(store)!, recursive: true);
    }
}
