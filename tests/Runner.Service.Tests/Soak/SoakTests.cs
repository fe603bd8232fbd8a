using System.Globalization;
using Runner.Engine.Events;
using Runner.Store.Reading;
using Runner.Store.Tests;
using Runner.Workflows.Values;

namespace Runner.Service.Tests.Soak;

/// <summary>Real processes, killed at random moments. tests/bench/soak.sh has many more kills, by way of the environment.</summary>
public sealed class SoakTests(PostgresCluster postgres, ITestOutputHelper output)
{
    static int Setting(string name, int standard) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : standard;

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    [Trait("guarantee", "1,2,3,6,8,10,15")]
    public async Task Processes_killed_at_random_moments_lose_nothing_repeat_nothing_and_leave_nothing_running(bool onPostgres, int nodes)
    {
        if (Environment.GetEnvironmentVariable("RUNNER_SOAK_STORE") is { Length: > 0 } only && only != (onPostgres ? "postgres" : "sqlite")) Assert.Skip($"only {only} was asked for");
        var kills = Setting("RUNNER_SOAK_KILLS", onPostgres ? 6 : 10);
        var seed = Setting("RUNNER_SOAK_SEED", Environment.TickCount);
        output.WriteLine($"{kills} kills, {nodes} processes, seed {seed}");
        var random = new Random(seed);
        await using var rig = new SoakRig(onPostgres ? await postgres.NewDatabaseAsync() : null);
        for (var i = 0; i < kills; i++)
        {
            rig.Start(nodes);
            // From before it serves to well within its runs.
            await Task.Delay(random.Next(300, i % 4 == 3 ? 6000 : 3000), TestContext.Current.CancellationToken);
            await rig.KillAsync(random);
        }

        rig.Start(nodes);
        await rig.SettleAsync(TimeSpan.FromSeconds(90));
        var runs = await rig.RunsAsync();
        var resumed = runs.Sum(run => run.Events.OfType<RunResumed>().Count());
        var interrupted = runs.Sum(run => run.Events.OfType<StepFinished>().Count(step => step.Error?.Kind == "interrupted"));
        output.WriteLine($"{runs.Count} runs, {rig.EffectLines().Count} effects, {resumed} resumed, {interrupted} steps interrupted");
        SoakChecker.Check(runs, rig.EffectLines()).ShouldBeEmpty(rig.Log);
        runs.Count.ShouldBeGreaterThan(3);
    }

    const string Id = "4a8e1c0e-0000-4000-8000-000000000000";

    static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    static SeenRun Good(string run, DateTimeOffset slot) => new(
        new RunSummary { Id = run, Workflow = "plain", File = "plain.yaml", Folder = "/", Project = "/", Trigger = "schedule", State = "success", CreatedAt = Noon, DueAt = Noon, Inputs = "{}", Options = "{}", Schedule = "plain.yaml#1", Slot = slot },
        Numbered(
            new RunStarted("plain", "plain.yaml", null, 2),
            new StepFinished(new("main/me", "me", "set"), Outcome.Success, default) { Result = Value.From(new ValueObject { ["id"] = Value.From(Id) }) },
            new StepFinished(new("main/a", "a", "exec"), Outcome.Success, default),
            new RunFinished(Outcome.Success, default, 2, 0, 0, 0, 0)));

    static RunEvent[] Numbered(params RunEvent[] events)
    {
        for (var i = 0; i < events.Length; i++) events[i].Sequence = i + 1;
        return events;
    }

    [Fact]
    public void Checker_finds_nothing_where_all_is_well() => SoakChecker.Check([Good("1", Noon)], [$"{Id} a"]).ShouldBeEmpty();

    [Fact]
    public void Checker_finds_what_was_done_twice_what_is_missing_and_what_nobody_tells_of()
    {
        SoakChecker.Check([Good("1", Noon)], [$"{Id} a", $"{Id} a"]).Single().ShouldContain("done 2 times");
        SoakChecker.Check([Good("1", Noon)], []).Single().ShouldContain("effect is not there");
        SoakChecker.Check([Good("1", Noon)], [$"{Id} a", $"{Id} b"]).Single().ShouldContain("no run tells of it");
    }

    [Fact]
    public void Checker_finds_a_slot_that_ran_twice() => SoakChecker.Check([Good("1", Noon), Good("2", Noon)], [$"{Id} a"]).Single().ShouldContain("slot run 2 times");

    [Fact]
    public void Checker_finds_runs_without_end_and_steps_that_were_run_again()
    {
        var good = Good("1", Noon);
        SoakChecker.Check([good with { Run = good.Run with { State = "running" } }], [$"{Id} a"]).Single().ShouldContain("for ever");
        SoakChecker.Check([good with { Events = Numbered([.. good.Events.Take(3)]) }], [$"{Id} a"]).Single().ShouldContain("0 ends");
        var again = (StepFinished)good.Events[2] with { };
        SoakChecker.Check([good with { Events = Numbered([.. good.Events.Take(3), again, good.Events[3]]) }], [$"{Id} a"]).Single().ShouldContain("run 2 times");
    }
}
