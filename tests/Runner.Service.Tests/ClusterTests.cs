using Runner.Engine.Events;
using Runner.Service.Tests.Fixtures;
using Runner.Store;
using Runner.Store.Reading;
using Runner.Store.Tests;

namespace Runner.Service.Tests;

/// <summary>Several processes on one PostgreSQL.</summary>
public sealed class ClusterTests(PostgresCluster postgres, ITestOutputHelper output) : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("runner-cluster-").FullName;
    readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Killed_nodes_runs_go_on_elsewhere_slots_run_once_and_a_drained_node_leaves()
    {
        await PrepareAsync();
        Write("tick.yaml", "on: { schedule: { every: 1s, overlap: allow } }\nsteps: [{ uses: log, with: { message: tick } }]\n");
        Write("long.yaml", """
            on: { schedule: { cron: "0 0 29 2 *" } }
            steps:
              - { uses: exec, with: { command: [sh, -c, "echo a >> $EFFECTS"] } }
              - { uses: delay, with: { for: 4s } }
              - { uses: exec, with: { command: [sh, -c, "echo b >> $EFFECTS"] } }
            """);
        var nodes = new List<ServeProcess>();
        try
        {
            foreach (var name in (string[])["one", "two", "three"]) nodes.Add(ServeProcess.Start(folder, ["serve", "--name", name], variables));
            foreach (var node in nodes) await node.SaysAsync("ready");
            await using var store = await OpenAsync();
            (await store.Nodes.ListAsync(withGone: false, ServedProject.Cancel)).Select(node => (node.Name, node.State)).Order().ShouldBe([("one", "ready"), ("three", "ready"), ("two", "ready")]);

            var run = await TriggerAsync("long");
            await ServedProject.UntilAsync(() => Task.FromResult(File.Exists(Effects)), "the first step is done", 60);
            var had = (await store.Runs.GetAsync(run, ServedProject.Cancel))!.Node!;
            var killed = nodes.Single(node => node.Output.Contains($"node={had}", StringComparison.Ordinal));
            // The finished step is kept before the next one begins.
            await ServedProject.UntilAsync(async () => (await store.Runs.StepsAsync(run, ServedProject.Cancel)).Any(step => step.Uses == "delay"), "the second step has begun", 30);
            killed.Kill();
            var at = DateTimeOffset.UtcNow;
            await ServedProject.UntilAsync(async () => (await store.Runs.GetAsync(run, ServedProject.Cancel))!.State == "success", "the run ends", 60);

            var events = await store.Runs.EventsAsync(run, 0, ServedProject.Cancel).ToListAsync(ServedProject.Cancel);
            var resumed = events.OfType<RunResumed>().ShouldHaveSingleItem();
            output.WriteLine($"gone on with after {(resumed.Time - at).TotalSeconds:0.0} s");
            (resumed.Time - at).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            File.ReadAllLines(Effects).ShouldBe(["a", "b"]);
            (await store.Runs.GetAsync(run, ServedProject.Cancel))!.Node.ShouldNotBe(had);
            var living = nodes.Where(node => node != killed).ToList();
            await ServedProject.UntilAsync(() => Task.FromResult(living.Exists(node => node.Output.Contains("node-lost", StringComparison.Ordinal))), "the lost node is told", 30);
            string.Concat(living.Select(node => node.Output)).Split("node-lost").Length.ShouldBe(2, "one of them tells it, once");
            var listed = ServeProcess.Start(folder, ["nodes", "--all"], variables);
            await listed.EndsAsync();
            listed.Output.Split('\n').Count(line => line.Contains("\tready\t", StringComparison.Ordinal)).ShouldBe(2, listed.Output);
            listed.Output.Split('\n').Count(line => line.Contains("\tgone\t", StringComparison.Ordinal)).ShouldBe(1, listed.Output);

            living[0].Terminate();
            await living[0].EndsAsync();
            living[0].ExitCode.ShouldBe(0, living[0].Output);
            (await store.Nodes.ListAsync(withGone: false, ServedProject.Cancel)).ShouldHaveSingleItem();

            var ticks = (await store.Runs.ListAsync(new RunFilter(), null, 1000, ServedProject.Cancel)).Where(each => each.Workflow == "tick").ToList();
            ticks.Select(tick => tick.Slot).Distinct().Count().ShouldBe(ticks.Count, "a slot runs once");
            ticks.Count.ShouldBeGreaterThan(5);
        }
        finally
        {
            foreach (var node in nodes) node.Dispose();
        }
    }

    [Fact]
    public async Task Run_with_labels_waits_with_its_reason_for_a_node_that_has_them()
    {
        await PrepareAsync();
        Write("only.yaml", "on: { schedule: { cron: \"0 0 29 2 *\" } }\nruns-on: [paris]\nsteps: [{ uses: log, with: { message: here } }]\n");
        using var other = ServeProcess.Start(folder, ["serve", "--name", "rome", "--label", "rome"], variables);
        await other.SaysAsync("ready");
        await using var store = await OpenAsync();
        var run = await TriggerAsync("only");
        await ServedProject.UntilAsync(async () => await store.Runs.GetAsync(run, ServedProject.Cancel) is { State: "queued", WaitsFor: not null }, "it says what it waits for", 30);
        using var shown = ServeProcess.Start(folder, ["runs", "show", run], variables);
        await shown.EndsAsync();
        shown.Output.ShouldContain("no node that serves has the label paris");

        using var right = ServeProcess.Start(folder, ["serve", "--name", "paris-1", "--label", "Paris"], variables);
        await right.SaysAsync($"run={run} outcome=success");

        other.Output.ShouldNotContain(run);
    }

    string Effects => Path.Combine(folder, "effects");

    async Task PrepareAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder, "workflows"));
        File.WriteAllText(Path.Combine(folder, "runner.yaml"), "service: { drain: 5s }");
        variables["RUNNER_STORE"] = await postgres.NewDatabaseAsync();
        variables["RUNNER_STORE_KEY"] = Convert.ToBase64String(new byte[32]);
        variables["EFFECTS"] = Effects;
    }

    void Write(string file, string text) => File.WriteAllText(Path.Combine(folder, "workflows", file), text);

    Task<RunStore> OpenAsync() => RunStore.OpenAsync(new() { Location = variables["RUNNER_STORE"] }, ServedProject.Cancel);

    async Task<string> TriggerAsync(string workflow)
    {
        using var trigger = ServeProcess.Start(folder, ["schedule", "trigger", workflow], variables);
        await trigger.EndsAsync();
        trigger.ExitCode.ShouldBe(0, trigger.Output);
        return trigger.Output.Trim();
    }
}
