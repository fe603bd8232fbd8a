using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;

namespace Runner.Engine.Tests;

/// <summary>Groups of which not more than some run at once.</summary>
public sealed class ConcurrencyTests
{
    [Theory]
    [InlineData("GROUP", 1)]
    [InlineData("{ group: GROUP, limit: 2 }", 2)]
    public async Task Not_more_of_a_group_than_its_limit_run_at_once(string concurrency, int limit)
    {
        var (running, most) = (0, 0);
        var gate = new Lock();
        var bench = new Bench().When("peer", async _ =>
        {
            lock (gate) most = Math.Max(most, ++running);
            await Task.Delay(10);
            lock (gate) running--;
            return new Answer(200);
        });
        var run = await bench.RunAsync($$$"""
            jobs:
              a: { concurrency: {{{concurrency.Replace("GROUP", $"limit-{limit}", StringComparison.Ordinal)}}}, for-each: "${{ range(0, 8) }}", steps: [{ uses: test.call }] }
            """);

        most.ShouldBe(limit);
        run.Finished.Succeeded.ShouldBe(8);
        run.Of<JobWaiting>().ShouldNotBeEmpty();
        run.Of<JobWaiting>().ShouldAllBe(waiting => waiting.Group == $"limit-{limit}");
    }

    [Fact]
    public async Task Runs_of_one_process_wait_for_each_other()
    {
        var (running, most) = (0, 0);
        var gate = new Lock();
        Bench Make() => new Bench().When("peer", async _ =>
        {
            lock (gate) most = Math.Max(most, ++running);
            await Task.Delay(10);
            lock (gate) running--;
            return new Answer(200);
        });
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Make().RunAsync("concurrency: runs\nsteps: [{ uses: test.call }]"))));

        most.ShouldBe(1);
        runs.ShouldAllBe(run => run.Finished.ExitCode == ExitCode.Success);
    }

    [Fact]
    public async Task What_is_in_a_group_already_does_not_wait_for_itself()
    {
        var run = await new Bench().RunAsync("concurrency: mine\njobs: { a: { concurrency: mine, steps: [{ uses: test.call }] }, b: { concurrency: mine, steps: [{ uses: test.call }] } }");

        run.Finished.Succeeded.ShouldBe(2);
        run.Of<JobWaiting>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wait_that_would_never_end_is_an_error()
    {
        var folder = Directory.CreateTempSubdirectory("runner-groups-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "k.yaml"), "concurrency: dead-k\nsteps: [{ uses: test.call }]");
            File.WriteAllText(Path.Combine(folder.FullName, "h.yaml"), "concurrency: dead-h\nsteps: [{ uses: test.call }]");
            var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var begun = 0;
            var bench = new Bench().When("meet", async _ =>
            {
                if (Interlocked.Increment(ref begun) == 2) both.SetResult();
                await both.Task.WaitAsync(TimeSpan.FromSeconds(30));
                return new Answer(200);
            });
            var workflow = Workflows.WorkflowCompiler.Compile(new(Path.Combine(folder.FullName, "main.yaml"), """
                jobs:
                  b: { concurrency: dead-h, steps: [{ uses: test.call, with: { peer: meet } }, { id: call, uses: ./k.yaml }] }
                  c: { concurrency: dead-k, steps: [{ uses: test.call, with: { peer: meet } }, { id: call, uses: ./h.yaml }] }
                """), TestCatalogue.Instance, []).ShouldNotBeNull();
            var run = await bench.RunAsync("steps: [{ uses: test.call }]", request => request with { Workflow = workflow });

            // The one that came second is told; then the first can go on.
            var calls = run.Of<StepFinished>().Where(step => step.Step.Path.EndsWith("/call", StringComparison.Ordinal)).ToList();
            calls.Count(step => step.Outcome == Outcome.Success).ShouldBe(1);
            calls.Single(step => step.Outcome == Outcome.Failure).Error!.Message.ShouldContain("would never end: what is in it waits for `dead-");
            run.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Waiting_for_a_group_can_be_cancelled_and_leaves_the_group_in_order()
    {
        var holds = new TaskCompletionSource();
        var held = new TaskCompletionSource();
        var holder = new Bench().When("peer", async _ =>
        {
            held.SetResult();
            await holds.Task;
            return new Answer(200);
        });
        const string Workflow = "concurrency: cancelled-wait\nsteps: [{ uses: test.call }]";
        var first = Task.Run(() => holder.RunAsync(Workflow));
        await held.Task;
        var bench = new Bench();
        bench.Watch = seen =>
        {
            if (seen is JobWaiting) ThreadPool.QueueUserWorkItem(_ => bench.Stop.Cancel());
        };
        var waiting = await bench.RunAsync(Workflow);
        holds.SetResult();

        waiting.Finished.ExitCode.ShouldBe(ExitCode.Cancelled);
        waiting.Of<StepStarted>().ShouldBeEmpty();
        (await first).Finished.ExitCode.ShouldBe(ExitCode.Success);
        (await new Bench().RunAsync(Workflow)).Finished.ExitCode.ShouldBe(ExitCode.Success);
    }
}
