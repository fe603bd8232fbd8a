using Runner.Engine.Events;
using Runner.Service.Tests.Fixtures;
using Runner.Store;
using Runner.Store.Reading;
using Runner.Store.Tests;

namespace Runner.Service.Tests.Distribution;

/// <summary>Loops that several processes share, and processes that are killed while they do.</summary>
public sealed class SharedLoopTests(PostgresCluster postgres, ITestOutputHelper output) : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("runner-shared-").FullName;
    readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);
    readonly List<ServeProcess> nodes = [];

    public void Dispose()
    {
        foreach (var node in nodes) node.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    [Trait("guarantee", "16,17,18")]
    public async Task Killed_nodes_lose_no_item_and_repeat_none_also_where_the_run_itself_was()
    {
        Prepare(await postgres.NewDatabaseAsync());
        // Two steps of each item leave a trace that must not be left twice.
        Write("""
            jobs:
              first:
                steps: [{ id: me, uses: set, with: { id: "${{ uuid() }}" } }]
                outputs: { id: "${{ steps.me.result.id }}" }
              many:
                needs: first
                for-each: ${{ range(18) }}
                max-parallel: 3
                fail-fast: false
                distribute: true
                batch-size: 2
                steps:
                  - { uses: exec, with: { command: [sh, -c, "echo $0 $1 a >> $EFFECTS", "${{ needs.first.outputs.id }}", "${{ item }}"] } }
                  - { uses: delay, with: { for: 700ms } }
                  - { uses: exec, with: { command: [sh, -c, "echo $0 $1 b >> $EFFECTS", "${{ needs.first.outputs.id }}", "${{ item }}"] } }
                outputs: { own: "${{ item }}" }
              after:
                needs: many
                if: always()
                steps: [{ id: sum, uses: set, with: { sum: "${{ sum(needs.many.outputs.own) }}", ok: "${{ needs.many.items.succeeded }}" } }]
                outputs: { sum: "${{ steps.sum.result.sum }}", ok: "${{ steps.sum.result.ok }}" }
            outputs: { sum: "${{ jobs.after.outputs.sum }}", ok: "${{ jobs.after.outputs.ok }}" }
            """);
        foreach (var name in (string[])["one", "two", "three"]) await StartAsync(name);
        await using var store = await OpenAsync();
        var run = await TriggerAsync();

        // All three have a batch: then one that has only a batch dies, and later the one that has the run.
        await ServedProject.UntilAsync(async () => (await BatchesAsync(store, run)).Where(batch => batch.State == "running").Select(batch => batch.Node).Distinct().Count() == 3, "all nodes have a batch", 60);
        var home = (await store.Runs.GetAsync(run, ServedProject.Cancel))!.Node!;
        var other = (await BatchesAsync(store, run)).First(batch => batch.State == "running" && batch.Node != home).Node!;
        NodeOf(other).Kill();
        await ServedProject.UntilAsync(async () => (await BatchesAsync(store, run)).Count(batch => batch.IsOver) >= 3, "some batches have ended", 60);
        NodeOf(home).Kill();
        await ServedProject.UntilAsync(async () => (await store.Runs.GetAsync(run, ServedProject.Cancel))!.IsOver, "the run ends", 120);

        var ended = (await store.Runs.GetAsync(run, ServedProject.Cancel))!;
        var events = await store.Runs.EventsAsync(run, 0, ServedProject.Cancel).ToListAsync(ServedProject.Cancel);
        var batches = await BatchesAsync(store, run);
        output.WriteLine($"{ended.State}, {events.OfType<RunResumed>().Count()} times gone on with, batches by {string.Join(", ", batches.GroupBy(batch => batch.Node).Select(node => $"{node.Key}: {node.Count()}"))}");
        events.OfType<RunResumed>().ShouldNotBeEmpty();
        batches.Count.ShouldBe(9);
        batches.ShouldAllBe(batch => batch.IsOver);
        var many = events.OfType<JobFinished>().Single(job => job.Job == "many");
        (many.Items!.Total, many.Items.Succeeded + many.Items.Failed).ShouldBe((18, 18));
        events.OfType<BatchFinished>().Select(batch => batch.Batch).Order().ShouldBe(Enumerable.Range(1, 9), "each end is said once");
        events.Select(happened => happened.Sequence).ShouldBe(Enumerable.Range(1, events.Count).Select(number => (long)number));

        // What each item did, by what its own events say.
        var done = File.ReadAllLines(variables["EFFECTS"]).GroupBy(line => line, StringComparer.Ordinal).ToDictionary(line => line.Key, line => line.Count(), StringComparer.Ordinal);
        done.Values.ShouldAllBe(times => times == 1);
        done.Keys.Select(line => line.Split(' ')[0]).Distinct().ShouldHaveSingleItem("all batches saw what the first job had given");
        var succeeded = 0;
        foreach (var batch in batches)
        {
            foreach (var item in (await store.Runs.EventsAsync(batch.Id, 0, ServedProject.Cancel).ToListAsync(ServedProject.Cancel)).OfType<JobFinished>().Where(job => job.Items is null))
            {
                var index = item.Job[5..^1];
                var traces = done.Keys.Where(line => line.Split(' ')[1] == index).Select(line => line.Split(' ')[2]).Order().ToList();
                if (item.Outcome != Outcome.Success) continue;
                succeeded++;
                traces.ShouldBe(["a", "b"], $"item {index}");
            }
        }

        many.Items.Succeeded.ShouldBe(succeeded);
        // Only what was cut short while it left its trace may have failed.
        (many.Items.Failed == 0 ? ended.State == "success" : ended.ErrorKind == "interrupted").ShouldBeTrue($"{ended.State} {ended.Error}");
        var end = events.OfType<RunFinished>().Single();
        if (many.Items.Failed == 0) (Text(end.Outputs), end.Succeeded, end.Failed).ShouldBe(("{\"sum\":153,\"ok\":18}", 18 * 3 + 2, 0));
    }

    [Fact]
    [Trait("guarantee", "16")]
    public async Task Killed_process_goes_on_with_the_batches_of_its_loop()
    {
        Prepare(store: null);
        Write("""
            jobs:
              many:
                for-each: ${{ range(8) }}
                max-parallel: 1
                distribute: true
                batch-size: 2
                steps:
                  - { uses: exec, with: { command: [sh, -c, "echo $0 >> $EFFECTS", "${{ item }}"] } }
                  - { uses: delay, with: { for: 400ms } }
            """);
        var first = await StartAsync("one");
        await using var store = await OpenAsync();
        var run = await TriggerAsync();
        await ServedProject.UntilAsync(async () => (await BatchesAsync(store, run)) is var all && all.Any(batch => batch.State == "success") && await DelaysAsync(store, all), "the second batch is under way", 60);

        first.Kill();
        await StartAsync("two");
        await ServedProject.UntilAsync(async () => (await store.Runs.GetAsync(run, ServedProject.Cancel))!.IsOver, "the run ends", 90);

        (await store.Runs.GetAsync(run, ServedProject.Cancel))!.State.ShouldBe("success", nodes[1].Output);
        File.ReadAllLines(variables["EFFECTS"]).Order().ShouldBe(Enumerable.Range(0, 8).Select(item => item.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        (await BatchesAsync(store, run)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Commands_show_the_batches_of_a_run_with_their_nodes_and_cancel_them_with_it()
    {
        Prepare(await postgres.NewDatabaseAsync());
        Write("jobs: { many: { for-each: [a, b, c], distribute: true, batch-size: 1, steps: [{ uses: exec, with: { command: [sleep, \"300\"] } }] } }");
        await StartAsync("one");
        await StartAsync("two");
        await using var store = await OpenAsync();
        var run = await TriggerAsync();
        await ServedProject.UntilAsync(async () => (await BatchesAsync(store, run)).Count(batch => batch.State == "running") == 2, "each node has a batch", 60);

        var shown = await RunAsync("runs", "show", run);
        shown.ShouldMatch("batch 1 of 3, item 1  (one|two)/");
        shown.ShouldContain("batch 3 of 3, item 3");
        (await RunAsync("runs", "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
        (await RunAsync("runs", "list", "--batches")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
        var batch = (await BatchesAsync(store, run))[0].Id;
        (await RunAsync("runs", "show", batch)).ShouldContain($"batch of:  {run} many, 1 of 3: item 1");
        (await RunAsync("runs", "retry", batch)).ShouldContain("is a batch of another one");
        (await RunAsync("runs", "logs", run)).ShouldMatch("batch 1 of 3 runs on (one|two): 1 item from 1, run [0-9a-f]{8}");

        await RunAsync("runs", "cancel", run);

        await ServedProject.UntilAsync(async () => (await store.Runs.GetAsync(run, ServedProject.Cancel))!.State == "cancelled", "the run ends", 60);
        (await BatchesAsync(store, run)).ShouldAllBe(each => each.State == "cancelled");
    }

    [Fact]
    public async Task Batches_need_the_labels_of_their_run()
    {
        Prepare(await postgres.NewDatabaseAsync());
        Write("runs-on: [paris]\njobs: { many: { for-each: \"${{ range(6) }}\", distribute: true, batch-size: 1, steps: [{ uses: log, with: { message: hi } }] } }");
        await StartAsync("rome");
        await StartAsync("paris-1", "--label", "paris");
        await using var store = await OpenAsync();

        var run = await TriggerAsync();
        await ServedProject.UntilAsync(async () => (await store.Runs.GetAsync(run, ServedProject.Cancel))!.State == "success", "the run ends", 60);

        (await BatchesAsync(store, run)).ShouldAllBe(batch => batch.Node!.StartsWith("paris-1/"));
    }

    [Fact]
    public async Task Loop_of_a_store_without_a_key_fails_and_says_what_is_missing()
    {
        Prepare(await postgres.NewDatabaseAsync());
        variables["RUNNER_STORE_KEY"] = "";
        Write("jobs: { many: { for-each: [a, b], distribute: true, steps: [{ uses: log, with: { message: hi } }] } }");
        await StartAsync("one");
        await using var store = await OpenAsync();

        var run = await TriggerAsync();
        await ServedProject.UntilAsync(async () => (await store.Runs.GetAsync(run, ServedProject.Cancel))!.IsOver, "the run ends", 60);

        var ended = (await store.Runs.GetAsync(run, ServedProject.Cancel))!;
        (ended.State, ended.ErrorKind).ShouldBe(("failure", "store"));
        ended.Error.ShouldBe("nodes get the items of a distributed loop sealed, and the run store has no key to keep them under");
    }

    void Prepare(string? store)
    {
        Directory.CreateDirectory(Path.Combine(folder, "workflows"));
        File.WriteAllText(Path.Combine(folder, "runner.yaml"), "service: { drain: 5s }");
        variables["RUNNER_STORE"] = store ?? Path.Combine(folder, "runner.db");
        variables["RUNNER_STORE_KEY"] = Convert.ToBase64String(new byte[32]);
        variables["EFFECTS"] = Path.Combine(folder, "effects");
    }

    void Write(string text) => File.WriteAllText(Path.Combine(folder, "workflows", "shared.yaml"), "on: { schedule: { cron: \"0 0 29 2 *\" } }\n" + text);

    async Task<ServeProcess> StartAsync(string name, params string[] more)
    {
        var node = ServeProcess.Start(folder, ["serve", "--name", name, .. more], variables);
        nodes.Add(node);
        await node.SaysAsync("ready");
        return node;
    }

    ServeProcess NodeOf(string id) => nodes.Single(node => node.Output.Contains($"node={id}", StringComparison.Ordinal));

    Task<RunStore> OpenAsync() => RunStore.OpenAsync(new() { Location = variables["RUNNER_STORE"] }, ServedProject.Cancel);

    async Task<string> TriggerAsync() => (await RunAsync("schedule", "trigger", "shared")).Trim();

    async Task<string> RunAsync(params string[] arguments)
    {
        using var process = ServeProcess.Start(folder, arguments, variables);
        await process.EndsAsync();
        return process.Output;
    }

    static async Task<List<RunSummary>> BatchesAsync(RunStore store, string run) => [.. (await store.Runs.ListAsync(new() { Parent = run }, null, 1000, ServedProject.Cancel)).Reverse()];

    /// <summary>Whether a batch is in its step that may be run again.</summary>
    static async Task<bool> DelaysAsync(RunStore store, List<RunSummary> batches)
    {
        foreach (var batch in batches.Where(batch => batch.State == "running"))
            if ((await store.Runs.StepsAsync(batch.Id, ServedProject.Cancel)).Any(step => step is { Uses: "delay", State: "running" })) return true;
        return false;
    }

    static string Text(Workflows.Values.Value value) => Workflows.Values.ValueJson.Write(value, indented: false);
}
