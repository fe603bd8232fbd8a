using Runner.Engine.Events;
using Runner.Service.Running;
using Runner.Service.Tests.Fixtures;
using Runner.Store;
using Runner.Store.Queue;
using Runner.Store.Reading;
using Runner.Store.Tests;

namespace Runner.Service.Tests;

/// <summary>What a service makes of runs that another process had begun.</summary>
public sealed class RecoveryTests : IAsyncDisposable
{
    const string Logs = "steps: [{ uses: log, with: { message: hello } }]";

    readonly ServedProject project = new();

    static CancellationToken Cancel => ServedProject.Cancel;

    public ValueTask DisposeAsync() => project.DisposeAsync();

    [Fact]
    [Trait("guarantee", "9")]
    public async Task Run_whose_plugin_is_gone_ends_as_failed_and_says_so()
    {
        var run = await BegunElsewhereAsync("steps: [{ uses: dns.lookup, with: { name: localhost } }]");

        var served = await project.StartAsync();
        var ended = await EndOfAsync(served, run);

        (ended.State, ended.ErrorKind).ShouldBe(("failure", "workflow"));
        ended.Error.ShouldNotBeNull().ShouldContain("cannot be run any more: workflows/check.yaml:1:");
        ended.Error!.ShouldContain("dns");
        var events = await served.Store.Runs.EventsAsync(run, 0, Cancel).ToListAsync(Cancel);
        events.Select(each => each.Sequence).ShouldBe([1, 2]);
        events[^1].ShouldBeOfType<RunFinished>().Outcome.ShouldBe(Outcome.Failure);
        served.Log.ShouldContain("run-given-up");
    }

    [Fact]
    [Trait("guarantee", "9")]
    public async Task Run_whose_files_are_not_kept_any_more_ends_as_failed_and_says_so()
    {
        var run = await BegunElsewhereAsync(Logs, definition: "nothing has this hash");

        var served = await project.StartAsync();

        (await EndOfAsync(served, run)).Error.ShouldNotBeNull().ShouldContain("not kept any more");
    }

    [Theory, InlineData(Recovery.MostInVain - 1, "success"), InlineData(Recovery.MostInVain, "failure")]
    [Trait("guarantee", "8")]
    public async Task Run_that_was_gone_on_with_in_vain_is_given_up_after_ten_times_and_not_before(int times, string state)
    {
        var run = await BegunElsewhereAsync(Logs, times);

        var served = await project.StartAsync();
        var ended = await EndOfAsync(served, run);

        ended.State.ShouldBe(state);
        served.Log.Contains("run-given-up", StringComparison.Ordinal).ShouldBe(state == "failure");
        if (state == "failure") (ended.ErrorKind, ended.Error!.Contains("10 times", StringComparison.Ordinal)).ShouldBe(("interrupted", true));
    }

    [Fact]
    [Trait("guarantee", "9")]
    public async Task Run_goes_on_with_the_files_that_it_began_with()
    {
        var run = await BegunElsewhereAsync("steps: [{ uses: log, with: { message: as it was } }]");
        project.Write("check.yaml", "steps: [{ uses: log, with: { message: as it is now } }]");

        var served = await project.StartAsync();
        await EndOfAsync(served, run);

        (await served.Store.Runs.EventsAsync(run, 0, Cancel).OfType<StepLogged>().SingleAsync(Cancel)).Message.ShouldBe("as it was");
    }

