using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;

namespace Runner.Engine.Tests;

public sealed class EventTests
{
    [Fact]
    public async Task Events_come_in_the_order_of_what_happens_and_are_numbered_without_gaps()
    {
        var bench = new Bench().When("peer", () => new Answer(503), () => new Answer(200)).PassWaits();
        var run = await bench.RunAsync("""
            name: order
            description: In which order?
            steps:
              - { id: line, uses: test.open }
              - id: call
                uses: test.call
                retry: { attempts: 3, delay: 2s, until: result.status == 200 }
              - { uses: test.call, if: "false" }
            """);

        run.Events.Select(seen => seen switch
        {
            StepEvent step => $"{step.GetType().Name} {step.Step.Path}",
            _ => seen.GetType().Name,
        }).ShouldBe(
        [
            "RunStarted", "JobStarted",
            "StepStarted main/line", "ConnectionOpened main/line", "StepFinished main/line",
            "StepStarted main/call", "AttemptStarted main/call", "RetryScheduled main/call", "AttemptStarted main/call", "StepFinished main/call",
            "StepFinished main/3",
            "ConnectionClosed main/line", "JobFinished", "RunFinished",
        ]);
        run.Events.Select(seen => seen.Sequence).ShouldBe(Enumerable.Range(1, run.Events.Count).Select(number => (long)number));
        run.Events.ShouldAllBe(seen => seen.RunId == "run-1");
        run.Of<RunStarted>().Single().ShouldBeEquivalentTo(new RunStarted("order", "check.yaml", "In which order?", 3) { RunId = "run-1", Sequence = 1, Time = run.Events[0].Time });
    }

    [Fact]
    public async Task Times_and_durations_are_those_of_the_runs_clock()
    {
        var bench = new Bench();
        bench.When("peer", _ =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(3));
            return new(new Answer(200));
        });
        var run = await bench.RunAsync("steps: [{ id: a, uses: test.call }, { id: b, uses: test.call }]");

        run.Step("a").Duration.ShouldBe(TimeSpan.FromSeconds(3));
        run.Of<JobFinished>().Single().Duration.ShouldBe(TimeSpan.FromSeconds(6));
        run.Finished.Duration.ShouldBe(TimeSpan.FromSeconds(6));
        (run.Events[^1].Time - run.Events[0].Time).ShouldBe(TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_step_is_named_by_its_name_else_its_id_else_its_action()
    {
        var run = await new Bench().RunAsync("""
            inputs: { who: { type: string, default: ada } }
            steps:
              - { id: first, name: "Ask ${{ inputs.who }}", uses: test.call }
              - { id: second, uses: test.call }
              - { uses: test.call }
            """);

        run.Of<StepFinished>().Select(step => step.Step.Name).ShouldBe(["Ask ada", "second", "test.call"]);
    }

    [Theory]
    [InlineData("steps.page.result.json.title")]
    [InlineData("steps.page.result.broken")]
    public async Task A_name_that_cannot_be_made_does_not_fail_the_step(string name)
    {
        var run = await new Bench().When("peer", () => new Answer(200, "<html>")).RunAsync($$$"""
            steps:
              - { id: page, uses: test.call }
              - { id: next, name: "${{ {{{name}}} }}", uses: test.call }
            """);

        run.Step("next").ShouldSatisfyAllConditions(step => step.Step.Name.ShouldBe("next"), step => step.Outcome.ShouldBe(Outcome.Success));
    }

    [Fact]
    public async Task What_an_action_logs_and_says_of_its_progress_are_events_of_its_step()
    {
        var run = await new Bench().When("peer", question =>
        {
            question.Context.Log(Sdk.LogLevel.Warning, "slow today");
            question.Context.Progress("half way", 0.5);
            return new(new Answer(200));
        }).RunAsync("steps: [{ id: call, uses: test.call }]");

        run.Of<StepLogged>().Single().ShouldSatisfyAllConditions(log => log.Message.ShouldBe("slow today"), log => log.Level.ShouldBe(Sdk.LogLevel.Warning), log => log.Step.Path.ShouldBe("main/call"));
        run.Of<StepProgressed>().Single().ShouldSatisfyAllConditions(progress => progress.Message.ShouldBe("half way"), progress => progress.Fraction.ShouldBe(0.5));
    }

    [Fact]
    public async Task An_observer_that_throws_is_dropped_and_reported_and_the_run_goes_on()
    {
        var full = new ThrowingObserver(after: 2);
        var run = await new Bench().RunAsync("steps: [{ uses: test.call }, { uses: test.call }]", null, full);

        full.Seen.ShouldBe(3);
        run.Result.ObserverFailures.Single().ShouldSatisfyAllConditions(
            failure => failure.Observer.ShouldBeSameAs(full), failure => failure.Exception.Message.ShouldBe("the disk is full"));
        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
        run.Events.Select(seen => seen.Sequence).ShouldBe(Enumerable.Range(1, 8).Select(number => (long)number));
    }

    sealed class ThrowingObserver(int after) : IRunObserver
    {
        public int Seen { get; private set; }

        public void Observe(RunEvent runEvent)
        {
            if (++Seen > after) throw new IOException("the disk is full");
        }
    }
}
