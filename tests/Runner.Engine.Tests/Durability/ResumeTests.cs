using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Workflows;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Engine.Tests.Durability;

public sealed class ResumeTests
{
    static bool Started(RunEvent e, string path) => e is StepStarted started && started.Step.Path == path;

    static bool Ended(RunEvent e, string path) => e is StepFinished finished && finished.Step.Path == path;

    [Fact]
    [Trait("guarantee", "2,4")]
    public async Task A_step_under_way_that_must_not_be_done_twice_is_interrupted_and_the_workflow_s_rules_apply()
    {
        using var life = new Life("""
            steps:
              - { id: one, uses: test.once, with: { peer: one } }
              - { id: two, uses: test.once, with: { peer: two } }
              - { id: three, uses: test.once, with: { peer: three } }
              - { id: sorry, if: "${{ failure() }}", uses: test.once, with: { peer: sorry } }
            finally:
              - { id: clean, uses: test.once, with: { peer: "clean-${{ steps.two.outcome }}" } }
            """);
        (await life.GoUntilAsync(e => Started(e, "main/two"))).Suspended!.Message.ShouldBe("killed");
        life.Times("two").ShouldBe(0);
        (await life.GoAsync()).Finished.ExitCode.ShouldBe(3);
        life.Outcomes.ShouldBe("main/one=Success main/two=Failure main/three=Skipped main/sorry=Success main/clean=Success");
        life.Step("main/two").Error!.Kind.ShouldBe("interrupted");
        life.Step("main/two").Error!.Help!.ShouldContain("on-interrupt: retry");
        (life.Times("one"), life.Times("two"), life.Times("sorry"), life.Times("clean-failure")).ShouldBe((1, 0, 1, 1));
        (life.Finished.Succeeded, life.Finished.Failed, life.Finished.Skipped).ShouldBe((3, 1, 1));
    }

    [Theory]
    [InlineData("test.call", "", 2, "Success")]
    [InlineData("test.call", "on-interrupt: fail", 1, "Failure")]
    [InlineData("test.once", "", 1, "Failure")]
    [InlineData("test.once", "on-interrupt: retry", 2, "Success")]
    [InlineData("test.once", "on-interrupt: fail", 1, "Failure")]
    [Trait("guarantee", "2,3")]
    public async Task The_action_and_on_interrupt_decide_whether_a_step_is_run_again(string action, string key, int times, string outcome)
    {
        using var life = new Life($$"""
            steps:
              - id: it
                uses: {{action}}
                with: { peer: it }
                {{key}}
            """);
        // Killed while the action runs: it never comes back.
        var asked = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        life.Answers = async (_, question) =>
        {
            if (!asked.TrySetResult()) return new(200);
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new(200);
        };
        (await life.GoAsync(with: request => request with { Suspend = stop.Token })).Suspended.ShouldNotBeNull();
        await life.GoAsync();
        life.Times("it").ShouldBe(times);
        life.Step("main/it").Outcome.ToString().ShouldBe(outcome);
    }

    [Fact]
    [Trait("guarantee", "4")]
    public async Task An_interrupted_step_may_be_forgiven()
    {
        using var life = new Life("""
            steps:
              - { id: it, uses: test.once, with: { peer: it }, continue-on-error: true }
              - { id: next, uses: test.once, with: { peer: next } }
            """);
        await life.GoUntilAsync(e => Started(e, "main/it"));
        (await life.GoAsync()).Finished.Outcome.ShouldBe(Outcome.Success);
        life.Outcomes.ShouldBe("main/it=Failure main/next=Success");
    }

    [Fact]
    [Trait("guarantee", "1")]
    public async Task Results_and_outputs_are_there_for_the_steps_that_follow()
    {
        using var life = new Life("""
            steps:
              - { id: one, uses: test.once, with: { peer: one }, outputs: { body: "${{ result.body }}" } }
              - { id: two, uses: test.once, with: { peer: "${{ steps.one.result.status }}-${{ steps.one.outputs.body }}-${{ steps.one.outcome }}" } }
            """);
        await life.GoUntilAsync(e => Ended(e, "main/one"));
        await life.GoAsync();
        life.Times("200-from one-success").ShouldBe(1);
        life.Times("one").ShouldBe(1);
    }