    [Fact]
    [Trait("guarantee", "2,13,24")]
    public async Task Node_whose_run_another_one_has_taken_fences_itself()
    {
        var effects = Path.Combine(project.Folder, "effects");
        project.Write("check.yaml", $$"""
            on: { schedule: { cron: "0 0 29 2 *" } }
            steps:
              - { uses: exec, with: { command: [sh, -c, "echo begun >> {{effects}}; sleep 3"] } }
              - { uses: exec, with: { command: [sh, -c, "echo after >> {{effects}}"] } }
            finally:
              - { uses: exec, with: { command: [sh, -c, "echo finally >> {{effects}}"] } }
            """);
        var served = await project.StartAsync();
        var wanted = Wanted();
        await served.Store.Queue.EnqueueAsync(wanted, Cancel);
        await ServedProject.UntilAsync(() => Task.FromResult(File.Exists(effects)), "the step has begun");

        // A node whose clock is ahead takes it for one that lapsed.
        await using var other = await project.OpenStoreAsync(new ManualClock(DateTimeOffset.UtcNow.AddMinutes(1)));
        var taken = (await other.Queue.TakeAsync(new() { Node = "other", Most = 1, Lease = TimeSpan.FromSeconds(10) }, Cancel)).ShouldHaveSingleItem();
        await served.SaysAsync("run-suspended");

        (taken.Run.Id, taken.Resumes, taken.Epoch).ShouldBe((wanted.Id, true, 2));
        File.ReadAllLines(effects).ShouldBe(["begun"]);
        (await served.Store.Runs.GetAsync(wanted.Id, Cancel))!.Node.ShouldBe("other");
        await other.Queue.HandBackAsync("other", [wanted.Id], Cancel);
        var ended = await EndOfAsync(served, wanted.Id);
        (ended.State, ended.ErrorKind).ShouldBe(("failure", "interrupted"));
        File.ReadAllLines(effects).ShouldBe(["begun", "finally"]);
        (await served.Store.Runs.EventsAsync(wanted.Id, 0, Cancel).ToListAsync(Cancel)).Select((each, at) => each.Sequence == at + 1).ShouldAllBe(isNext => isNext);
    }

    [Fact]
    public async Task Run_whose_secret_inputs_this_node_cannot_open_is_refused()
    {
        project.WriteLog("check.yaml", "{ cron: \"0 0 29 2 *\" }");
        await using (var store = await RunStore.OpenAsync(new() { Location = Path.Combine(project.Folder, "runner.db"), Key = Convert.ToBase64String(new byte[32]) }, Cancel))
            await store.Queue.EnqueueAsync(Wanted() with { Inputs = """{"auth":"***"}""", SecretInputs = """{"auth":"hush"}""" }, Cancel);

        var served = await project.StartAsync();
        await ServedProject.UntilAsync(async () => (await served.RunsAsync("failure")).Count == 1, "it is refused");

        var run = (await served.RunsAsync("failure"))[0];
        (run.ErrorKind, run.Error!.Contains("RUNNER_STORE_KEY", StringComparison.Ordinal)).ShouldBe(("secret", true));
    }

    NewRun Wanted() => new() { Workflow = "check", File = "workflows/check.yaml", Folder = project.Folder, Project = project.Folder, DueAt = DateTimeOffset.UtcNow };

    /// <summary>A run that a process had begun, and gone on with so many times, which then died.</summary>
    async Task<string> BegunElsewhereAsync(string workflow, int goneOn = 0, string? definition = null)
    {
        await using var store = await project.OpenStoreAsync();
        var path = Path.Combine(project.Folder, "workflows", "check.yaml");
        var wanted = Wanted() with { Definition = definition ?? await store.Definitions.SaveAsync(new Dictionary<string, string> { [path] = workflow }, Cancel) };
        await store.Queue.EnqueueAsync(wanted, Cancel);
        var taken = (await store.Queue.TakeAsync(new() { Node = "dead", Most = 1 }, Cancel)).ShouldHaveSingleItem();
        using (var journal = store.Recorder.Begin(taken))
        {
            var sequence = 0;
            Say(new RunStarted("check", wanted.File, null, 1));
            for (var i = 1; i <= goneOn; i++) Say(new RunResumed("dead", i));
            await journal.KeptAsync(Cancel);

            void Say(RunEvent said) => journal.Observe(said with { RunId = wanted.Id, Sequence = ++sequence, Time = DateTimeOffset.UtcNow });
        }

        await store.Queue.HandBackAsync("dead", [wanted.Id], Cancel);
        return wanted.Id;
    }

    static async Task<RunSummary> EndOfAsync(Served served, string run)
    {
        await ServedProject.UntilAsync(async () => (await served.Store.Runs.GetAsync(run, Cancel))!.IsOver, $"the run ends; the log says\n{served.Log}");
        return (await served.Store.Runs.GetAsync(run, Cancel))!;
    }
}
