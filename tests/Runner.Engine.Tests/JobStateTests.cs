using System.Collections.Concurrent;
using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Sdk;

namespace Runner.Engine.Tests;

/// <summary>What a plugin keeps for a job: <see cref="ActionContext.ForJob"/>.</summary>
public sealed class JobStateTests
{
    readonly ConcurrentQueue<(string Step, Kept State)> asked = [];

    Bench Bench()
    {
        var bench = new Bench();
        foreach (var peer in new[] { "a", "b", "c" })
        {
            bench.When(peer, question =>
            {
                asked.Enqueue((peer, question.Context.ForJob<Kept>()));
                return new(new Answer(200));
            });
        }

        return bench;
    }

    [Fact]
    public async Task State_is_one_for_all_steps_of_a_job_and_goes_after_its_connections()
    {
        var bench = Bench();
        var run = await bench.RunAsync("""
            steps:
              - { uses: test.call, with: { peer: a } }
              - { uses: test.open, with: { name: line } }
              - { uses: test.call, with: { peer: b } }
            finally:
              - { uses: test.call, with: { peer: c } }
            """);

        asked.Select(each => each.Step).ShouldBe(["a", "b", "c"]);
        asked.Select(each => each.State).Distinct().Count().ShouldBe(1);
        bench.Closed.ShouldBe(["line", "kept"]);
        // Nobody was told of it, so nobody is told that it went.
        run.Of<ConnectionClosed>().ShouldHaveSingleItem().Description.ShouldBe("line");
        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task State_is_not_made_before_somebody_asks()
    {
        var bench = Bench();
        await bench.RunAsync("steps: [{ uses: test.call }]");

        bench.Closed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Jobs_share_no_state()
    {
        var bench = Bench();
        await bench.RunAsync("""
            jobs:
              one: { steps: [{ uses: test.call, with: { peer: a } }, { uses: test.call, with: { peer: b } }] }
              two: { needs: one, steps: [{ uses: test.call, with: { peer: c } }] }
            """);

        asked.Select(each => each.State).Distinct().Count().ShouldBe(2);
        bench.Closed.ShouldBe(["kept", "kept"]);
    }

    [Fact]
    public async Task Items_of_a_job_share_no_state_and_items_of_a_step_do()
    {
        var bench = Bench();
        await bench.RunAsync("""
            jobs:
              many:
                for-each: [1, 2, 3]
                max-parallel: 3
                steps:
                  - { for-each: [1, 2], uses: test.call, with: { peer: a } }
            """);

        asked.Count.ShouldBe(6);
        asked.GroupBy(each => each.State).Select(each => each.Count()).ShouldBe([2, 2, 2]);
        bench.Closed.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Steps_that_ask_at_once_get_the_same_state()
    {
        var bench = Bench();
        await bench.RunAsync("steps: [{ for-each: \"${{ range(50) }}\", max-parallel: 50, uses: test.call, with: { peer: a } }]");

        asked.Count.ShouldBe(50);
        asked.Select(each => each.State).Distinct().Count().ShouldBe(1);
        bench.Closed.ShouldBe(["kept"]);
    }

    [Fact]
    public async Task State_that_cannot_be_disposed_is_reported_under_the_step_that_asked_first()
    {
        var bench = Bench().WhenClosed("kept", () => throw new ConnectionFailedException("peer:1", "the peer is gone"));
        var run = await bench.RunAsync("steps: [{ uses: test.call }, { id: first, uses: test.call, with: { peer: a } }, { uses: test.call, with: { peer: b } }]");

        var closed = run.Of<ConnectionClosed>().ShouldHaveSingleItem();
        (closed.Step.Path, closed.Description).ShouldBe(("main/first", "what test.call kept for the job"));
        closed.Error.ShouldBe(new ErrorInfo("connection", "the peer is gone") { Target = "peer:1" });
        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task State_is_disposed_after_a_failure_and_a_cancellation()
    {
        var failing = Bench().When("fails", () => throw new ProtocolException("peer:1", "bad"));
        await failing.RunAsync("steps: [{ uses: test.call, with: { peer: a } }, { uses: test.call, with: { peer: fails } }]");
        failing.Closed.ShouldBe(["kept"]);

        var cancelled = Bench();
        cancelled.When("stops", async question =>
        {
            await cancelled.Stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new(200);
        });
        await cancelled.RunAsync("steps: [{ uses: test.call, with: { peer: a } }, { uses: test.call, with: { peer: stops } }]");
        cancelled.Closed.ShouldBe(["kept"]);
    }

    sealed class Kept : IAsyncDisposable
    {
        readonly Bench bench = Fixtures.Bench.Current;

        public ValueTask DisposeAsync() => bench.CloseAsync("kept");
    }
}
