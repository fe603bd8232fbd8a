using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;

namespace Runner.Engine.Tests;

/// <summary>Jobs and steps that are repeated for each item of a list.</summary>
public sealed class LoopTests
{
    [Fact]
    public async Task A_step_runs_once_for_each_item_in_order_and_its_outputs_are_lists()
    {
        var run = await new Bench().RunAsync("""
            steps:
              - id: get
                name: GET ${{ path }} (${{ loop.index }} of ${{ loop.count }})
                uses: test.call
                for-each: [/health, /ready]
                as: path
                outputs: { path: "${{ path }}", status: "${{ result.status }}" }
              - name: ${{ join(steps.get.outputs.path, ' ') }} ${{ steps.get.items.succeeded }}
                uses: test.call
            """);

        run.Of<StepFinished>().Select(step => $"{step.Step.Path}: {step.Step.Name}").ShouldBe(
            ["main/get[0]: GET /health (0 of 2)", "main/get[1]: GET /ready (1 of 2)", "main/get: get", "main/2: /health /ready 2"]);
        run.Of<StepStarted>()[0].Items.ShouldBe(2);
        run.Of<StepFinished>()[2].ShouldSatisfyAllConditions(step => step.Items.ShouldBe(new(2, 2, 0, 0, 0)), step => step.Result.IsNull.ShouldBeTrue());
        run.Finished.Succeeded.ShouldBe(3);
    }

    [Fact]
    public async Task A_job_runs_once_for_each_item_and_its_outputs_are_lists_in_the_order_of_the_items()
    {
        var bench = new Bench().When("slow", async _ =>
        {
            await Task.Delay(20);
            return new Answer(201);
        });
        var run = await bench.RunAsync("""
            jobs:
              api:
                name: api ${{ region }}
                for-each: [slow, peer, peer]
                as: region
                steps: [{ id: get, uses: test.call, with: { peer: "${{ region }}" } }]
                outputs: { status: "${{ steps.get.result.status }}" }
              next:
                needs: api
                steps: [{ name: "${{ join(needs.api.outputs.status, ' ') }} of ${{ needs.api.items.total }}", uses: test.call }]
            """);

        run.Of<StepFinished>()[^1].Step.Name.ShouldBe("201 200 200 of 3");
        run.Of<JobStarted>()[0].ShouldSatisfyAllConditions(job => job.Items.ShouldBe(3), job => job.Name.ShouldBe("api"));
        run.Of<JobStarted>().Where(job => job.Item is not null).OrderBy(job => job.Job, StringComparer.Ordinal).Select(job => $"{job.Job} {job.Name} {job.Item}")
            .ShouldBe(["api[0] api slow slow", "api[1] api peer peer", "api[2] api peer peer"]);
        run.Of<StepFinished>().Select(step => step.Step.Path).ShouldContain("api[2]/get");
    }

    [Fact]
    public async Task Not_more_than_max_parallel_items_run_at_once()
    {
        var (running, most) = (0, 0);
        var gate = new Lock();
        var bench = new Bench().When("peer", async _ =>
        {
            lock (gate) most = Math.Max(most, ++running);
            await Task.Delay(5);
            lock (gate) running--;
            return new Answer(200);
        });
        var run = await bench.RunAsync("""
            jobs:
              api:
                for-each: ${{ range(0, 30) }}
                max-parallel: 3
                steps: [{ uses: test.call }]
            """);

        most.ShouldBe(3);
        run.Of<JobFinished>()[^1].Items.ShouldBe(new(30, 30, 0, 0, 0));
    }

    [Fact]
    public async Task The_first_item_that_fails_ends_the_others_unless_told_otherwise()
    {
        var bench = new Bench().When("bad", () => throw new IOException("broken"));
        const string Steps = """
            steps:
              - uses: test.call
                for-each: [peer, bad, peer, bad]
                fail-fast: FAST
                with: { peer: "${{ item }}" }
            """;
        var fast = await bench.RunAsync(Steps.Replace("FAST", "true", StringComparison.Ordinal));
        var slow = await bench.RunAsync(Steps.Replace("FAST", "false", StringComparison.Ordinal));

        fast.Of<StepFinished>()[^1].Items.ShouldBe(new(4, 1, 1, 2, 0));
        fast.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
        slow.Of<StepFinished>()[^1].ShouldSatisfyAllConditions(
            step => step.Items.ShouldBe(new(4, 2, 2, 0, 0)),
            step => step.Error!.Message.ShouldStartWith("2 of 4 items failed; bad: test.call failed"));
    }

    [Fact]
    public async Task An_item_that_fails_cancels_those_in_flight()
    {
        var bench = new Bench().When("slow", async question =>
        {
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new Answer(200);
        });
        bench.When("bad", async _ =>
        {
            await Task.Yield();
            throw new IOException("broken");
        });
        var run = await bench.RunAsync("""
            jobs:
              api:
                for-each: [slow, bad, never]
                max-parallel: 2
                steps: [{ uses: test.call, with: { peer: "${{ item }}" } }]
            """);

        var all = run.Of<JobFinished>()[^1];
        all.Job.ShouldBe("api");
        all.Outcome.ShouldBe(Outcome.Failure);
        (all.Items!.Failed, all.Items.Total).ShouldBe((1, 3));
        run.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
        run.Of<StepFinished>().Where(step => step.Outcome == Outcome.Cancelled).ShouldAllBe(step => step.Error!.Message == "another item failed (fail-fast)");
    }