    [Fact]
    [Trait("guarantee", "5")]
    public async Task Attempts_that_were_made_count()
    {
        using var life = new Life("""
            steps:
              - { id: it, uses: test.once, with: { peer: it }, retry: { attempts: 3, delay: 1ms, on: [timeout] } }
            """);
        life.Answers = (_, _) => throw new Sdk.NetworkTimeoutException("it:1", "no answer");
        // In the wait after the second attempt: nothing is under way, so there is nothing to interrupt.
        await life.GoUntilAsync(e => e is RetryScheduled { Attempt: 2 });
        await life.GoAsync();
        life.Times("it").ShouldBe(3);
        life.Events.OfType<AttemptStarted>().Select(attempt => attempt.Attempt).ShouldBe([1, 2, 3]);
        life.Step("main/it").Attempts.ShouldBe(3);
        life.Step("main/it").Error!.Kind.ShouldBe("timeout");
    }

    [Fact]
    [Trait("guarantee", "5,6")]
    public async Task What_a_failed_attempt_of_a_called_workflow_did_is_done_again_by_the_next()
    {
        using var life = new Life("""
            steps:
              - { id: sub, uses: ./called.yaml, retry: { attempts: 2, delay: 1ms, on: [timeout] } }
            """, new Dictionary<string, string>
            {
                ["called.yaml"] = """
                steps:
                  - { id: one, uses: test.once, with: { peer: one } }
                  - { id: two, uses: test.once, with: { peer: two } }
                """,
            });
        var failed = false;
        life.Answers = (peer, _) =>
        {
            if (peer != "two" || failed) return new(new Answer(200));
            failed = true;
            throw new Sdk.NetworkTimeoutException("two:1", "no answer");
        };
        await life.GoUntilAsync(e => e is RetryScheduled);
        (await life.GoAsync()).Finished.Outcome.ShouldBe(Outcome.Success);
        (life.Times("one"), life.Times("two")).ShouldBe((2, 2));
    }

    [Fact]
    [Trait("guarantee", "6")]
    public async Task A_called_workflow_goes_on_where_it_was()
    {
        using var life = new Life("""
            steps:
              - { id: sub, uses: ./called.yaml }
              - { uses: test.once, with: { peer: "after-${{ steps.sub.outputs.body }}" } }
            """, new Dictionary<string, string>
            {
                ["called.yaml"] = """
                jobs:
                  a: { steps: [{ id: one, uses: test.once, with: { peer: one } }, { id: two, uses: test.call, with: { peer: two } }], outputs: { body: "${{ steps.one.result.body }}" } }
                outputs: { body: "${{ jobs.a.outputs.body }}" }
                """,
            });
        await life.GoUntilAsync(e => Started(e, "main/sub/a/two"));
        await life.GoAsync();
        // The second was under way, and may be asked twice.
        (life.Times("one"), life.Times("two"), life.Times("after-from one")).ShouldBe((1, 2, 1));
    }

    [Fact]
    [Trait("guarantee", "7")]
    public async Task A_list_of_another_length_fails_the_loop()
    {
        using var life = new Life("""
            env: { COUNT: "${{ env('COUNT') }}" }
            steps:
              - { id: each, for-each: "${{ range(fromJSON(env.COUNT)) }}", uses: test.once, with: { peer: "each-${{ item }}" } }
            """);
        await life.GoAsync(diesAt: 6, with: request => request with { Variables = _ => "3" });
        life.Events.OfType<StepStarted>().First().Items.ShouldBe(3);
        await life.GoAsync(with: request => request with { Variables = _ => "4" });
        var each = life.Step("main/each");
        each.Error!.Kind.ShouldBe("interrupted");
        each.Error.Message.ShouldContain("3 items");
        life.AllTimes.Values.ShouldAllBe(times => times == 1);
    }

    [Fact]
    [Trait("guarantee", "11")]
    public async Task The_step_that_opened_a_connection_opens_it_again_for_the_steps_that_are_left()
    {
        using var life = new Life("""
            steps:
              - { id: line, uses: test.open, with: { name: line } }
              - { id: use, uses: test.use, with: { connection: line } }
              - { id: wait, uses: test.call, with: { peer: wait } }
              - { id: again, uses: test.use, with: { connection: line } }
            """);
        await life.GoUntilAsync(e => Started(e, "main/wait"));
        (await life.GoAsync()).Finished.Outcome.ShouldBe(Outcome.Success);
        life.Times("line").ShouldBe(2);
        life.Step("main/again").Result.At("body").AsString().ShouldBe("line");
        life.Events.OfType<StepFinished>().Count(step => step.Step.Path == "main/use").ShouldBe(1);
        // Steps are counted once, however often they were run.
        life.Finished.Succeeded.ShouldBe(4);
    }

