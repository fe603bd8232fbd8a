using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Runner.Engine.Events;
using Runner.Scripting.Tests.Fixtures;

namespace Runner.Scripting.Tests;

/// <summary>A process that runs scripts for months holds on to none of their code.</summary>
public sealed class MemoryTests
{
    const int Runs = 300;

    const string UsesItsOwnTypes = """
        record Point(int X, int Y);
        class Mine(string text) : Exception(text);
        struct Pair { public Point First; public int Second { get; set; } }
        Output("name", typeof(Point).Assembly.GetName().Name);
        Output("list", new List<object> { new Point(1, 2), (3, new Point(4, 5)), new[] { new Pair() } });
        Output("map", new Dictionary<string, object?> { ["a"] = new Point(7, 8) });
        Output("task", Task.FromResult(new Point(1, 1)));
        Output("function", (Func<Point>)(() => new Point(2, 2)));
        Output("exception", new Mine("kept?"));
        Output("type", typeof(Point));
        Log(new { anonymous = new Point(9, 9) });
        var point = await Step("own", async () => { await Task.Yield(); return new Point(3, 3); });
        await ForEach(new[] { point, new Point(1, 1) }, 2, async each => { await Task.Yield(); Expect(() => each.X > 0); });
        try { await Step("fails", () => throw new Mine("inside")); } catch (Mine) { }
        if (Inputs.Get<bool>("fails")) throw new Mine("outside");
        new[] { point }
        """;

    [Fact]
    public async Task Code_of_runs_is_collected_though_all_that_they_said_is_kept()
    {
        using var bench = new ScriptBench { MostLoaded = 0 };
        bench.Write("check.csx", UsesItsOwnTypes);
        var kept = new List<Recording>();
        var name = await RunAllAsync(bench, kept);
        kept.Count(run => run.Script.Outcome == Outcome.Failure).ShouldBe(Runs / 3);
        bench.Runner.Compilations.ShouldBe(1);
        // A few may be on a stack, or in what was compiled last.
        (await LoadedAsync(name, atMost: 5)).ShouldBeLessThanOrEqualTo(5);
        GC.KeepAlive(kept);
    }

    [Fact]
    public async Task One_copy_of_the_code_serves_all_runs_whatever_libraries_remember_of_its_types()
    {
        using var bench = new ScriptBench();
        bench.Write("check.csx", "Output(\"json\", JsonSerializer.Serialize(JsonSerializer.Deserialize<Point>(\"{\\\"X\\\":1}\")));\n" + UsesItsOwnTypes);
        var name = await RunAllAsync(bench, []);
        (await LoadedAsync(name, atMost: 1)).ShouldBe(1);
    }

    [Fact]
    public async Task Statics_of_a_script_are_its_processes_and_variables_its_runs()
    {
        using var bench = new ScriptBench();
        const string Script = "class Kept { public static int Count; }\nvar mine = 0;\nmine++;\nKept.Count++;\n$\"{mine} {Kept.Count}\"";
        (await bench.RunAsync(Script)).Value.ShouldBe("\"1 1\"");
        (await bench.RunAsync(Script)).Value.ShouldBe("\"1 2\"");
    }

    [Fact]
    public async Task Scripts_beyond_those_that_stay_loaded_go()
    {
        using var bench = new ScriptBench { MostLoaded = 2 };
        var names = new List<string>();
        for (var i = 0; i < 6; i++) names.Add((await bench.RunAsync($"class Here{i};\ntypeof(Here{i}).Assembly.GetName().Name")).Value.Trim('"'));
        var alive = 0;
        foreach (var name in names) alive += await LoadedAsync(name, atMost: 0, tries: 10);
        alive.ShouldBeLessThanOrEqualTo(3);
        // The one that ran last is one of those that stayed.
        (await LoadedAsync(names[^1], atMost: 1)).ShouldBe(1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static async Task<string> RunAllAsync(ScriptBench bench, List<Recording> kept)
    {
        var name = "";
        for (var i = 0; i < Runs; i++)
        {
            var run = await bench.RunFileAsync("check.csx", workflow: $"inputs: {{ fails: {{ type: boolean, default: {(i % 3 == 2 ? "true" : "false")} }} }}");
            kept.Add(run);
            if (i == 0) name = run.Output("name").Trim('"');
        }

        return name;
    }

    /// <summary>How many copies there are of the code of an assembly's name, once what can go has gone.</summary>
    static async Task<int> LoadedAsync(string name, int atMost, int tries = 50)
    {
        name.ShouldStartWith("script-");
        var count = int.MaxValue;
        for (var i = 0; i < tries; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            count = Count(name);
            if (count <= atMost) break;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Count(string name) => AssemblyLoadContext.All.Count(context => context.Name == "script" && context.Assemblies.Any(assembly => assembly.GetName().Name == name));
}
