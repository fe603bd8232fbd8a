using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;

namespace Runner.Engine.Tests;

/// <summary>Jobs: their order, their conditions, what they give to one another.</summary>
public sealed class JobTests
{
    [Fact]
    public async Task Jobs_begin_when_those_that_they_need_have_ended_and_the_rest_runs_at_once()
    {
        var bothRun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = 0;
        async ValueTask<Answer> Meet(Question _)
        {
            if (Interlocked.Increment(ref begun) == 2) bothRun.SetResult();
            await bothRun.Task.WaitAsync(TimeSpan.FromSeconds(30));
            return new Answer(200);
        }

        var bench = new Bench().When("left", Meet).When("right", Meet);
        var run = await bench.RunAsync("""
            jobs:
              last: { needs: [left, right], steps: [{ uses: test.call }] }
              left: { needs: first, steps: [{ uses: test.call, with: { peer: left } }] }
              right: { needs: [first], steps: [{ uses: test.call, with: { peer: right } }] }
              first: { steps: [{ uses: test.call }] }
            """);

        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
        var finished = run.Of<JobFinished>().Select(job => job.Job).ToList();
        finished[0].ShouldBe("first");
        finished[^1].ShouldBe("last");
        finished.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_failed_job_skips_what_needs_it_once_and_a_handler_runs()
    {
        var bench = new Bench().When("bad", () => new Answer(500));
        var run = await bench.RunAsync("""
            jobs:
              api: { steps: [{ uses: test.call, with: { peer: bad }, expect: result.status == 200 }] }
              deploy: { needs: api, steps: [{ uses: test.call }, { uses: test.call }] }
              after: { needs: deploy, steps: [{ uses: test.call }] }
              notify: { needs: [deploy], if: failure(), steps: [{ uses: test.call, with: { peer: "${{ needs.deploy.outcome }}" } }] }
              always: { needs: [deploy], if: always(), steps: [{ uses: test.call }] }
              success: { needs: [deploy], if: success(), steps: [{ uses: test.call }] }
            """);

        JobOutcomes(run).ShouldBe("after=Skipped always=Success api=Failure deploy=Skipped notify=Success success=Skipped");
        run.Finished.ShouldSatisfyAllConditions(
            finished => finished.ExitCode.ShouldBe(ExitCode.ExpectationFailed),
            finished => finished.Failed.ShouldBe(1),
            finished => finished.Skipped.ShouldBe(4),
            finished => finished.Succeeded.ShouldBe(2));
        Job(run, "deploy").Error.ShouldBe(new("skipped", "a job that it needs failed"));
    }

    [Fact]
    public async Task A_job_skipped_by_its_condition_skips_what_needs_it_and_is_no_failure()
    {
        var run = await new Bench().RunAsync("""
            inputs: { deploy: { type: boolean, default: false } }
            jobs:
              deploy: { if: inputs.deploy, steps: [{ uses: test.call }] }
              after: { needs: deploy, steps: [{ uses: test.call }] }
              handler: { needs: deploy, if: failure(), steps: [{ uses: test.call }] }
              report: { needs: deploy, if: always(), steps: [{ uses: test.call }] }
            """);

        JobOutcomes(run).ShouldBe("after=Skipped deploy=Skipped handler=Skipped report=Success");
        Job(run, "deploy").Error!.Message.ShouldBe("its condition is false: inputs.deploy");
        Job(run, "after").Error!.Message.ShouldBe("a job that it needs did not run");
        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task Continue_on_error_of_a_job_forgives_its_failure()
    {
        var bench = new Bench().When("bad", () => throw new IOException("broken"));
        var run = await bench.RunAsync("""
            jobs:
              probe: { continue-on-error: true, steps: [{ uses: test.call, with: { peer: bad } }] }
              next: { needs: probe, steps: [{ name: "${{ needs.probe.outcome }} ${{ needs.probe.conclusion }}", uses: test.call }] }
            """);

        Job(run, "probe").ShouldSatisfyAllConditions(job => job.Outcome.ShouldBe(Outcome.Failure), job => job.Conclusion.ShouldBe(Outcome.Success));
        run.Of<StepFinished>()[^1].Step.Name.ShouldBe("failure success");
        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task Outputs_of_a_job_reach_those_that_need_it_and_secret_ones_are_masked()
    {
        var asked = new List<string?>();
        var bench = new Bench()
            .When("login", () => new Answer(200, """{"token":"tok-12345"}"""))
            .When("use", question =>
            {
                asked.Add(((Call)question.Action).Password);
                return new(new Answer(200));
            });
        var run = await bench.RunAsync("""
            jobs:
              login:
                steps: [{ id: get, uses: test.call, with: { peer: login } }]
                outputs:
                  status: ${{ steps.get.result.status }}
                  token: { value: "${{ steps.get.result.json.token }}", secret: true }
              use:
                needs: login
                if: needs.login.outputs.status == 200
                steps: [{ uses: test.call, with: { peer: use, password: "${{ needs.login.outputs.token }}" } }]
            outputs:
              status: ${{ jobs.login.outputs.status }}
              outcome: ${{ jobs.use.outcome }}
            """);

        asked.ShouldBe(["tok-12345"]);
        Job(run, "login").Outputs.At("token").AsString().ShouldBe("***");
        run.Finished.Outputs.ToString().ShouldBe(run.Result.Outputs.ToString());
        run.Result.Outputs.At("status").AsNumber().ShouldBe(200);
        run.Result.Outputs.At("outcome").AsString().ShouldBe("success");
    }

    [Fact]
    public async Task Outputs_of_a_failed_job_are_what_could_be_made()
    {
        var bench = new Bench().When("bad", () => throw new IOException("broken"));
        var run = await bench.RunAsync("""
            jobs:
              probe:
                steps: [{ id: a, uses: test.call }, { id: b, uses: test.call, with: { peer: bad } }]
                outputs: { first: "${{ steps.a.result.status }}", second: "${{ steps.b.result.status }}", third: "${{ fromJSON(steps.b.result.body) }}" }
            """);

        var outputs = Job(run, "probe").Outputs;
        outputs.At("first").AsNumber().ShouldBe(200);
        outputs.At("second").IsNull.ShouldBeTrue();
        outputs.At("third").IsNull.ShouldBeTrue();
    }

    [Fact]
    public async Task An_output_that_cannot_be_made_fails_a_job_that_was_fine()
    {
        var run = await new Bench().RunAsync("""
            jobs:
              probe:
                steps: [{ id: a, uses: test.call }]
                outputs: { wrong: "${{ fromJSON(steps.a.result.body) }}" }
            """);

        Job(run, "probe").Error!.ShouldSatisfyAllConditions(error => error.Kind.ShouldBe("expression"), error => error.Location.ShouldBe("check.yaml:4:23"));
        run.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
    }

    [Fact]
    public async Task Variables_of_a_job_stand_over_those_of_the_workflow()
    {
        var run = await new Bench().RunAsync("""
            env: { WHO: workflow, WHERE: here }
            jobs:
              own: { env: { WHO: "job, ${{ env.WHO }}" }, steps: [{ name: "${{ env.WHO }} ${{ env.WHERE }} ${{ toJSON(env) }}", uses: test.call }] }
              other: { needs: own, steps: [{ name: "${{ env.WHO }}", uses: test.call }] }
            """);

        run.Of<StepFinished>().Select(step => step.Step.Name.Replace("\n", "", StringComparison.Ordinal)).ShouldBe(["job, workflow here {  \"WHO\": \"job, workflow\",  \"WHERE\": \"here\"}", "workflow"]);
    }

    [Fact]
    public async Task A_job_that_takes_longer_than_its_limit_fails_and_its_cleanup_runs()
    {
        var bench = new Bench().When("slow", async question =>
        {
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new Answer(200);
        });
        bench.Watch = seen =>
        {
            if (seen is StepStarted { Step.Path: "api/slow" }) ThreadPool.QueueUserWorkItem(_ => bench.Time.Advance(TimeSpan.FromMinutes(2)));
        };
        var run = await bench.RunAsync("""
            jobs:
              api:
                timeout: 1m
                steps:
                  - { id: slow, uses: test.call, with: { peer: slow } }
                  - { id: next, uses: test.call }
                  - { id: handler, if: failure(), uses: test.call }
                finally:
                  - { id: clean, uses: test.call }
              other: { steps: [{ id: fine, uses: test.call }] }
              after: { needs: api, if: failure(), steps: [{ id: told, uses: test.call }] }
            """);

        run.Step("slow").ShouldSatisfyAllConditions(step => step.Outcome.ShouldBe(Outcome.Cancelled), step => step.Error.ShouldBe(new("timeout", "the job took longer than 1m")));
        run.Step("next").Outcome.ShouldBe(Outcome.Skipped);
        run.Step("handler").Outcome.ShouldBe(Outcome.Success);
        run.Step("clean").Outcome.ShouldBe(Outcome.Success);
        run.Step("told").Outcome.ShouldBe(Outcome.Success);
        Job(run, "api").ShouldSatisfyAllConditions(job => job.Outcome.ShouldBe(Outcome.Failure), job => job.Error.ShouldBe(new("timeout", "the job took longer than 1m")));
        run.Finished.ShouldSatisfyAllConditions(finished => finished.Outcome.ShouldBe(Outcome.Failure), finished => finished.ExitCode.ShouldBe(ExitCode.StepFailed));
    }

    [Fact]
    public async Task Steps_under_finally_all_run_however_it_went()
    {
        var bench = new Bench().When("bad", () => throw new IOException("broken"));
        var run = await bench.RunAsync("""
            jobs:
              api:
                steps: [{ uses: test.call, with: { peer: bad } }, { uses: test.call }]
                finally:
                  - { uses: test.call, with: { peer: bad } }
                  - { id: second, uses: test.call }
                  - { id: third, if: success(), uses: test.call }
                  - { id: fourth, if: "1 == 2", uses: test.call }
            """);

        run.Of<StepFinished>().Select(step => $"{step.Step.Path}={step.Outcome}").ShouldBe(
            ["api/1=Failure", "api/2=Skipped", "api/finally/1=Failure", "api/second=Success", "api/third=Skipped", "api/fourth=Skipped"]);
    }

    [Fact]
    public async Task Steps_under_finally_run_after_a_cancellation_for_a_limited_time()
    {
        var bench = new Bench().When("slow", async question =>
        {
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new Answer(200);
        });
        bench.Watch = seen =>
        {
            if (seen is StepStarted { Step.Path: "main/slow" }) ThreadPool.QueueUserWorkItem(_ => bench.Stop.Cancel());
            if (seen is StepStarted { Step.Path: "main/hang" }) ThreadPool.QueueUserWorkItem(_ => bench.Time.Advance(TimeSpan.FromSeconds(31)));
        };
        var run = await bench.RunAsync("""
            steps: [{ id: slow, uses: test.call, with: { peer: slow } }]
            finally:
              - { id: clean, uses: test.call }
              - { id: hang, uses: test.call, with: { peer: slow } }
            """);

        run.Step("clean").Outcome.ShouldBe(Outcome.Success);
        run.Step("hang").ShouldSatisfyAllConditions(step => step.Outcome.ShouldBe(Outcome.Cancelled), step => step.Error.ShouldBe(new("timeout", "cleaning up took longer than 30s")));
        run.Finished.ExitCode.ShouldBe(ExitCode.Cancelled);
    }

    [Fact]
    public async Task Defaults_reach_the_steps_that_do_not_say_it_themselves_and_retries_only_what_may_be_repeated()
    {
        var bench = new Bench().When("flaky", () => throw new Sdk.ConnectionFailedException("peer:1", "refused")).PassWaits();
        var run = await bench.RunAsync("""
            defaults: { timeout: 10s, retry: { attempts: 3, delay: 1s } }
            jobs:
              idempotent: { continue-on-error: true, steps: [{ uses: test.call, with: { peer: flaky } }] }
              own: { needs: idempotent, continue-on-error: true, steps: [{ uses: test.call, with: { peer: flaky }, retry: { attempts: 1 } }] }
              less: { needs: own, continue-on-error: true, defaults: { retry: { attempts: 2, delay: 1s } }, steps: [{ uses: test.call, with: { peer: flaky } }] }
            """);

        run.Of<StepFinished>().Select(step => step.Attempts).ShouldBe([3, 1, 2]);
        Bench.Compile("defaults: { timeout: 10s, retry: { attempts: 3 } }\nsteps: [{ uses: test.judged }, { uses: test.judged, timeout: 1s }]").Jobs[0].Steps
            .ShouldSatisfyAllConditions(
                steps => steps[0].Timeout!.Constant!.Value.AsString().ShouldBe("10s"),
                steps => steps[1].Timeout!.Constant!.Value.AsString().ShouldBe("1s"),
                steps => steps.ShouldAllBe(step => step.Retry == null));
    }

    [Fact]
    public async Task Cancelling_ends_every_job_and_is_a_cancelled_run()
    {
        var bench = new Bench().When("slow", async question =>
        {
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new Answer(200);
        });
        var begun = 0;
        bench.Watch = seen =>
        {
            if (seen is StepStarted && Interlocked.Increment(ref begun) == 2) ThreadPool.QueueUserWorkItem(_ => bench.Stop.Cancel());
        };
        var run = await bench.RunAsync("""
            jobs:
              a: { steps: [{ uses: test.call, with: { peer: slow } }] }
              b: { steps: [{ uses: test.call, with: { peer: slow } }] }
              c: { needs: a, steps: [{ uses: test.call }] }
              d: { needs: a, if: cancelled(), steps: [{ id: told, uses: test.call }] }
            """);

        JobOutcomes(run).ShouldBe("a=Cancelled b=Cancelled c=Cancelled d=Success");
        run.Step("told").Outcome.ShouldBe(Outcome.Success);
        run.Finished.ExitCode.ShouldBe(ExitCode.Cancelled);
    }

    [Fact]
    public async Task A_job_that_cleans_up_after_a_cancellation_has_a_limited_time()
    {
        var bench = new Bench().When("slow", async question =>
        {
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new Answer(200);
        });
        bench.Watch = seen =>
        {
            if (seen is StepStarted { Step.Path: "a/1" }) ThreadPool.QueueUserWorkItem(_ => bench.Stop.Cancel());
            if (seen is StepStarted { Step.Path: "b/hang" }) ThreadPool.QueueUserWorkItem(_ => bench.Time.Advance(TimeSpan.FromSeconds(31)));
        };
        var run = await bench.RunAsync("""
            jobs:
              a: { steps: [{ uses: test.call, with: { peer: slow } }] }
              b: { needs: a, if: always(), steps: [{ id: hang, uses: test.call, with: { peer: slow } }, { id: next, uses: test.call }] }
            """);

        run.Step("hang").Error.ShouldBe(new("timeout", "cleaning up took longer than 30s"));
        run.Step("next").Outcome.ShouldBe(Outcome.Skipped);
        run.Finished.ExitCode.ShouldBe(ExitCode.Cancelled);
    }

    static JobFinished Job(Recording run, string job) => run.Of<JobFinished>().Single(finished => finished.Job == job);

    static string JobOutcomes(Recording run) => string.Join(' ', run.Of<JobFinished>().OrderBy(job => job.Job, StringComparer.Ordinal).Select(job => $"{job.Job}={job.Outcome}"));
}
