using Runner.Service.Tests.Fixtures;

namespace Runner.Service.Tests;

/// <summary>The way from a file to a run that is remembered.</summary>
public sealed class ServingTests : IAsyncDisposable
{
    const string EachSecond = "{ cron: \"* * * * * *\", overlap: allow }";
    const string Never = "{ cron: \"0 0 29 2 *\" }";

    readonly ServedProject project = new();

    static CancellationToken Cancel => ServedProject.Cancel;

    public ValueTask DisposeAsync() => project.DisposeAsync();

    [Fact]
    public async Task Schedule_starts_runs_on_time_and_the_store_has_them()
    {
        project.WriteLog("check.yaml", "{ cron: \"* * * * * *\", overlap: allow, inputs: { region: us } }", "\"in ${{ inputs.region }}\"", null);
        File.AppendAllText(Path.Combine(project.Folder, "workflows", "check.yaml"), "\ninputs: { region: { default: eu } }\n");

        var served = await project.StartAsync();
        await ServedProject.UntilAsync(async () => (await served.RunsAsync()).Count >= 2, "two runs");

        var run = (await served.RunsAsync())[0];
        (run.Workflow, run.File, run.Trigger, run.Schedule).ShouldBe(("check", "workflows/check.yaml", "schedule", "workflows/check.yaml#1"));
        run.Slot!.Value.Millisecond.ShouldBe(0);
        run.Definition.ShouldNotBeNull();
        var said = new List<string>();
        await foreach (var line in served.Store.Runs.LinesAsync(run.Id, 0, Cancel)) said.Add(line.Line);
        said.ShouldContain(line => line.Contains("in us", StringComparison.Ordinal));
        served.Log.ShouldContain("run-ended");
        (await served.Service.WriteMetricsAsync(Cancel)).ShouldContain("runner_runs_total{workflow=\"check\",outcome=\"success\"}");
    }