    [Fact]
    public async Task Items_that_fail_an_expectation_fail_the_run_as_expectations_do()
    {
        var bench = new Bench().When("bad", () => new Answer(500));
        var run = await bench.RunAsync("""
            jobs:
              api:
                for-each: [peer, bad]
                fail-fast: false
                steps: [{ uses: test.call, with: { peer: "${{ item }}" }, expect: result.status == 200 }]
            """);

        run.Finished.ExitCode.ShouldBe(ExitCode.ExpectationFailed);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"${{ fromJSON('[]') }}\"")]
    public async Task No_items_are_a_success(string items)
    {
        var run = await new Bench().RunAsync($"jobs: {{ api: {{ for-each: {items}, steps: [{{ uses: test.call }}] }} }}");

        run.Finished.ShouldSatisfyAllConditions(finished => finished.Outcome.ShouldBe(Outcome.Success), finished => finished.Succeeded.ShouldBe(0));
    }

    [Theory]
    [InlineData("{}", "this is a mapping")]
    [InlineData("null", "this is nothing")]
    [InlineData("7", "this is the number 7")]
    public async Task Items_that_are_no_list_fail_the_step_with_the_place(string items, string why)
    {
        var run = await new Bench().RunAsync($"steps:\n  - id: get\n    uses: test.call\n    for-each: ${{{{ fromJSON(env.ITEMS) }}}}\nenv: {{ ITEMS: '{items}' }}");

        run.Step("get").Error!.ShouldSatisfyAllConditions(
            error => error.Message.ShouldBe($"`for-each` must be a list, and {why}"),
            error => error.Location.ShouldBe("check.yaml:4:15"));
    }

    [Fact]
    public async Task A_matrix_is_every_combination_without_the_excluded_and_with_the_included()
    {
        var run = await new Bench().RunAsync("""
            steps:
              - name: ${{ matrix.region }} ${{ matrix.path }} ${{ matrix.slow }}
                uses: test.call
                matrix:
                  region: [eu, us]
                  path: [/a, /b]
                  exclude: [{ region: us, path: /b }]
                  include: [{ region: eu, slow: true }, { region: asia, path: /c }]
            """);

        run.Of<StepFinished>().SkipLast(1).Select(step => step.Step.Name.Trim()).ShouldBe(["eu /a true", "eu /b true", "us /a", "asia /c"]);
    }

    [Fact]
    public async Task Continue_on_error_forgives_items_and_goes_on()
    {
        var bench = new Bench().When("bad", () => throw new IOException("broken"));
        var run = await bench.RunAsync("""
            steps:
              - { id: get, uses: test.call, for-each: [bad, peer], continue-on-error: true, with: { peer: "${{ item }}" } }
              - { id: next, uses: test.call, if: steps.get.items.failed == 1 && steps.get.outcome == 'failure' && steps.get.conclusion == 'success' }
            """);

        run.Step("next").Outcome.ShouldBe(Outcome.Success);
        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task Continue_on_error_of_a_job_forgives_items_and_goes_on()
    {
        var bench = new Bench().When("bad", () => throw new IOException("broken"));
        var run = await bench.RunAsync("""
            jobs:
              all:
                for-each: [bad, peer, peer]
                max-parallel: 1
                continue-on-error: true
                steps: [{ uses: test.call, with: { peer: "${{ item }}" } }]
              next:
                needs: all
                steps: [{ id: seen, uses: test.call, if: needs.all.items.failed == 1 && needs.all.items.succeeded == 2 && needs.all.outcome == 'failure' }]
            """);

        run.Of<JobFinished>().Single(job => job.Job == "all[0]").ShouldSatisfyAllConditions(job => job.Outcome.ShouldBe(Outcome.Failure), job => job.Conclusion.ShouldBe(Outcome.Success));
        run.Step("seen").Outcome.ShouldBe(Outcome.Success);
        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task Items_are_called_by_what_names_them()
    {
        var run = await new Bench().RunAsync("""
            steps:
              - uses: test.call
                for-each: [{ name: web1, port: 80 }, { host: db, port: 5432 }, { port: 1 }, [1, 2], ~, 7, true]
              - uses: test.call
                matrix: { region: [eu], path: [/a] }
              - { name: Ask, uses: test.call, for-each: [b] }
              - { name: "Ask ${{ item }}", uses: test.call, for-each: [c] }
            """);

        run.Of<StepFinished>().Where(step => step.Step.Path.EndsWith(']')).Select(step => step.Step.Name).ShouldBe(
            ["test.call (web1)", "test.call (db)", "test.call ({\"port\":1})", "test.call ([1,2])", "test.call (null)", "test.call (7)", "test.call (true)", "test.call (eu, /a)", "Ask (b)", "Ask c"]);
    }

    [Fact]
    public async Task Many_items_run_without_being_held()
    {
        var alive = new List<WeakReference>();
        var bench = new Bench().When("peer", _ =>
        {
            var answer = new Answer(200, new string('x', 1000));
            lock (alive) alive.Add(new(answer));
            return new(answer);
        });
        var counts = default(ItemCounts);
        var workflow = Bench.Compile("jobs: { api: { for-each: \"${{ range(0, 20000) }}\", steps: [{ uses: test.call }] } }");
        await bench.RunQuietlyAsync(workflow, seen => counts = seen is JobFinished { Items: { } items } ? items : counts);

        counts.ShouldBe(new(20000, 20000, 0, 0, 0));
        GC.Collect();
        alive.Count(answer => answer.IsAlive).ShouldBeLessThan(100);
    }
}
