using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;

namespace Runner.Engine.Tests.Durability;

/// <summary>What docs/guarantees.md says is not promised, and what happens instead.</summary>
public sealed class LimitsOfPromisesTests
{
    [Theory, InlineData(true), InlineData(false)]
    [Trait("guarantee", "21")]
    public async Task Limits_of_time_begin_anew_with_the_process_that_goes_on(bool killed)
    {
        var clock = new ManualTime();
        using var life = new Life("""
            jobs:
              main:
                timeout: 1h
                steps:
                  - { id: one, uses: test.call, with: { peer: one } }
                  - { id: two, uses: test.call, with: { peer: two } }
            """) { Time = clock };
        life.Answers = async (_, question) =>
        {
            clock.Advance(TimeSpan.FromMinutes(50));
            await Task.Yield();
            question.Cancel.ThrowIfCancellationRequested();
            return new(200);
        };

        if (killed) await life.GoUntilAsync(e => e is StepFinished);
        await life.GoAsync();

        life.Finished.Outcome.ShouldBe(killed ? Outcome.Success : Outcome.Failure);
    }

    [Fact]
    [Trait("guarantee", "21")]
    public async Task Wait_before_the_next_attempt_is_not_waited_out()
    {
        // Only in the first process time goes by: it begins the wait, and dies in it.
        var clock = new ManualTime();
        clock.TimerMade = due => ThreadPool.QueueUserWorkItem(_ => clock.Advance(due));
        using var life = new Life("steps: [{ id: it, uses: test.once, with: { peer: it }, retry: { attempts: 2, delay: 1h, max-delay: 1h, on: [timeout] } }]") { Time = clock };
        life.Answers = (_, _) => life.Times("it") == 1 ? throw new Sdk.NetworkTimeoutException("it:1", "no answer") : new(new Answer(200));
        await life.GoUntilAsync(e => e is RetryScheduled);

        clock.TimerMade = null;
        await life.GoAsync();

        life.Step("main/it").Attempts.ShouldBe(2);
    }

    [Fact]
    [Trait("guarantee", "22")]
    public async Task Expressions_are_evaluated_again_but_the_result_of_a_step_stays()
    {
        using var life = new Life("""
            env: { MADE: "${{ uuid() }}" }
            steps:
              - { id: kept, uses: set, with: { id: "${{ uuid() }}" } }
              - { id: one, uses: test.call, with: { peer: "${{ env.MADE }} ${{ steps.kept.result.id }}" } }
              - { id: two, uses: test.call, with: { peer: "${{ env.MADE }} ${{ steps.kept.result.id }}" } }
            """);

        await life.GoUntilAsync(e => e is StepFinished { Step.Path: "main/one" });
        await life.GoAsync();

        var made = life.AllTimes.Keys.Select(peer => peer.Split(' ')).ToList();
        made.Select(each => each[0]).Distinct().Count().ShouldBe(2);
        made.Select(each => each[1]).Distinct().ShouldHaveSingleItem();
    }
}
