using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;

namespace Runner.Engine.Tests;

public sealed class TimeoutTests
{
    /// <summary>A peer that is silent for longer than any limit; the clock moves on while it is.</summary>
    static Bench Silent(TimeSpan passes, Bench? bench = null)
    {
        bench ??= new();
        return bench.When("silent", async question =>
        {
            bench.Time.Advance(passes);
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new(200);
        });
    }

    [Fact]
    public async Task A_step_that_takes_longer_than_its_limit_fails_with_the_kind_timeout()
    {
        var run = await Silent(TimeSpan.FromSeconds(5)).RunAsync("steps: [{ id: call, uses: test.call, with: { peer: silent }, timeout: 5s }, { id: next, uses: test.call }]");

        run.Outcomes.ShouldBe("call=Failure next=Skipped");
        run.Step("call").Error.ShouldNotBeNull().ShouldSatisfyAllConditions(error => error.Kind.ShouldBe("timeout"), error => error.Message.ShouldBe("no answer within 5s"), error => error.Help.ShouldNotBeNull());
        run.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
    }

    [Fact]
    public async Task The_limit_is_for_each_attempt_and_a_timeout_is_retried()
    {
        var run = await Silent(TimeSpan.FromSeconds(5)).PassWaits().RunAsync("steps: [{ id: call, uses: test.call, with: { peer: silent }, timeout: 5s, retry: { attempts: 3, delay: 1s } }]");

        run.Step("call").ShouldSatisfyAllConditions(step => step.Attempts.ShouldBe(3), step => step.Duration.ShouldBe(TimeSpan.FromSeconds(17)));
        run.Of<RetryScheduled>().ShouldAllBe(retry => retry.ErrorKind == "timeout");
    }

    [Fact]
    public async Task A_timeout_that_on_leaves_out_is_not_retried()
    {
        var run = await Silent(TimeSpan.FromSeconds(5)).RunAsync("steps: [{ id: call, uses: test.call, with: { peer: silent }, timeout: 5s, retry: { on: [connection] } }]");
        run.Step("call").Attempts.ShouldBe(1);
    }

    [Theory]
    [InlineData("50d")]
    [InlineData("3000d")]
    public async Task A_limit_beyond_what_timers_take_is_an_input_error(string limit)
    {
        var run = await new Bench().RunAsync($"steps: [{{ id: call, uses: test.call, timeout: \"${{{{ '{limit}' }}}}\" }}]");
        run.Step("call").Error.ShouldBe(new ErrorInfo("input", "`timeout` cannot be longer than 49d"));
    }

    [Fact]
    public async Task A_limit_may_come_from_an_expression()
    {
        var run = await Silent(TimeSpan.FromSeconds(2)).RunAsync("steps: [{ id: call, uses: test.call, with: { peer: silent }, timeout: \"${{ format('{0}s', 2) }}\" }]");
        run.Step("call").Error!.Message.ShouldBe("no answer within 2s");
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_its_limit_fails_with_the_kind_timeout()
    {
        var run = await Silent(TimeSpan.FromMinutes(1)).RunAsync(
            "steps: [{ id: call, uses: test.call, with: { peer: silent } }, { id: next, uses: test.call }, { id: cleanup, if: always(), uses: test.call }]",
            request => request with { Timeout = TimeSpan.FromMinutes(1) });

        run.Outcomes.ShouldBe("call=Cancelled next=Skipped cleanup=Success");
        run.Step("call").Error.ShouldBe(new ErrorInfo("timeout", "the run took longer than 1m"));
        run.Step("next").Error.ShouldBe(new ErrorInfo("skipped", "the run took longer than 1m"));
        run.Finished.ShouldSatisfyAllConditions(finished => finished.ExitCode.ShouldBe(ExitCode.StepFailed), finished => finished.Outcome.ShouldBe(Outcome.Failure));
    }

    [Fact]
    public async Task A_limit_that_passes_between_two_steps_counts_too()
    {
        var bench = new Bench();
        bench.When("peer", _ =>
        {
            bench.Time.Advance(TimeSpan.FromMinutes(2));
            return new(new Answer(200));
        });
        var run = await bench.RunAsync("steps: [{ id: call, uses: test.call }, { id: next, uses: test.call }]", request => request with { Timeout = TimeSpan.FromMinutes(1) });

        run.Outcomes.ShouldBe("call=Success next=Skipped");
        run.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
    }

    [Fact]
    public async Task A_limit_that_passes_when_all_is_done_changes_nothing()
    {
        var bench = new Bench();
        bench.When("peer", _ =>
        {
            bench.Time.Advance(TimeSpan.FromMinutes(2));
            return new(new Answer(200));
        });
        var run = await bench.RunAsync("steps: [{ id: call, uses: test.call }]", request => request with { Timeout = TimeSpan.FromMinutes(1) });

        run.Finished.ShouldSatisfyAllConditions(finished => finished.ExitCode.ShouldBe(ExitCode.Success), finished => finished.Outcome.ShouldBe(Outcome.Success));
    }
}
