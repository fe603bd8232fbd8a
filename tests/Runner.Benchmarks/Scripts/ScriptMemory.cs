using System.Diagnostics;
using Runner.Engine;
using Runner.PluginHost;
using Runner.Scripting;
using Runner.Workflows;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Benchmarks.Scripts;

/// <summary>
/// Many runs of scripts in one process, as a service makes them, and what memory does meanwhile. The scripts have types of their own, in
/// results, errors and JSON, which is what would keep their code.
/// </summary>
static class ScriptMemory
{
    const int Scripts = 5;
    const int Readings = 10;

    public static async Task<int> RunAsync(string[] args)
    {
        var runs = args.Length > 0 ? int.Parse(args[0], null) : 5000;
        var folder = Directory.CreateTempSubdirectory("runner-bench-").FullName;
        try
        {
            var plugins = PluginCatalogue.Open(new() { Folders = [ShippedPlugins.Folder] });
            var scripts = new ScriptRunner(plugins, static path => throw new NotSupportedException(path), Path.Combine(folder, "cache"));
            var workflows = Enumerable.Range(0, Scripts).Select(i => Path.Combine(folder, $"check{i}.csx")).Select((path, i) =>
            {
                File.WriteAllText(path, $$"""
                    record Reading(int Number, string Text);
                    class OutOfRange(string text) : Exception(text);
                    var readings = JsonSerializer.Deserialize<List<Reading>>(JsonSerializer.Serialize(Enumerable.Range(0, 100).Select(n => new Reading(n, $"reading {n} of {{i}}"))))!;
                    try { await Step("too far", () => throw new OutOfRange("on purpose")); } catch (OutOfRange) { }
                    Output("first", readings[0]);
                    await Step("sum", () => Task.FromResult(readings));
                    readings
                    """);
                var diagnostics = new DiagnosticBag();
                return WorkflowCompiler.Compile(new SourceText(path, $"steps: [{{ uses: csharp, with: {{ file: '{path}' }} }}]") { FullPath = path }, plugins, diagnostics, null, null)!;
            }).ToArray();

            Console.WriteLine("    runs   managed MB   whole process MB   ms a run");
            var since = Stopwatch.StartNew();
            for (var i = 0; i <= runs; i++)
            {
                if (i == Scripts || (i > 0 && i % (runs / Readings) == 0)) Show(i, since);
                var result = await WorkflowRunner.RunAsync(new() { Workflow = workflows[i % Scripts], Actions = plugins, Scripts = scripts }, CancellationToken.None);
                if (result.Finished.ExitCode == 0) continue;
                Console.Error.WriteLine($"run {i} failed: {result.Finished.Error?.Message}");
                return 1;
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Show(int runs, Stopwatch since)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"{runs,8} {GC.GetTotalMemory(forceFullCollection: false) / 1e6,12:0.0} {process.WorkingSet64 / 1e6,18:0.0} {since.Elapsed.TotalMilliseconds / runs,10:0.00}");
    }
}
