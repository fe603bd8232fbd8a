using Runner.Engine.Events;

namespace Runner.Engine.Tests.Durability;

/// <summary>One workflow of every shape, killed after each of its events in turn, and gone on with.</summary>
public sealed class EveryEventTests
{
    const string Workflow = """
        secrets: [TOKEN]
        jobs:
          first:
            steps:
              - { id: list, uses: set, with: { items: [a, b, c] } }
              - { id: login, uses: test.once, with: { peer: login, password: "${{ secrets.TOKEN }}" }, outputs: { token: { value: "${{ result.body }}", secret: true } } }
              - { id: flaky, uses: test.once, with: { peer: flaky }, retry: { attempts: 3, delay: 1ms, on: [timeout] } }
              - { id: soft, uses: test.call, with: { peer: soft }, expect: result.status == 200, continue-on-error: true }
              - { id: never, if: "${{ false }}", uses: test.once, with: { peer: never } }
            finally:
              - { uses: test.once, with: { peer: first-finally } }
            outputs: { items: "${{ steps.list.result.items }}", token: { value: "${{ steps.login.outputs.token }}", secret: true } }
          many:
            needs: first
            for-each: ${{ needs.first.outputs.items }}
            max-parallel: 2
            steps:
              - { id: do, uses: test.once, with: { peer: "many-${{ item }}", password: "${{ needs.first.outputs.token }}" } }
              - { id: again, uses: test.call, with: { peer: "again-${{ item }}" } }
            outputs: { body: "${{ steps.do.result.body }}" }
          grid:
            needs: first
            matrix: { os: [x, y], size: [1, 2] }
            steps:
              - { uses: test.once, with: { peer: "grid-${{ matrix.os }}-${{ matrix.size }}" } }
          calls:
            needs: first
            steps:
              - { id: line, uses: test.open, with: { name: line } }
              - { id: use, uses: test.use, with: { connection: line } }
              - { id: sub, uses: ./called.yaml, with: { name: sub } }
              - { id: each, for-each: [1, 2, 3], uses: test.once, with: { peer: "each-${{ item }}" }, outputs: { body: "${{ result.body }}" } }
              - { id: check, uses: test.call, with: { peer: "check-${{ join(steps.each.outputs.body, '+') }}-${{ steps.sub.outputs.body }}" } }
          left:
            needs: first
            if: ${{ false }}
            steps: [{ uses: log, with: { message: no } }, { uses: log, with: { message: no } }]
          last:
            needs: [many, grid, calls]
            steps:
              - { id: sum, uses: test.once, with: { peer: "sum-${{ join(needs.many.outputs.body, '+') }}" } }
              - { if: failure(), uses: test.once, with: { peer: sorry } }
        """;

    const string Called = """
        inputs: { name: { type: string } }
        jobs:
          inner:
            steps:
              - { id: one, uses: test.once, with: { peer: "${{ inputs.name }}-one" } }
              - { uses: test.once, with: { peer: "${{ inputs.name }}-two" } }
            outputs: { body: "${{ steps.one.result.body }}" }
        outputs: { body: "${{ jobs.inner.outputs.body }}" }
        """;

    static Life Begin()
    {
        var life = new Life(Workflow, new Dictionary<string, string> { ["called.yaml"] = Called }) { Secrets = new Dictionary<string, string> { ["TOKEN"] = "hush-hush" } };
        var tries = 0;
        life.Answers = async (peer, question) =>
        {
            await Task.Yield();
            if (peer == "flaky" && Interlocked.Increment(ref tries) < 3) throw new Sdk.NetworkTimeoutException("flaky:1", "no answer");
            if (peer == "soft") return new(500);
            return new(200, peer == "login" ? "s3cret-token" : $"<{peer}>");
        };
        return life;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("guarantee", "1,2,3,4,6,10")]
    public async Task A_run_killed_after_any_event_goes_on_and_does_nothing_twice_that_must_not(bool losesUnkept)
    {
        using var whole = Begin();
        var undisturbed = await whole.GoAsync();
        undisturbed.Suspended.ShouldBeNull();
        undisturbed.Finished.Outcome.ShouldBe(Outcome.Success, whole.Outcomes);
        var all = whole.Finished.Sequence;
        all.ShouldBeGreaterThan(80);
        var interrupted = 0;
        for (var k = 1L; k <= all; k++)
        {
            using var life = Begin();
            (await life.GoAsync(k, losesUnkept)).Suspended.ShouldNotBeNull($"killed at {k}");
            var before = life.Events;
            var times = life.AllTimes.ToDictionary();
            var done = before.OfType<StepFinished>().Select(step => step.Step.Path).ToHashSet();
            var result = await life.GoAsync();
            result.Suspended.ShouldBeNull();
            interrupted += Check(life, before, done, times, whole, k);
        }

        // Some kills came between the start and the end of what must not be done twice, or this proves little.
        interrupted.ShouldBeGreaterThan(5);
    }