    [Fact]
    [Trait("guarantee", "11")]
    public async Task A_connection_that_no_step_is_left_for_stays_closed()
    {
        using var life = new Life("""
            jobs:
              a: { steps: [{ id: line, uses: test.open, with: { name: line } }] }
              b: { needs: a, steps: [{ id: next, uses: test.call, with: { peer: next } }] }
            """);
        await life.GoUntilAsync(e => Started(e, "b/next"));
        await life.GoAsync();
        life.Times("line").ShouldBe(1);
    }

    const string Secretive = """
        secrets: [TOKEN]
        steps:
          - { id: login, uses: test.once, with: { peer: login, password: "${{ secrets.TOKEN }}" }, outputs: { token: { value: "${{ result.body }}", secret: true } } }
          - { id: use, uses: test.once, with: { peer: "use-${{ steps.login.outputs.token == 's3cret-token' }}" } }
          - { id: leak, uses: test.once, with: { peer: leak } }
        """;

    static Life Secret() => new(Secretive)
    {
        Secrets = new Dictionary<string, string> { ["TOKEN"] = "hush-hush" },
        Answers = (peer, _) => new(new Answer(200, peer == "use" ? "" : "s3cret-token")),
    };

    [Fact]
    [Trait("guarantee", "12")]
    public async Task Secret_outputs_survive_sealed_and_stay_masked()
    {
        using var life = Secret();
        await life.GoUntilAsync(e => Ended(e, "main/login"));
        await life.GoAsync();
        life.Times("use-true").ShouldBe(1);
        life.Times("login").ShouldBe(1);
        var said = await File.ReadAllTextAsync(Path.Combine(life.Folder, "events.jsonl"), TestContext.Current.CancellationToken);
        // What only the first process had come to know as a secret is one for the second too.
        said.ShouldNotContain("s3cret-token");
        life.Step("main/leak").Masked.ShouldBeTrue();
    }

    [Fact]
    [Trait("guarantee", "12")]
    public async Task Without_the_key_a_step_whose_secrets_are_masked_counts_as_begun()
    {
        using var life = Secret();
        await life.GoUntilAsync(e => Ended(e, "main/login"));
        await life.GoAsync(hasKey: false);
        life.Times("login").ShouldBe(1);
        life.Step("main/login").Error!.Kind.ShouldBe("interrupted");
        life.Times("use-true").ShouldBe(0);
    }

    [Fact]
    [Trait("guarantee", "14")]
    public async Task A_run_that_is_drained_ends_the_steps_under_way_and_begins_none()
    {
        using var life = new Life("""
            steps:
              - { id: one, uses: test.once, with: { peer: one } }
              - { id: two, uses: test.once, with: { peer: two } }
            finally: [{ id: clean, uses: test.once, with: { peer: clean } }]
            """);
        using var drain = new CancellationTokenSource();
        life.Answers = async (peer, _) =>
        {
            if (peer == "one") await drain.CancelAsync();
            return new(200);
        };
        var result = await life.GoAsync(with: request => request with { Drain = drain.Token });
        result.Suspended.ShouldNotBeNull();
        life.Outcomes.ShouldBe("main/one=Success");
        life.Events.OfType<RunFinished>().ShouldBeEmpty();
        (await life.GoAsync()).Finished.Outcome.ShouldBe(Outcome.Success);
        life.Outcomes.ShouldBe("main/one=Success main/two=Success main/clean=Success");
        life.AllTimes.Values.ShouldAllBe(times => times == 1);
    }

