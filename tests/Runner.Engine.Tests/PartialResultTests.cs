using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Sdk;

namespace Runner.Engine.Tests;

/// <summary>What an action leaves of a result that does not become whole: <see cref="ActionContext.LeavePartialResult"/>.</summary>
public sealed class PartialResultTests
{
    sealed record Part(string Body);

    static readonly Answer Whole = new(200);

    [Fact]
    public async Task Part_is_the_result_of_a_step_whose_time_is_over()
    {
        var bench = new Bench();
        bench.When("peer", async question =>
        {
            question.Context.LeavePartialResult(new Part("first"));
            question.Context.LeavePartialResult(new Part("so far"));
            bench.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return Whole;
        });

        var run = await bench.RunAsync("""
            steps:
              - { id: call, uses: test.call, timeout: 10s, continue-on-error: true }
              - { id: next, uses: log, with: { message: "${{ steps.call.result.body }}" } }
            """);

        run.Step("call").Error!.Kind.ShouldBe("timeout");
        TextOf(run.Step("call")).ShouldBe("so far");
        run.Of<StepLogged>().ShouldHaveSingleItem().Message.ShouldBe("so far");
    }

    [Fact]
    public async Task Part_is_the_result_of_a_step_that_fails_or_is_cancelled()
    {
        var failed = await new Bench().When("peer", question =>
        {
            question.Context.LeavePartialResult(new Part("so far"));
            throw new ConnectionFailedException("peer:1", "cut");
        }).RunAsync("steps: [{ id: call, uses: test.call }]");

        (failed.Step("call").Outcome, TextOf(failed.Step("call"))).ShouldBe((Outcome.Failure, "so far"));

        var bench = new Bench();
        bench.When("peer", async question =>
        {
            question.Context.LeavePartialResult(new Part("so far"));
            await bench.Stop.CancelAsync();
            question.Cancel.ThrowIfCancellationRequested();
            return Whole;
        });
        var cancelled = await bench.RunAsync("steps: [{ id: call, uses: test.call }]");

        (cancelled.Step("call").Outcome, TextOf(cancelled.Step("call"))).ShouldBe((Outcome.Cancelled, "so far"));
    }

    [Fact]
    public async Task Part_does_not_count_where_the_result_became_whole_nor_for_the_next_attempt()
    {
        var succeeded = await new Bench().When("peer", question =>
        {
            question.Context.LeavePartialResult(new Part("so far"));
            return new(Whole);
        }).RunAsync("steps: [{ id: call, uses: test.call }]");

        TextOf(succeeded.Step("call")).ShouldBe(Whole.Body);

        var attempt = 0;
        var failed = await new Bench().When("peer", question =>
        {
            if (attempt++ == 0) question.Context.LeavePartialResult(new Part("of the first"));
            throw new ConnectionFailedException("peer:1", "cut");
        }).PassWaits().RunAsync("steps: [{ id: call, uses: test.call, retry: { attempts: 2 } }]");

        failed.Step("call").Attempts.ShouldBe(2);
        failed.Step("call").Result.IsNull.ShouldBeTrue();
    }

    static string TextOf(StepFinished step) => step.Result.AsObject().TryGet("body", out var text) ? text.AsString() : "";
}
