using Runner.Engine.Events;
using Runner.Service.Tests.Fixtures;
using Runner.Store.Queue;
using Runner.Store.Reading;
using Runner.Store.Retention;

namespace Runner.Service.Tests.Distribution;

/// <summary>Loops with <c>distribute</c> on one node with SQLite: all that does not need a second process.</summary>
public sealed class OneNodeTests : IAsyncDisposable
{
    readonly ServedProject project = new();

    static CancellationToken Cancel => ServedProject.Cancel;

    string Effects => Path.Combine(project.Folder, "effects");

    public ValueTask DisposeAsync() => project.DisposeAsync();

    [Fact]
    public async Task Batches_give_what_a_loop_of_one_process_gives()
    {
        const string Loop = """
            inputs: { base: { type: number, default: 10 } }
            env: { TAG: "${{ uuid() }}" }
            jobs:
              before:
                steps: [{ id: made, uses: set, with: { word: hello, tag: "${{ env.TAG }}" } }]
                outputs: { word: "${{ steps.made.result.word }}", tag: "${{ steps.made.result.tag }}" }
              many:
                needs: before
                for-each: [1, 2, 3, 4, 5]
                as: n
                fail-fast: false
                DISTRIBUTE
                steps:
                  - { id: one, uses: set, with: { text: "${{ needs.before.outputs.word }} ${{ inputs.base }} ${{ n }} ${{ loop.index }}/${{ loop.count }}", same: "${{ env.TAG == needs.before.outputs.tag }}" }, expect: "n != 4" }
                outputs: { text: "${{ steps.one.result.text }}", same: "${{ steps.one.result.same }}" }
              after:
                needs: many
                if: always()
                steps:
                  - { id: seen, uses: set, with: { outputs: "${{ toJSON(needs.many.outputs) }}", items: "${{ toJSON(needs.many.items) }}", outcome: "${{ needs.many.outcome }}" } }
                outputs: { outputs: "${{ steps.seen.result.outputs }}", items: "${{ steps.seen.result.items }}", outcome: "${{ steps.seen.result.outcome }}" }
            outputs: { outputs: "${{ jobs.after.outputs.outputs }}", items: "${{ jobs.after.outputs.items }}", outcome: "${{ jobs.after.outputs.outcome }}" }
            """;
        project.Write("local.yaml", Loop.Replace("    DISTRIBUTE\n", "", StringComparison.Ordinal));
        project.Write("shared.yaml", Loop.Replace("DISTRIBUTE", "distribute: true\n    batch-size: 2", StringComparison.Ordinal));
        var served = await project.StartAsync();

        var local = await EndAsync(served, await QueueAsync(served, "local"));
        var shared = await EndAsync(served, await QueueAsync(served, "shared"));

        shared.State.ShouldBe("failure", served.Log);
        shared.State.ShouldBe(local.State);
        var here = (await EventsAsync(served, local.Id)).OfType<RunFinished>().Single();
        var there = (await EventsAsync(served, shared.Id)).OfType<RunFinished>().Single();
        Text(there.Outputs).ShouldBe(Text(here.Outputs));
        Text(there.Outputs).ShouldContain("hello 10 5 4/5");
        (there.Succeeded, there.Failed, there.Skipped, there.ExitCode).ShouldBe((here.Succeeded, here.Failed, here.Skipped, here.ExitCode));
        shared.ErrorKind.ShouldBe("expectation");
        var batches = await BatchesAsync(served, shared.Id);
        batches.Select(batch => (batch.Batch!.Number, batch.Batch.First, batch.Batch.Count, batch.State)).ShouldBe([(1, 0, 2, "success"), (2, 2, 2, "failure"), (3, 4, 1, "success")]);
        (await EventsAsync(served, batches[1].Id)).OfType<JobFinished>().Select(job => job.Job).Order().ShouldBe(["many", "many[2]", "many[3]"]);
        var told = (await EventsAsync(served, shared.Id)).OfType<BatchFinished>().ToList();
        told.Select(batch => batch.Batch).Order().ShouldBe([1, 2, 3]);
        told.ShouldAllBe(batch => batch.Node == Environment.MachineName && batch.Batches == 3);

        (await served.RunsAsync(null)).Select(run => run.Id).ShouldBe([shared.Id, local.Id], "batches are listed where they are asked for");
        (await served.Store.Runs.ListAsync(new() { WithBatches = true }, null, 100, Cancel)).Count.ShouldBe(5);
        var metrics = await served.Service.WriteMetricsAsync(Cancel);
        metrics.ShouldContain("runner_runs_total{workflow=\"shared\",outcome=\"failure\"} 1\n");
        metrics.ShouldContain("runner_batches_total{outcome=\"failure\"} 1\n");
        metrics.ShouldContain("runner_batches_total{outcome=\"success\"} 2\n");
    }

