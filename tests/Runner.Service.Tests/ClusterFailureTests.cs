using Npgsql;
using Runner.Engine.Events;
using Runner.Service.Tests.Fixtures;
using Runner.Store.Reading;
using Runner.Store.Tests;

namespace Runner.Service.Tests;

/// <summary>What happens to runs of several processes when something between them breaks.</summary>
public sealed class ClusterFailureTests(PostgresCluster postgres)
{
    const string Never = "on: { schedule: { cron: \"0 0 29 2 *\" } }\n";

    [Fact]
    [Trait("guarantee", "1,13,25")]
    public async Task Run_goes_on_as_if_nothing_had_been_when_the_database_is_back_before_its_lease_ends()
    {
        await using var server = new PostgresCluster();
        using var cluster = await ServedCluster.OnAsync(server);
        cluster.Write("steps.yaml", Never + Steps(before: "sleep 4", after: ""));
        var node = cluster.Start("one");
        await node.SaysAsync("ready");
        var run = await cluster.TriggerAsync("steps");
        await ServedProject.UntilAsync(() => Task.FromResult(cluster.EffectLines() is ["a"]), "the first step is done", 60);

        await server.StopAsync();
        await Task.Delay(500, ServedProject.Cancel);
        await server.StartAsync();

        await node.SaysAsync($"run={run} outcome=success");
        cluster.EffectLines().ShouldBe(["a", "b", "c"]);
        node.Output.ShouldNotContain("run-suspended");
        await HasWholeHistoryAsync(cluster, run);
    }

    [Fact]
    [Trait("guarantee", "1,8,13,25")]
    public async Task Run_is_suspended_and_gone_on_with_when_the_database_is_away_for_longer_than_its_lease()
    {
        await using var server = new PostgresCluster();
        using var cluster = await ServedCluster.OnAsync(server);
        cluster.Write("steps.yaml", Never + Steps(before: "", after: "sleep 1", wait: "60s"));
        var node = cluster.Start("one");
        await node.SaysAsync("ready");
        var run = await cluster.TriggerAsync("steps");
        await using (var store = await cluster.OpenAsync())
            await ServedProject.UntilAsync(async () => (await store.Runs.StepsAsync(run, ServedProject.Cancel)).Any(step => step.Uses == "delay"), "the wait has begun", 60);

        await server.StopAsync();
        await node.SaysAsync("run-suspended");
        cluster.EffectLines().ShouldBe(["a", "b"]);
        await server.StartAsync();

        await node.SaysAsync("run-resumed");
        await using var again = await cluster.OpenAsync();
        (await cluster.RunAsync("runs", "cancel", run)).ExitCode.ShouldBe(0);
        await node.SaysAsync($"run={run} outcome=cancelled");
        cluster.EffectLines().ShouldBe(["a", "b"]);
        await HasWholeHistoryAsync(cluster, run);
    }

    [Fact]
    [Trait("guarantee", "1,2,13")]
    public async Task Node_that_stood_still_beyond_its_lease_fences_itself_and_repeats_nothing()
    {
        using var cluster = await ServedCluster.OnAsync(postgres);
        cluster.Write("steps.yaml", Never + Steps(before: "", after: "", wait: "3s"));
        ServeProcess[] nodes = [cluster.Start("one"), cluster.Start("two")];
        foreach (var node in nodes) await node.SaysAsync("ready");
        await using var store = await cluster.OpenAsync();
        var run = await cluster.TriggerAsync("steps");
        await ServedProject.UntilAsync(async () => (await store.Runs.StepsAsync(run, ServedProject.Cancel)).Any(step => step.Uses == "delay"), "the wait has begun", 60);
        var had = (await store.Runs.GetAsync(run, ServedProject.Cancel))!.Node!;
        var stopped = nodes.Single(node => node.Output.Contains($"node={had}", StringComparison.Ordinal));
        var other = nodes.Single(node => node != stopped);

        stopped.Pause();
        await other.SaysAsync($"run={run} outcome=success");
        stopped.GoOn();

        await stopped.SaysAsync("run-suspended");
        // Time for whatever it would do wrongly.
        await Task.Delay(4000, ServedProject.Cancel);
        cluster.EffectLines().ShouldBe(["a", "b", "c"]);
        stopped.Output.ShouldNotContain("run-ended");
        await HasWholeHistoryAsync(cluster, run);
        var next = await cluster.TriggerAsync("steps");
        await ServedProject.UntilAsync(async () => (await store.Runs.GetAsync(next, ServedProject.Cancel))!.State == "success", "runs go on", 60);
    }

    [Theory, InlineData(false), InlineData(true)]
    [Trait("guarantee", "15")]
    public async Task Nodes_that_start_at_the_same_instant_on_a_new_store_run_each_slot_once(bool onFile)
    {
        using var cluster = onFile ? ServedCluster.OnFile() : await ServedCluster.OnAsync(postgres);
        cluster.Write("tick.yaml", "on: { schedule: { every: 1s, overlap: allow } }\nsteps: [{ uses: log, with: { message: tick } }]\n");

        var nodes = ((string[])["one", "two", "three"]).Select(name => cluster.Start(name)).ToList();
        foreach (var node in nodes) await node.SaysAsync("ready");
        await using var store = await cluster.OpenAsync();
        await ServedProject.UntilAsync(async () => (await store.Runs.ListAsync(new() { States = ["success"] }, null, 100, ServedProject.Cancel)).Count >= 5, "runs", 60);

        var runs = await store.Runs.ListAsync(new RunFilter(), null, 1000, ServedProject.Cancel);
        runs.Select(run => run.Slot).Distinct().Count().ShouldBe(runs.Count);
        foreach (var node in nodes) node.Output.ShouldNotContain(" error ");
    }

