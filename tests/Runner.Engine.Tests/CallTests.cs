using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;

namespace Runner.Engine.Tests;

/// <summary>Steps that call another workflow.</summary>
public sealed class CallTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("runner-calls-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_called_workflow_gets_inputs_and_secrets_and_gives_outputs()
    {
        Write("lib/greet.yaml", """
            inputs: { name: { required: true }, times: { type: number, default: 2 } }
            secrets: [TOKEN]
            env: { FULL: "Dr. ${{ inputs.name }}" }
            steps:
              - id: ask
                name: ${{ env.FULL }} ${{ inputs.times }} ${{ secrets.TOKEN }}
                uses: test.call
                with: { password: "${{ secrets.TOKEN }}" }
            outputs:
              status: ${{ steps.ask.result.status }}
            """);
        var run = await RunAsync(new(), """
            secrets: [API]
            steps:
              - id: greet
                uses: ./lib/greet.yaml
                with: { name: "${{ 'Ada' }}" }
                secrets: { TOKEN: "${{ secrets.API }}-long" }
                expect: result.status == 200
              - id: next
                name: ${{ steps.greet.outputs.status }} ${{ steps.greet.result.status }}
                uses: test.call
            """, new() { ["API"] = "very-secret" });

        run.Of<StepFinished>().Select(step => $"{step.Step.Path} {step.Step.Name}").ShouldBe(["main/greet/main/ask Dr. Ada 2 ***", "main/greet greet", "main/next 200 200"]);
        run.Of<JobStarted>().Select(job => job.Job).ShouldBe(["main", "main/greet/main"]);
        run.Finished.ShouldSatisfyAllConditions(finished => finished.ExitCode.ShouldBe(ExitCode.Success), finished => finished.Succeeded.ShouldBe(3));
    }

    [Fact]
    public async Task A_called_workflow_sees_nothing_of_its_caller()
    {
        Write("inner.yaml", "steps: [{ uses: test.call, with: { peer: \"${{ env.MINE }}\" } }]");
        var diagnostics = Compile("env: { MINE: x }\nsteps: [{ uses: ./inner.yaml }]").Diagnostics;

        diagnostics.ShouldContain(diagnostic => diagnostic.Message.Contains("`env` has no variable `MINE`", StringComparison.Ordinal));
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("expect: result.status == 500", ExitCode.ExpectationFailed, "expectation")]
    [InlineData("with: { peer: bad }", ExitCode.StepFailed, "connection")]
    public async Task A_called_workflow_that_fails_fails_its_step_with_the_reason(string inner, int exitCode, string kind)
    {
        Write("inner.yaml", $"steps: [{{ uses: test.call, {inner} }}]");
        var run = await RunAsync(new Bench().When("bad", () => throw new Sdk.ConnectionFailedException("peer:1", "refused")), "steps: [{ id: call, uses: ./inner.yaml }]");

        run.Step("call").Error!.ShouldSatisfyAllConditions(error => error.Kind.ShouldBe(kind), error => error.Message.ShouldContain("inner.yaml failed: "));
        run.Finished.ExitCode.ShouldBe(exitCode);
    }

    [Fact]
    public async Task A_failure_in_a_called_workflow_is_forgiven_where_the_call_is()
    {
        Write("inner.yaml", "steps: [{ uses: test.call, expect: result.status == 500 }]");
        var run = await RunAsync(new(), "steps: [{ uses: ./inner.yaml, continue-on-error: true }]");

        run.Finished.ShouldSatisfyAllConditions(finished => finished.ExitCode.ShouldBe(ExitCode.Success), finished => finished.Failed.ShouldBe(2));
    }

    [Fact]
    public async Task A_call_is_tried_again_when_its_step_says_so()
    {
        Write("inner.yaml", "steps: [{ uses: test.call, expect: result.status == 200 }]\n");
        var bench = new Bench().When("peer", () => new Answer(500), () => new Answer(200)).PassWaits();
        var run = await RunAsync(bench, "steps: [{ id: call, uses: ./inner.yaml, retry: { attempts: 3, delay: 1s } }]");

        run.Step("call").ShouldSatisfyAllConditions(step => step.Outcome.ShouldBe(Outcome.Success), step => step.Attempts.ShouldBe(2));
    }

    [Fact]
    public async Task A_limit_of_the_call_ends_the_called_workflow_and_its_cleanup_runs()
    {
        Write("inner.yaml", "steps: [{ id: slow, uses: test.call, with: { peer: slow } }]\nfinally: [{ id: clean, uses: test.call }]");
        var bench = new Bench().When("slow", async question =>
        {
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new Answer(200);
        });
        bench.Watch = seen =>
        {
            if (seen is StepStarted { Step.Path: "main/call/main/slow" }) ThreadPool.QueueUserWorkItem(_ => bench.Time.Advance(TimeSpan.FromSeconds(6)));
        };
        var run = await RunAsync(bench, "steps: [{ id: call, uses: ./inner.yaml, timeout: 5s }]");

        run.Of<StepFinished>().Select(step => $"{step.Step.Path}={step.Outcome}").ShouldBe(["main/call/main/slow=Cancelled", "main/call/main/clean=Success", "main/call=Failure"]);
        run.Step("call").Error!.Kind.ShouldBe("timeout");
    }

    [Fact]
    public async Task Calls_can_be_repeated_and_their_outputs_are_lists()
    {
        Write("inner.yaml", "inputs: { n: { type: number } }\nsteps: [{ uses: test.call }]\noutputs: { twice: \"${{ format('{0}{0}', inputs.n) }}\" }");
        var run = await RunAsync(new(), """
            steps:
              - { id: call, uses: ./inner.yaml, for-each: [1, 2], with: { n: "${{ item }}" }, outputs: { twice: "${{ result.twice }}" } }
              - { name: "${{ join(steps.call.outputs.twice, ' ') }}", uses: test.call }
            """);

        run.Of<StepFinished>()[^1].Step.Name.ShouldBe("11 22");
    }

    [Fact]
    public async Task An_input_that_does_not_fit_at_run_time_fails_the_call()
    {
        Write("inner.yaml", "inputs: { region: { type: choice, options: [eu, us] } }\nsteps: [{ uses: test.call, with: { peer: \"${{ inputs.region }}\" } }]");
        var run = await RunAsync(new(), "steps: [{ id: ask, uses: test.call }, { id: call, uses: ./inner.yaml, with: { region: \"${{ steps.ask.result.body }}\" } }]");

        run.Step("call").Error!.ShouldSatisfyAllConditions(error => error.Kind.ShouldBe("input"), error => error.Message.ShouldContain("`region` must be one of eu, us"));
    }

    void Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    (Workflows.Checked.CheckedWorkflow? Workflow, Workflows.Diagnostics.DiagnosticBag Diagnostics) Compile(string yaml)
    {
        var diagnostics = new Workflows.Diagnostics.DiagnosticBag();
        return (Workflows.WorkflowCompiler.Compile(new(Path.Combine(folder.FullName, "main.yaml"), yaml), TestCatalogue.Instance, diagnostics), diagnostics);
    }

    Task<Recording> RunAsync(Bench bench, string yaml, Dictionary<string, string>? secrets = null) =>
        bench.RunAsync("steps: [{ uses: test.call }]", request => request with { Workflow = Compile(yaml).Workflow.ShouldNotBeNull(), Secrets = secrets ?? [] });
}
