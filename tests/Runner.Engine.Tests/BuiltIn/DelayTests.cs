using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Workflows.Values;

namespace Runner.Engine.Tests.BuiltIn;

public sealed class DelayTests
{
    /// <summary>A bench whose clock moves on as soon as somebody waits.</summary>
    static Bench Passing()
    {
        var bench = new Bench();
        bench.Time.TimerMade = due => ThreadPool.QueueUserWorkItem(_ => bench.Time.Advance(due));
        return bench;
    }

    [Theory]
    [InlineData("500ms", 500, 0)]
    [InlineData("3s", 3000, 2)]
    [InlineData("0s", 0, 0)]
    [InlineData("1d", 86_400_000, 99)]
    public async Task Delay_waits_as_long_as_it_is_told_and_says_how_far_it_is(string duration, double milliseconds, int told)
    {
        var run = await Passing().RunAsync($"steps: [{{ id: wait, uses: delay, with: {{ for: {duration} }} }}]");

        run.Step("wait").Outcome.ShouldBe(Outcome.Success);
        run.Step("wait").Duration.TotalMilliseconds.ShouldBe(milliseconds);
        run.Step("wait").Result.AsObject().TryGet("elapsed", out var elapsed).ShouldBeTrue();
        elapsed.ShouldBe(Value.From(milliseconds));
        run.Of<StepProgressed>().Count.ShouldBe(told);
    }

    [Fact]
    public async Task Delay_says_what_is_left()
    {
        var run = await Passing().RunAsync("steps: [{ uses: delay, with: { for: 4s } }]");

        run.Of<StepProgressed>().Select(said => (said.Message, said.Fraction)).ShouldBe([("3s left of 4s", 0.25), ("2s left of 4s", 0.5), ("1s left of 4s", 0.75)]);
    }

    [Fact]
    public async Task Delay_ends_when_the_run_is_cancelled()
    {
        var bench = new Bench();
        bench.Time.TimerMade = _ => ThreadPool.QueueUserWorkItem(_ => bench.Stop.Cancel());

        var run = await bench.RunAsync("steps: [{ id: wait, uses: delay, with: { for: 10d } }]");

        run.Outcomes.ShouldBe("wait=Cancelled");
    }
}
