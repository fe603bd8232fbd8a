using Runner.Engine.Events;
using Runner.Service.Tests.Fixtures;
using Runner.Store.Reading;
using Runner.Store.Tests;

namespace Runner.Service.Tests;

/// <summary>Several processes on one PostgreSQL.</summary>
public sealed class ClusterTests(PostgresCluster postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task Killed_nodes_runs_go_on_elsewhere_slots_run_once_and_a_drained_node_leaves()
    {
        using var cluster = await ServedCluster.OnAsync(postgres);
        cluster.Write("tick.yaml", "on: { schedule: { every: 1s, overlap: allow } }\nsteps: [{ uses: log, with: { message: tick } }]\n");
        cluster.Write("long.yaml", """
            on: { schedule: { cron: "0 0 29 2 *" } }
            steps:
              - { uses: exec, with: { command: [sh, -c, "echo a >> $EFFECTS"] } }
              - { uses: delay, with: { for: 4s } }
              - { uses: exec, with: { command: [sh, -c, "echo b >> $EFFECTS"] } }
            """);
        var nodes = ((string[])["one", "two", "three"]).Select(name => cluster.Start(name)).ToList();
        foreach (var node in nodes) await node.SaysAsync("ready");
        await using var store = await cluster.OpenAsync();
        (await store.Nodes.ListAsync(withGone: false, ServedProject.Cancel)).Select(node => (node.Name, node.State)).Order().ShouldBe([("one", "ready"), ("three", "ready"), ("two", "ready")]);

        var run = await cluster.TriggerAsync("long");
        await ServedProject.UntilAsync(() => Task.FromResult(File.Exists(cluster.Effects)), "the first step is done", 60);
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
        File.ReadAllLines(cluster.Effects).ShouldBe(["a", "b"]);
        (await store.Runs.GetAsync(run, ServedProject.Cancel))!.Node.ShouldNotBe(had);
        var living = nodes.Where(node => node != killed).ToList();
        await ServedProject.UntilAsync(() => Task.FromResult(living.Exists(node => node.Output.Contains("node-lost", StringComparison.Ordinal))), "the lost node is told", 30);
        string.Concat(living.Select(node => node.Output)).Split("node-lost").Length.ShouldBe(2, "one of them tells it, once");
        var listed = ServeProcess.Start(cluster.Folder, ["nodes", "--all"], cluster.Variables);
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

    [Fact]
    public async Task Run_with_labels_waits_with_its_reason_for_a_node_that_has_them()
    {
        using var cluster = await ServedCluster.OnAsync(postgres);
        cluster.Write("only.yaml", "on: { schedule: { cron: \"0 0 29 2 *\" } }\nruns-on: [paris]\nsteps: [{ uses: log, with: { message: here } }]\n");
        var other = cluster.Start("rome", "--label", "rome");
        await other.SaysAsync("ready");
        await using var store = await cluster.OpenAsync();
        var run = await cluster.TriggerAsync("only");
        await ServedProject.UntilAsync(async () => await store.Runs.GetAsync(run, ServedProject.Cancel) is { State: "queued", WaitsFor: not null }, "it says what it waits for", 30);
        using var shown = ServeProcess.Start(cluster.Folder, ["runs", "show", run], cluster.Variables);
        await shown.EndsAsync();
        shown.Output.ShouldContain("no node that serves has the label paris");

        var right = cluster.Start("paris-1", "--label", "Paris");
        await right.SaysAsync($"run={run} outcome=success");

        other.Output.ShouldNotContain(run);
    }
}