    [Fact]
    [Trait("guarantee", "13")]
    public async Task A_suspended_run_says_nothing_more_cancels_what_is_under_way_and_closes_its_connections()
    {
        using var life = new Life("""
            steps:
              - { id: line, uses: test.open, with: { name: line } }
              - { id: long, uses: test.once, with: { peer: long } }
            finally: [{ uses: test.once, with: { peer: clean } }]
            """);
        using var suspend = new CancellationTokenSource();
        life.Answers = async (peer, question) =>
        {
            if (peer != "long") return new(200);
            await suspend.CancelAsync();
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new(200);
        };
        var result = await life.GoAsync(with: request => request with { Suspend = suspend.Token });
        result.Suspended!.Message.ShouldContain("go on elsewhere");
        life.Events[^1].ShouldBeOfType<StepStarted>();
        life.Bench.Closed.ShouldBe(["line"]);
        life.Times("clean").ShouldBe(0);
        await life.GoAsync();
        life.Step("main/long").Error!.Kind.ShouldBe("interrupted");
        life.Times("clean").ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_run_that_is_killed_while_it_cleans_up_cleans_up_and_stays_cancelled()
    {
        using var life = new Life("""
            steps:
              - { id: one, uses: test.once, with: { peer: one } }
            finally:
              - { id: clean, uses: test.call, with: { peer: clean } }
            """);
        life.Answers = async (peer, question) =>
        {
            if (peer == "one") await life.Bench.Stop.CancelAsync();
            question.Cancel.ThrowIfCancellationRequested();
            return new(200);
        };
        await life.GoUntilAsync(e => Started(e, "main/clean"));
        (await life.GoAsync()).Finished.Outcome.ShouldBe(Outcome.Cancelled);
        life.Outcomes.ShouldBe("main/one=Cancelled main/clean=Success");
    }

    [Fact]
    [Trait("guarantee", "8")]
    public async Task A_run_that_never_ends_a_step_says_so()
    {
        using var life = new Life("steps: [{ id: one, uses: test.call, with: { peer: one } }, { id: bad, uses: test.call, with: { peer: bad } }]");
        for (var i = 0; i < 4; i++) await life.GoUntilAsync(e => e is StepStarted && e.Sequence > 3 && Started(e, "main/bad"));
        FileJournal.HistoryIn(life.Folder).ResumedInVain.ShouldBe(3);
        FileJournal.HistoryIn(life.Folder).Resumed.ShouldBe(3);
        await life.GoAsync();
        FileJournal.HistoryIn(life.Folder).ResumedInVain.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("guarantee", "8,9")]
    public async Task A_run_can_be_given_up_with_an_end(bool hasBegun)
    {
        using var life = new Life("steps: [{ id: one, uses: test.call, with: { peer: one } }, { id: two, uses: test.once, with: { peer: two } }]");
        if (hasBegun) await life.GoUntilAsync(e => Started(e, "main/two"));
        using var journal = new FileJournal(life.Folder);
        var result = await WorkflowRunner.GiveUpAsync("life", new("life", "life.yaml", null, 2), FileJournal.HistoryIn(life.Folder), journal, new("interrupted", "ten times"), TimeProvider.System);
        result.Suspended.ShouldBeNull();
        life.Events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, life.Events.Count).Select(i => (long)i));
        life.Events[0].ShouldBeOfType<RunStarted>();
        life.Finished.Outcome.ShouldBe(Outcome.Failure);
        life.Finished.Error!.Message.ShouldBe("ten times");
        life.Finished.Succeeded.ShouldBe(hasBegun ? 1 : 0);
    }

    [Fact]
    public async Task A_history_that_has_an_end_is_refused()
    {
        using var life = new Life("steps: [{ uses: test.call }]");
        await life.GoAsync();
        await Should.ThrowAsync<ArgumentException>(() => life.GoAsync());
    }

    [Fact]
    public void What_is_written_after_on_interrupt_is_checked()
    {
        Errors("steps: [{ uses: test.call, on-interrupt: again }]").ShouldContain("on-interrupt");
        Errors("steps: [{ uses: test.call, on-interrupt: \"${{ 'retry' }}\" }]").ShouldContain("written out");

        static string Errors(string yaml)
        {
            var diagnostics = new DiagnosticBag();
            WorkflowCompiler.Compile(new SourceText("check.yaml", yaml), TestCatalogue.Instance, diagnostics).ShouldBeNull();
            return string.Join("\n", diagnostics.Select(diagnostic => diagnostic.Message));
        }
    }

    [Fact]
    [Trait("guarantee", "9")]
    public void A_snapshot_has_the_files_and_is_compiled_in_their_place()
    {
        var folder = Path.Combine(Path.GetTempPath(), "runner-nowhere");
        var source = new SourceText("a.yaml", "steps: [{ uses: ./b.yaml }, { uses: csharp, with: { file: c.csx } }]") { FullPath = Path.Combine(folder, "a.yaml") };
        var kept = new Dictionary<string, string> { [Path.Combine(folder, "b.yaml")] = "steps: [{ uses: test.call }]", [Path.Combine(folder, "c.csx")] = "1 + 1" };
        var workflow = WorkflowCompiler.Compile(source, TestCatalogue.Instance, new(), kept: kept).ShouldNotBeNull();
        var files = Runner.Workflows.Checked.WorkflowSnapshot.Of(workflow);
        files.Keys.Select(Path.GetFileName).ShouldBe(["a.yaml", "b.yaml", "c.csx"]);
        files[Path.Combine(folder, "c.csx")].ShouldBe("1 + 1");
    }
}