    [Fact]
    public async Task Runs_that_wait_for_their_batches_do_not_take_the_places_that_those_need()
    {
        project.Configuration = project.Configuration with { MaxRuns = 1 };
        project.Write("many.yaml", "jobs: { many: { for-each: [1, 2, 3], distribute: true, batch-size: 1, steps: [{ uses: exec, with: { command: [sleep, \"0.1\"] } }] } }");
        var served = await project.StartAsync();

        var runs = new List<string>();
        for (var i = 0; i < 4; i++) runs.Add(await QueueAsync(served, "many"));

        foreach (var run in runs) (await EndAsync(served, run)).State.ShouldBe("success", served.Log);
    }

    [Fact]
    public async Task Limit_of_items_at_once_holds_over_all_batches()
    {
        project.Write("many.yaml", """
            jobs:
              many:
                for-each: [1, 2, 3, 4, 5, 6]
                max-parallel: 2
                distribute: true
                batch-size: 2
                steps: [{ uses: exec, with: { command: [sh, -c, "echo + >> EFFECTS; sleep 0.3; echo - >> EFFECTS"] } }]
            """.Replace("EFFECTS", Effects, StringComparison.Ordinal));
        var served = await project.StartAsync();

        var run = await EndAsync(served, await QueueAsync(served, "many"));

        run.State.ShouldBe("success", served.Log);
        var (now, most) = (0, 0);
        foreach (var line in File.ReadAllLines(Effects)) most = Math.Max(most, now += line == "+" ? 1 : -1);
        most.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    [Trait("guarantee", "19")]
    public async Task First_failure_ends_the_other_batches_and_the_run_says_which_item_it_was()
    {
        project.Write("many.yaml", """
            jobs:
              many:
                for-each: [a, b, c, d]
                distribute: true
                batch-size: 1
                steps:
                  - { uses: fail, if: "item == 'a'", with: { message: no } }
                  - { uses: exec, with: { command: [sleep, "30"] } }
            """);
        var served = await project.StartAsync();

        var run = await EndAsync(served, await QueueAsync(served, "many"));

        (run.State, run.ErrorKind, run.Error).ShouldBe(("failure", "failed", "1 of 4 items failed; a: no"));
        var end = (await EventsAsync(served, run.Id)).OfType<JobFinished>().Single();
        (end.Items!.Failed, end.Items.Succeeded, end.Items.Skipped + end.Items.Cancelled).ShouldBe((1, 0, 3));
        (await BatchesAsync(served, run.Id)).Skip(1).ShouldAllBe(batch => batch.State == "cancelled");
    }

    [Fact]
    [Trait("guarantee", "19")]
    public async Task Cancelled_run_ends_its_batches_and_waits_for_them()
    {
        project.Write("many.yaml", """
            jobs:
              many:
                for-each: [a, b]
                distribute: true
                batch-size: 1
                steps: [{ uses: exec, with: { command: [sleep, "60"] } }]
                finally: [{ uses: exec, with: { command: [sh, -c, "echo $0 >> EFFECTS", "${{ item }}"] } }]
            """.Replace("EFFECTS", Effects, StringComparison.Ordinal));
        var served = await project.StartAsync();
        var run = await QueueAsync(served, "many");
        await ServedProject.UntilAsync(async () => (await BatchesAsync(served, run)).Any(batch => batch.State == "running"), "a batch runs");

        await served.Store.Queue.AskToCancelAsync(run, Cancel);

        (await EndAsync(served, run)).State.ShouldBe("cancelled", served.Log);
        (await BatchesAsync(served, run)).ShouldAllBe(batch => batch.State == "cancelled");
        File.ReadAllLines(Effects).ShouldBe(["a"], "what had begun cleans up, and the other batch never began");
    }

    [Fact]
    public async Task Batch_that_is_cancelled_by_itself_is_a_failure_of_the_run()
    {
        project.Write("many.yaml", "jobs: { many: { for-each: [a, b], fail-fast: false, distribute: true, batch-size: 1, steps: [{ uses: exec, if: \"item == 'a'\", with: { command: [sleep, \"60\"] } }] } }");
        var served = await project.StartAsync();
        var run = await QueueAsync(served, "many");
        await ServedProject.UntilAsync(async () => (await BatchesAsync(served, run)).FirstOrDefault() is { State: "running" }, "the first batch runs");

        await served.Store.Queue.AskToCancelAsync((await BatchesAsync(served, run))[0].Id, Cancel);

        var ended = await EndAsync(served, run);
        (ended.State, ended.ErrorKind).ShouldBe(("failure", "cancelled"));
        ended.Error!.ShouldStartWith("batch 1 of 2 was cancelled by itself");
    }

    [Fact]
    public async Task Job_of_a_called_workflow_is_shared_with_what_the_caller_gave()
    {
        Directory.CreateDirectory(Path.Combine(project.Folder, "lib"));
        File.WriteAllText(Path.Combine(project.Folder, "lib", "each.yaml"), """
            inputs: { word: { type: string, required: true } }
            env: { LOUD: "${{ upper(inputs.word) }}" }
            jobs:
              each:
                for-each: [x, y]
                distribute: true
                batch-size: 1
                steps: [{ id: a, uses: set, with: { text: "${{ env.LOUD }}-${{ item }}" } }]
                outputs: { text: "${{ steps.a.result.text }}" }
            outputs: { all: "${{ join(jobs.each.outputs.text) }}" }
            """);
        project.Write("calls.yaml", """
            steps:
              - { id: deep, for-each: [one, two], uses: ../lib/each.yaml, with: { word: "${{ item }}" }, outputs: { all: "${{ result.all }}" } }
            outputs: { all: "${{ join(steps.deep.outputs.all, ' ') }}" }
            """);
        var served = await project.StartAsync();

        var run = await EndAsync(served, await QueueAsync(served, "calls"));

        run.State.ShouldBe("success", served.Log);
        Text((await EventsAsync(served, run.Id)).OfType<RunFinished>().Single().Outputs).ShouldContain("ONE-x,ONE-y TWO-x,TWO-y");
        (await BatchesAsync(served, run.Id)).Select(batch => batch.ParentPath).Distinct().Order().ShouldBe(["main/deep[0]/each", "main/deep[1]/each"]);
    }

    [Fact]
    public async Task Secrets_reach_the_batches_and_come_back_and_stand_nowhere_in_the_store()
    {
        const string Secret = "Bl4ckb1rd-s1ngs";
        // It is put together, so that it stands in no file and in no result that is not masked.
        project.Write("many.yaml", """
            jobs:
              login:
                steps: [{ id: token, uses: set, with: { first: Bl4ckb1rd, last: s1ngs } }]
                outputs: { token: { value: "${{ steps.token.result.first }}-${{ steps.token.result.last }}", secret: true } }
              many:
                needs: login
                for-each: [a, b]
                distribute: true
                batch-size: 1
                steps: [{ id: use, uses: set, with: { own: "${{ needs.login.outputs.token }}-${{ item }}" } }]
                outputs: { own: { value: "${{ steps.use.result.own }}", secret: true } }
              after:
                needs: [login, many]
                steps: [{ uses: log, with: { message: ok }, expect: "join(needs.many.outputs.own) == format('{0}-a,{0}-b', needs.login.outputs.token)" }]
            """);
        var served = await project.StartAsync();

        var run = await EndAsync(served, await QueueAsync(served, "many"));

        run.State.ShouldBe("success", $"{run.Error}\n{served.Log}");
        var batches = await BatchesAsync(served, run.Id);
        batches.Count.ShouldBe(2);
        foreach (var each in batches.Append(run))
            foreach (var line in await LinesAsync(served, each.Id)) line.ShouldNotContain(Secret);
        foreach (var each in batches) (await served.Store.Runs.SealedAsync(each.Id, Cancel)).ShouldBeEmpty("they are forgotten with the run");
    }

    [Fact]
    public async Task Batches_are_removed_with_their_run_and_not_before_it()
    {
        project.Write("many.yaml", "jobs: { many: { for-each: [a, b], distribute: true, batch-size: 1, steps: [{ uses: log, with: { message: hi } }] } }");
        var served = await project.StartAsync();
        var run = await EndAsync(served, await QueueAsync(served, "many"));
        var last = await EndAsync(served, await QueueAsync(served, "many"));

        (await served.Store.Retention.PruneAsync(new KeepRules { Runs = 2 }, dryRun: false, Cancel)).ShouldBe(0);
        (await BatchesAsync(served, run.Id)).Count.ShouldBe(2);
        (await served.Store.Retention.PruneAsync(new KeepRules { Runs = 1 }, dryRun: false, Cancel)).ShouldBe(1);

        (await served.Store.Runs.GetAsync(run.Id, Cancel)).ShouldBeNull();
        (await BatchesAsync(served, run.Id)).ShouldBeEmpty();
        (await BatchesAsync(served, last.Id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Batch_size_that_makes_too_many_batches_fails_the_job_and_says_what_would_be_right()
    {
        project.Write("many.yaml", "jobs: { many: { for-each: \"${{ range(10000) }}\", distribute: true, batch-size: 2, steps: [{ uses: log, with: { message: hi } }] } }");
        var served = await project.StartAsync();

        var run = await EndAsync(served, await QueueAsync(served, "many"));

        (run.State, run.Error).ShouldBe(("failure", "`batch-size: 2` makes 5,000 batches of 10,000 items, and there may be 4,096"));
        (await EventsAsync(served, run.Id)).OfType<JobFinished>().Single().Error!.Help.ShouldBe("write at least 3, or leave it out");
    }

    [Fact]
    public async Task Metrics_tell_the_age_of_the_queue_and_the_nodes_by_state()
    {
        project.Write("far.yaml", "runs-on: [mars]\nsteps: [{ uses: log, with: { message: hi } }]");
        var served = await project.StartAsync();
        await QueueAsync(served, "far", ["mars"]);
        await ServedProject.UntilAsync(async () => Figure(await served.Service.WriteMetricsAsync(Cancel), "runner_queue_oldest_seconds") >= 1, "it has waited for a second");

        var metrics = await served.Service.WriteMetricsAsync(Cancel);

        Figure(metrics, "runner_queue_length").ShouldBe(1);
        Figure(metrics, "runner_batches_waiting").ShouldBe(0);
        Figure(metrics, "runner_nodes{state=\"ready\"}").ShouldBe(1);
        Figure(metrics, "runner_nodes{state=\"gone\"}").ShouldBe(0);
    }

    static double Figure(string metrics, string name) => double.Parse(metrics.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    async Task<string> QueueAsync(Served served, string workflow, string[]? labels = null)
    {
        var run = new NewRun { Workflow = workflow, File = $"workflows/{workflow}.yaml", Folder = project.Folder, Project = project.Folder, DueAt = DateTimeOffset.UtcNow, RunsOn = labels ?? [] };
        await served.Store.Queue.EnqueueAsync(run, Cancel);
        return run.Id;
    }

    static async Task<RunSummary> EndAsync(Served served, string run)
    {
        await ServedProject.UntilAsync(async () => (await served.Store.Runs.GetAsync(run, Cancel))!.IsOver, $"the run ends\n{served.Log}", 60);
        return (await served.Store.Runs.GetAsync(run, Cancel))!;
    }

    static async Task<List<RunSummary>> BatchesAsync(Served served, string run) => [.. (await served.Store.Runs.ListAsync(new() { Parent = run }, null, 1000, Cancel)).Reverse()];

    static Task<List<RunEvent>> EventsAsync(Served served, string run) => served.Store.Runs.EventsAsync(run, 0, Cancel).ToListAsync(Cancel).AsTask();

    static Task<List<string>> LinesAsync(Served served, string run) => served.Store.Runs.LinesAsync(run, 0, Cancel).Select(line => line.Line).ToListAsync(Cancel).AsTask();

    static string Text(Workflows.Values.Value value) => Workflows.Values.ValueJson.Write(value, indented: false);
}
