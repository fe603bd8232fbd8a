using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Sdk;

namespace Runner.Engine.Tests;

public sealed class CancellationTests
{
    static Bench StoppedWhile(string peer)
    {
        var bench = new Bench();
        return bench.When(peer, async question =>
        {
            await bench.Stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new(200);
        });
    }

    [Fact]
    public async Task Cancelling_ends_the_attempt_in_flight_and_skips_the_rest()
    {
        var run = await StoppedWhile("peer").RunAsync("steps: [{ id: call, uses: test.call, retry: { attempts: 5 } }, { id: next, uses: test.call }]");

        run.Outcomes.ShouldBe("call=Cancelled next=Skipped");
        run.Step("call").ShouldSatisfyAllConditions(step => step.Attempts.ShouldBe(1), step => step.Error.ShouldBe(new ErrorInfo("cancelled", "the run was cancelled")));
        run.Step("next").Error.ShouldBe(new ErrorInfo("skipped", "the run was cancelled"));
        run.Of<JobFinished>().Single().Outcome.ShouldBe(Outcome.Cancelled);
        run.Finished.ShouldSatisfyAllConditions(finished => finished.Outcome.ShouldBe(Outcome.Cancelled), finished => finished.ExitCode.ShouldBe(ExitCode.Cancelled), finished => finished.Cancelled.ShouldBe(1));
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_between_attempts()
    {
        var bench = new Bench().When("peer", () => throw new ConnectionFailedException("peer:1", "refused"));
        // The timer of the wait exists when this is called; nothing would ever move the clock.
        bench.Time.TimerMade = due =>
        {
            if (due == TimeSpan.FromHours(1)) ThreadPool.QueueUserWorkItem(_ => bench.Stop.Cancel());
        };
        var run = await bench.RunAsync("steps: [{ id: call, uses: test.call, retry: { attempts: 5, delay: 1h } }]");

        run.Step("call").ShouldSatisfyAllConditions(step => step.Outcome.ShouldBe(Outcome.Cancelled), step => step.Attempts.ShouldBe(1));
        run.Finished.ExitCode.ShouldBe(ExitCode.Cancelled);
    }

    [Fact]
    public async Task Cancelling_before_the_first_step_runs_none_and_is_a_cancelled_run()
    {
        var bench = new Bench();
        await bench.Stop.CancelAsync();
        var run = await bench.RunAsync("steps: [{ id: call, uses: test.call }]");

        run.Outcomes.ShouldBe("");
        run.Of<JobFinished>().ShouldHaveSingleItem().Error.ShouldBe(new("cancelled", "the run was cancelled"));
        run.Finished.ShouldSatisfyAllConditions(finished => finished.Outcome.ShouldBe(Outcome.Cancelled), finished => finished.ExitCode.ShouldBe(ExitCode.Cancelled));
    }

    [Fact]
    public async Task Cancelling_between_two_steps_is_a_cancelled_run()
    {
        var bench = new Bench();
        bench.Watch = seen =>
        {
            if (seen is StepFinished { Step.Path: "main/first" }) bench.Stop.Cancel();
        };
        var run = await bench.RunAsync("steps: [{ id: first, uses: test.call }, { id: next, uses: test.call }]");

        run.Outcomes.ShouldBe("first=Success next=Skipped");
        run.Finished.ExitCode.ShouldBe(ExitCode.Cancelled);
    }

    [Fact]
    public async Task Cancelling_when_all_is_done_changes_nothing()
    {
        var bench = new Bench();
        bench.Watch = seen =>
        {
            if (seen is StepFinished) bench.Stop.Cancel();
        };
        var run = await bench.RunAsync("steps: [{ id: only, uses: test.call }]");

        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
        run.Of<JobFinished>().Single().Outcome.ShouldBe(Outcome.Success);
    }

    [Fact]
    public async Task Steps_that_ask_for_it_run_after_a_cancellation()
    {
        var run = await StoppedWhile("peer").RunAsync("""
            steps:
              - { id: call, uses: test.call }
              - { id: failure, if: failure(), uses: test.call, with: { peer: other } }
              - { id: success, if: success(), uses: test.call, with: { peer: other } }
              - { id: always, if: always(), uses: test.call, with: { peer: other } }
              - { id: cancelled, if: cancelled() && steps.call.outcome == 'cancelled', uses: test.call, with: { peer: other } }
            """);

        run.Outcomes.ShouldBe("call=Cancelled failure=Skipped success=Skipped always=Success cancelled=Success");
        run.Finished.ExitCode.ShouldBe(ExitCode.Cancelled);
    }

    [Fact]
    public async Task What_runs_after_a_cancellation_may_take_thirty_seconds_all_together()
    {
        var bench = StoppedWhile("peer");
        bench.When("slow", async question =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(29));
            question.Cancel.IsCancellationRequested.ShouldBeFalse();
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new(200);
        });
        var run = await bench.RunAsync("""
            steps:
              - { id: call, uses: test.call }
              - { id: slow, if: always(), uses: test.call, with: { peer: slow } }
              - { id: late, if: always(), uses: test.call, with: { peer: other } }
            """);

        run.Outcomes.ShouldBe("call=Cancelled slow=Cancelled late=Cancelled");
        run.Finished.ExitCode.ShouldBe(ExitCode.Cancelled);
    }

    [Fact]
    public async Task A_cancellation_is_not_forgiven_by_continue_on_error()
    {
        var run = await StoppedWhile("peer").RunAsync("steps: [{ id: call, uses: test.call, continue-on-error: true }]");
        run.Step("call").Conclusion.ShouldBe(Outcome.Cancelled);
        run.Finished.ExitCode.ShouldBe(ExitCode.Cancelled);
    }

    [Fact]
    public async Task An_action_that_gives_up_by_itself_is_defective_not_cancelled()
    {
        var run = await new Bench().When("peer", () => throw new TaskCanceledException("my own timeout")).RunAsync("steps: [{ id: call, uses: test.call }]");
        run.Step("call").ShouldSatisfyAllConditions(step => step.Outcome.ShouldBe(Outcome.Failure), step => step.Error!.Kind.ShouldBe("action"));
        run.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
    }
}