    [Fact]
    [Trait("guarantee", "1,14")]
    public async Task Run_of_a_node_that_is_upgraded_is_handed_back_and_goes_on_elsewhere_at_once()
    {
        using var cluster = await ServedCluster.OnAsync(postgres);
        File.WriteAllText(Path.Combine(cluster.Folder, "runner.yaml"), "service: { drain: 1s }");
        cluster.Write("steps.yaml", Never + Steps(before: "", after: "", wait: "15s"));
        ServeProcess[] nodes = [cluster.Start("one"), cluster.Start("two")];
        foreach (var node in nodes) await node.SaysAsync("ready");
        await using var store = await cluster.OpenAsync();
        var run = await cluster.TriggerAsync("steps");
        await ServedProject.UntilAsync(async () => (await store.Runs.StepsAsync(run, ServedProject.Cancel)).Any(step => step.Uses == "delay"), "the wait has begun", 60);
        var had = (await store.Runs.GetAsync(run, ServedProject.Cancel))!.Node!;
        var old = nodes.Single(node => node.Output.Contains($"node={had}", StringComparison.Ordinal));
        var @new = nodes.Single(node => node != old);

        old.Terminate();
        await old.EndsAsync();

        old.ExitCode.ShouldBe(0, old.Output);
        old.Output.ShouldContain("handed-back      runs=1");
        await @new.SaysAsync($"run={run} outcome=success");
        cluster.EffectLines().ShouldBe(["a", "b", "c"]);
        var events = await store.Runs.EventsAsync(run, 0, ServedProject.Cancel).ToListAsync(ServedProject.Cancel);
        var at = events.FindIndex(each => each is RunResumed);
        (events[at].Time - events[at - 1].Time).ShouldBeLessThan(TimeSpan.FromSeconds(9), "nobody waited for a lease");
    }

    [Fact]
    public async Task Older_program_takes_nothing_once_a_later_one_has_changed_the_store_and_a_new_start_is_refused()
    {
        using var cluster = await ServedCluster.OnAsync(postgres);
        cluster.Write("steps.yaml", Never + Steps(before: "", after: ""));
        var port = ServeProcess.FreePort();
        var old = cluster.Start("old", "--listen", $"{port}");
        await old.SaysAsync("ready");

        await using (var connection = new NpgsqlConnection(ConnectionOf(cluster.Variables["RUNNER_STORE"])))
        {
            await connection.OpenAsync(ServedProject.Cancel);
            await using var command = new NpgsqlCommand("INSERT INTO runner_schema (version) VALUES (4711)", connection);
            await command.ExecuteNonQueryAsync(ServedProject.Cancel);
        }

        await old.SaysAsync("not-taking");
        using var client = new HttpClient();
        (await (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/readyz"), ServedProject.Cancel)).Content.ReadAsStringAsync(ServedProject.Cancel)).ShouldContain("a later version of Runner has changed the run store");
        foreach (var command in (string[][])[["serve"], ["runs", "list"], ["schedule", "trigger", "steps"], ["nodes"]])
        {
            var (code, said) = await cluster.RunAsync(command);
            (code, said.Contains("was written by a later version of Runner: its schema is 4711", StringComparison.Ordinal)).ShouldBe((2, true), said);
        }
    }

    [Fact]
    public async Task Processes_that_are_killed_while_they_make_the_store_leave_one_that_the_next_can_use()
    {
        using var cluster = ServedCluster.OnFile();
        cluster.Write("tick.yaml", "on: { schedule: { every: 1s, overlap: allow } }\nsteps: [{ uses: log, with: { message: tick } }]\n");
        for (var i = 0; i < 8; i++)
        {
            var killed = cluster.Start("killed");
            await Task.Delay(150 + i * 100, ServedProject.Cancel);
            killed.Kill();
            await killed.EndsAsync();
        }

        var node = cluster.Start("one");

        await node.SaysAsync("outcome=success");
    }

    static string Steps(string before, string after, string wait = "1s") => $$"""
        steps:
          - { uses: exec, with: { command: [sh, -c, "echo a >> $EFFECTS; {{before}}"] } }
          - { uses: exec, with: { command: [sh, -c, "echo b >> $EFFECTS"] } }
          - { uses: delay, with: { for: {{wait}} } }
          - { uses: exec, with: { command: [sh, -c, "echo c >> $EFFECTS; {{after}}"] } }
        """;

    static string ConnectionOf(string url)
    {
        var uri = new Uri(url);
        return $"Host={uri.Host};Port={uri.Port};Username={uri.UserInfo};Database={uri.AbsolutePath[1..]};Pooling=false";
    }

    static async Task HasWholeHistoryAsync(ServedCluster cluster, string run)
    {
        await using var store = await cluster.OpenAsync();
        var events = await store.Runs.EventsAsync(run, 0, ServedProject.Cancel).ToListAsync(ServedProject.Cancel);
        events.Select(each => each.Sequence).ShouldBe(Enumerable.Range(1, events.Count).Select(number => (long)number));
        events.OfType<StepFinished>().GroupBy(each => each.Step.Path).ShouldAllBe(step => step.Count() == 1);
        events.OfType<RunFinished>().Count().ShouldBe(1);
    }
}