    [Fact]
    [Trait("guarantee", "2,8,10")]
    public async Task A_run_killed_again_and_again_comes_to_its_end()
    {
        for (var stride = 2; stride <= 9; stride++)
        {
            using var life = Begin();
            var died = 0;
            for (var k = 3L; (await life.GoAsync(k, losesUnkept: stride % 2 == 0)).Suspended is not null; died++)
            {
                // At least one step further each time, or it would not end: with a loss it may be none.
                k = life.Events.Count + stride + died;
                died.ShouldBeLessThan(200);
            }

            life.Events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, life.Events.Count).Select(i => (long)i));
            foreach (var (peer, times) in life.AllTimes) times.ShouldBeLessThanOrEqualTo(Most(peer, died), peer);
            life.Events[^1].ShouldBeOfType<RunFinished>();
        }
    }

    static int Most(string peer, int kills) => peer == "flaky" ? 3 : peer == "line" || peer == "soft" || peer.StartsWith("again", StringComparison.Ordinal) || peer.StartsWith("check", StringComparison.Ordinal) ? 1 + kills : 1;

    /// <returns>How many steps were interrupted.</returns>
    static int Check(Life life, IReadOnlyList<RunEvent> before, HashSet<string> done, Dictionary<string, int> times, Life whole, long k)
    {
        var at = $"killed at {k}, after {(before.Count == 0 ? "nothing" : before[^1])}";
        var events = life.Events;
        events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, events.Count).Select(i => (long)i), at);
        events[^1].ShouldBeOfType<RunFinished>(at);
        events.OfType<RunStarted>().Count().ShouldBe(1, at);
        events.OfType<RunResumed>().Count().ShouldBe(before.Count == 0 ? 0 : 1, at);
        foreach (var (peer, count) in life.AllTimes) count.ShouldBeLessThanOrEqualTo(Most(peer, 1), $"{at}: {peer}");
        foreach (var path in done.Where(path => path != "calls/line")) events.OfType<StepFinished>().Count(step => step.Step.Path == path).ShouldBe(1, $"{at}: {path}");
        foreach (var job in before.OfType<JobFinished>()) events.OfType<JobFinished>().Count(each => each.Job == job.Job).ShouldBe(1, $"{at}: {job.Job}");

        var interrupted = events.OfType<StepFinished>().Where(step => step.Error?.Kind == "interrupted" && step.Items is null && !step.Step.Path.EndsWith("/sub", StringComparison.Ordinal)).ToList();
        foreach (var step in interrupted)
        {
            done.ShouldNotContain(step.Step.Path, at);
            before.OfType<StepStarted>().ShouldContain(started => started.Step.Path == step.Step.Path, at);
        }

        life.Finished.Outcome.ShouldBe(interrupted.Count == 0 ? Outcome.Success : Outcome.Failure, at);
        if (interrupted.Count > 0)
        {
            life.Finished.ExitCode.ShouldBe(3, at);
            // What runs however it went has run.
            if (interrupted.All(step => !step.Step.Path.StartsWith("first/finally", StringComparison.Ordinal))) life.Times("first-finally").ShouldBe(1, at);
            return interrupted.Count;
        }

        // Nothing tells it from a run that was left alone.
        var finished = life.Finished;
        (finished.Succeeded, finished.Failed, finished.Skipped, finished.Cancelled).ShouldBe((whole.Finished.Succeeded, whole.Finished.Failed, whole.Finished.Skipped, whole.Finished.Cancelled), at);
        LastOf(events).ShouldBe(LastOf(whole.Events), at);
        life.Times("sum-<many-a>+<many-b>+<many-c>").ShouldBe(1, at);
        life.AllTimes.Keys.Order().ShouldBe(whole.AllTimes.Keys.Order(), at);
        return 0;
    }

    static string LastOf(IReadOnlyList<RunEvent> events) => string.Join("\n", events.OfType<StepFinished>()
        .GroupBy(step => step.Step.Path).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{group.Key} {group.Last().Outcome} {group.Last().Conclusion} {group.Last().Attempts} {group.Last().Items}"));
}