    [Fact]
    public async Task Two_nodes_that_start_at_once_run_no_slot_twice()
    {
        for (var i = 0; i < 5; i++) project.WriteLog($"check{i}.yaml", EachSecond);

        var nodes = await Task.WhenAll(project.StartAsync(), project.StartAsync(), project.StartAsync());
        await ServedProject.UntilAsync(async () => (await nodes[0].RunsAsync()).Count >= 20, "twenty runs", 40);

        var runs = await nodes[0].RunsAsync(null);
        runs.GroupBy(run => (run.Schedule, run.Slot)).ShouldAllBe(slot => slot.Count() == 1);
        runs.Select(run => run.Slot).Distinct().Count().ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Changed_file_takes_effect_and_a_broken_one_goes_on_until_it_is_mended()
    {
        var path = project.WriteLog("check.yaml", Never);
        var served = await project.StartAsync();

        project.WriteLog("check.yaml", EachSecond);
        await ServedProject.UntilAsync(async () => (await served.RunsAsync()).Count >= 1, "the new schedule runs");

        File.WriteAllText(path, "on: { schedule: { cron: \"61 * * * *\" } }\nsteps: []");
        await served.SaysAsync("file-broken");
        await ServedProject.UntilAsync(async () => (await served.Store.Schedules.ListAsync(project.Folder, Cancel)).Single().Problem is not null, "the store says what is wrong");
        (await served.Store.Schedules.ListAsync(project.Folder, Cancel)).Single().Problem!.ShouldContain("workflows/check.yaml:1:");
        var before = (await served.RunsAsync()).Count;
        await ServedProject.UntilAsync(async () => (await served.RunsAsync()).Count > before, "the last good version goes on");

        project.WriteLog("check.yaml", Never);
        await served.SaysAsync("file-mended");
        await ServedProject.UntilAsync(async () => (await served.Store.Schedules.ListAsync(project.Folder, Cancel)).Single() is { Problem: null, Text: "0 0 29 2 *" }, "the mended schedule");
    }

    [Fact]
    public async Task Files_that_come_go_and_are_renamed_are_followed()
    {
        var served = await project.StartAsync();
        (await served.Store.Schedules.ListAsync(project.Folder, Cancel)).ShouldBeEmpty();

        var path = project.WriteLog("deep/down/check.yaml", Never);
        await ServedProject.UntilAsync(async () => await IdsAsync() is ["workflows/deep/down/check.yaml#1"], "the new file");

        File.Move(path, Path.Combine(project.Folder, "workflows", "renamed.yml"));
        await ServedProject.UntilAsync(async () => await IdsAsync() is ["workflows/renamed.yml#1"], "the renamed file");

        // As editors do it: the new text beside, then in its place.
        var beside = Path.Combine(project.Folder, "workflows", ".renamed.yml.swp");
        File.WriteAllText(beside, "on: { schedule: [{ every: 1h, name: hourly }] }\nsteps: [{ uses: log, with: { message: a } }]");
        File.Move(beside, Path.Combine(project.Folder, "workflows", "renamed.yml"), overwrite: true);
        await ServedProject.UntilAsync(async () => await IdsAsync() is ["workflows/renamed.yml#hourly"], "the replaced file");

        File.Delete(Path.Combine(project.Folder, "workflows", "renamed.yml"));
        await ServedProject.UntilAsync(async () => await IdsAsync() is [], "the deleted file");

        async Task<string[]> IdsAsync() => [.. (await served.Store.Schedules.ListAsync(project.Folder, Cancel)).Select(schedule => schedule.Id)];
    }

    [Fact]
    public async Task Change_of_a_called_workflow_counts()
    {
        Directory.CreateDirectory(Path.Combine(project.Folder, "lib"));
        var lib = Path.Combine(project.Folder, "lib", "said.yaml");
        File.WriteAllText(lib, "steps: [{ uses: log, with: { message: before } }]");
        project.WriteLog("check.yaml", EachSecond, steps: "[{ uses: ../lib/said.yaml }]");
        var served = await project.StartAsync();
        await ServedProject.UntilAsync(async () => (await served.RunsAsync()).Count >= 1, "a run");

        File.WriteAllText(lib, "steps: [{ uses: log, with: { message: afterwards } }]");

        await served.SaysAsync("file-changed", 5);
        await ServedProject.UntilAsync(async () =>
        {
            foreach (var run in await served.RunsAsync())
                await foreach (var line in served.Store.Runs.LinesAsync(run.Id, 0, Cancel))
                    if (line.Line.Contains("afterwards", StringComparison.Ordinal)) return true;
            return false;
        }, "a run of the new version");
    }

    [Fact]
    public async Task Paused_schedule_starts_nothing_also_after_a_restart_until_it_is_resumed()
    {
        project.WriteLog("check.yaml", EachSecond);
        var first = await project.StartAsync();
        await ServedProject.UntilAsync(async () => (await first.RunsAsync()).Count >= 1, "a run");
        (await first.Store.Schedules.PauseAsync("workflows/check.yaml#1", Cancel)).ShouldBeTrue();
        await first.SaysAsync("why=paused");
        await first.StopAsync();

        var second = await project.StartAsync();
        await second.SaysAsync("why=paused");
        var before = (await second.RunsAsync(null)).Count;
        await Task.Delay(1500, Cancel);
        (await second.RunsAsync(null)).Count.ShouldBe(before);

        (await second.Store.Schedules.ResumeAsync("workflows/check.yaml#1", Cancel)).ShouldBeTrue();
        await ServedProject.UntilAsync(async () => (await second.RunsAsync()).Count > before, "runs again");
    }

    [Fact]
    [Trait("guarantee", "15")]
    public async Task Schedule_that_a_clock_which_was_ahead_has_decided_starts_nothing_before_and_says_so()
    {
        project.WriteLog("check.yaml", EachSecond);
        await using (var store = await project.OpenStoreAsync())
        {
            await store.Schedules.SyncAsync(project.Folder, [new() { Id = "workflows/check.yaml#1", Project = project.Folder, File = "workflows/check.yaml", Workflow = "check", Text = "* * * * * *" }], Cancel);
            await store.Schedules.DecideAsync([new("workflows/check.yaml#1", DateTimeOffset.UtcNow.AddDays(1), null, [])], "ahead", Cancel);
        }

        var served = await project.StartAsync();
        served.Log.ShouldContain("schedule-ahead");
        await Task.Delay(2500, Cancel);

        (await served.RunsAsync(null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Overlapping_start_is_left_out()
    {
        project.WriteLog("check.yaml", "{ cron: \"* * * * * *\" }", steps: "[{ uses: exec, with: { command: [sleep, \"2.5\"] } }]");
        var served = await project.StartAsync();

        await served.SaysAsync("overlap: the run before has not ended");
        await ServedProject.UntilAsync(async () => (await served.RunsAsync()).Count >= 2, "two runs");

        (await served.RunsAsync(null)).Count(run => run.State == "running").ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task Later_start_cancels_the_run_before_where_it_is_to()
    {
        project.WriteLog("check.yaml", "{ cron: \"*/3 * * * * *\", overlap: cancel }", steps: "[{ uses: exec, with: { command: [sleep, \"60\"] } }]");
        var served = await project.StartAsync();

        await ServedProject.UntilAsync(async () => (await served.RunsAsync("cancelled")).Count >= 1, "a cancelled run", 30);
        await ServedProject.UntilAsync(async () => (await served.RunsAsync("running")).Count == 1, "the next one runs", 30);
    }

    [Fact]
    public async Task Not_more_than_the_limit_run_at_once()
    {
        project.Configuration = project.Configuration with { MaxRuns = 2 };
        for (var i = 0; i < 6; i++) project.WriteLog($"check{i}.yaml", "{ cron: \"*/2 * * * * *\" }", steps: "[{ uses: exec, with: { command: [sleep, \"0.5\"] } }]");
        var served = await project.StartAsync();

        var most = 0;
        await ServedProject.UntilAsync(async () =>
        {
            most = Math.Max(most, (await served.RunsAsync("running")).Count);
            return (await served.RunsAsync()).Count >= 8;
        }, "eight runs", 40);

        most.ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task Concurrency_group_holds_for_runs_of_different_workflows()
    {
        foreach (var name in (string[])["a", "b", "c"])
            project.Write($"{name}.yaml", "concurrency: { group: shared, limit: 1 }\non: { schedule: { cron: \"*/2 * * * * *\" } }\nsteps: [{ uses: exec, with: { command: [sleep, \"0.4\"] } }]");
        var served = await project.StartAsync();

        var most = 0;
        await ServedProject.UntilAsync(async () =>
        {
            most = Math.Max(most, (await served.RunsAsync("running")).Count);
            return (await served.RunsAsync()).Count >= 5;
        }, "five runs", 40);

        most.ShouldBe(1);
    }

    [Fact]
    public async Task Two_workflows_of_one_name_are_told_and_the_rest_goes_on()
    {
        project.Write("a.yaml", "name: same\non: { schedule: { cron: \"* * * * * *\" } }\nsteps: [{ uses: log, with: { message: a } }]");
        project.Write("b.yaml", "name: same\non: { schedule: { cron: \"* * * * * *\" } }\nsteps: [{ uses: log, with: { message: b } }]");
        project.WriteLog("c.yaml", EachSecond);
        var served = await project.StartAsync();

        served.Log.ShouldContain("two workflows are named same: workflows/a.yaml has the name already");
        await ServedProject.UntilAsync(async () => (await served.RunsAsync()).Select(run => run.File).Distinct().Count() == 2, "the others run");
        (await served.RunsAsync(null)).ShouldNotContain(run => run.File == "workflows/b.yaml");
    }

    [Fact]
    public async Task Folder_that_is_not_there_is_told_and_served_once_it_is()
    {
        project.Configuration = project.Configuration with { Workflows = ["workflows", "late"] };
        project.WriteLog("check.yaml", Never);
        var served = await project.StartAsync();

        served.Log.ShouldContain("there is no folder late");
        served.Service.IsReady.ShouldBeTrue();
    }

    [Fact]
    public async Task Ending_waits_for_what_runs_and_takes_nothing_more()
    {
        project.WriteLog("check.yaml", "{ cron: \"* * * * * *\" }", steps: "[{ uses: exec, with: { command: [sleep, \"1.5\"] } }]");
        var served = await project.StartAsync();
        await served.SaysAsync("run-started");

        await served.StopAsync();

        served.Log.ShouldContain("draining");
        await using var store = await project.OpenStoreAsync();
        (await store.Runs.ListAsync(new() { States = ["running"] }, null, 10, Cancel)).ShouldBeEmpty();
        (await store.Runs.ListAsync(new() { States = ["success"] }, null, 10, Cancel)).Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Run_is_cancelled_also_while_its_node_drains()
    {
        project.Configuration = project.Configuration with { Drain = TimeSpan.FromMinutes(2) };
        project.WriteLog("check.yaml", "{ cron: \"* * * * * *\" }", steps: "[{ uses: exec, with: { command: [sleep, \"600\"] } }]");
        var served = await project.StartAsync();
        await served.SaysAsync("run-started");
        await using var store = await project.OpenStoreAsync();
        var run = (await store.Runs.ListAsync(new() { States = ["running"] }, null, 1, Cancel))[0].Id;

        var stopping = served.StopAsync();
        await served.SaysAsync("draining");
        await store.Queue.AskToCancelAsync(run, Cancel);
        await stopping;

        (await store.Runs.GetAsync(run, Cancel))!.State.ShouldBe("cancelled");
    }

    [Fact]
    public async Task Run_that_cannot_begin_is_a_failure_that_says_why()
    {
        project.Write("check.yaml", "inputs: { n: { type: number, required: true } }\non: { schedule: { cron: \"0 0 29 2 *\", inputs: { n: 1 } } }\nsteps: [{ uses: log, with: { message: a } }]");
        var served = await project.StartAsync();
        var run = new Store.Queue.NewRun { Workflow = "check", File = "workflows/check.yaml", Folder = project.Folder, Project = project.Folder, DueAt = DateTimeOffset.UtcNow };

        await served.Store.Queue.EnqueueAsync(run, Cancel);
        await ServedProject.UntilAsync(async () => (await served.RunsAsync("failure")).Count == 1, "a failure");

        var failed = (await served.RunsAsync("failure"))[0];
        (failed.ErrorKind, failed.Error).ShouldBe(("input", "the input `n` is required"));
        served.Log.ShouldContain("run-refused");
    }
}
