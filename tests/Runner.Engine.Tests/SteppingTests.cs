using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Workflows.Values;

namespace Runner.Engine.Tests;

/// <summary>Runs that stop before each step, and runs of a part of a workflow.</summary>
public sealed class SteppingTests
{
    const string Three = """
        env: { WHO: world }
        steps:
          - { id: first, name: "hello ${{ env.WHO }}", uses: test.call }
          - { id: second, name: "status ${{ steps.first.result.status }} ${{ env.WHO }}", uses: test.call, with: { peer: "${{ env.WHO }}" } }
          - { id: third, uses: test.call, if: steps.second.outcome != 'skipped' }
        """;

    [Fact]
    public async Task A_gate_sees_each_step_and_what_it_would_get()
    {
        var seen = new List<string>();
        var run = await new Bench().RunAsync(Three, request => request with
        {
            Gate = new Gate(step =>
            {
                seen.Add($"{step.Step.Path} {step.Location.Start.Line} {ValueJson.Write(step.Inputs(), indented: false)} {step.Evaluate("env.WHO")} {string.Join(',', step.Contexts)}");
                return StepDecision.Run;
            }),
        });

        seen[1].ShouldBe("main/second 4 {\"peer\":\"world\"} world steps,env,secrets,inputs");
        seen.Count.ShouldBe(3);
        run.Finished.Succeeded.ShouldBe(3);
    }

    [Fact]
    public async Task A_gate_can_change_contexts_for_the_step_and_those_after_it()
    {
        var run = await new Bench().RunAsync(Three, request => request with
        {
            Gate = new Gate(step =>
            {
                if (step.Step.Path == "main/second")
                {
                    step.Set("env.who", "'moon'");
                    step.Set("steps.first.result.status", "418");
                }
                else if (step.Step.Path == "main/third")
                {
                    step.Evaluate("format('{0} {1}', env.WHO, steps.first.result.status)").AsString().ShouldBe("moon 418");
                }

                return StepDecision.Run;
            }),
        });

        run.Finished.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("1 + 1", "1", "Unexpected symbol: '+'. Located at position 3 within expression: 1 + 1")]
    [InlineData("length(env)", "1", "`length(env)` is no place in a context; such as env.BASE")]
    [InlineData("nothing.x", "1", "there is no context `nothing` here; there are: steps, env, secrets, inputs")]
    [InlineData("env.WHO", "fromJSON('{')", "fromJSON: the text is not JSON")]
    public async Task A_change_that_makes_no_sense_is_refused(string target, string value, string problem)
    {
        var asked = 0;
        await new Bench().RunAsync(Three, request => request with
        {
            Gate = new Gate(step =>
            {
                asked++;
                Should.Throw<Exception>(() => step.Set(target, value)).Message.ShouldStartWith(problem);
                return StepDecision.Stop;
            }),
        });

        asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_gate_can_leave_a_step_out_and_end_the_run()
    {
        var skipped = await new Bench().RunAsync(Three, request => request with { Gate = new Gate(step => step.Step.Path == "main/second" ? StepDecision.Skip : StepDecision.Run) });
        var stopped = await new Bench().RunAsync(Three, request => request with { Gate = new Gate(step => step.Step.Path == "main/second" ? StepDecision.Stop : StepDecision.Run) });

        skipped.Outcomes.ShouldBe("first=Success second=Skipped third=Skipped");
        stopped.Outcomes.ShouldBe("first=Success second=Cancelled third=Skipped");
        stopped.Finished.ExitCode.ShouldBe(ExitCode.Cancelled);
    }

    [Fact]
    public async Task What_a_gate_sees_has_its_secrets_masked()
    {
        var seen = "";
        await new Bench().RunAsync("secrets: [TOKEN]\nsteps: [{ name: \"as ${{ secrets.TOKEN }}\", uses: test.call, with: { peer: \"${{ secrets.TOKEN }}\" } }]", request => request with
        {
            Secrets = new Dictionary<string, string> { ["TOKEN"] = "hunter22" },
            Gate = new Gate(step =>
            {
                seen = $"{step.Step.Name} {ValueJson.Write(step.Inputs(), indented: false)} {step.Evaluate("secrets.TOKEN")} {step.Evaluate("base64(secrets.TOKEN)")}";
                return StepDecision.Run;
            }),
        });

        seen.ShouldContain("***");
        seen.ShouldNotContain("hunter22");
        seen.ShouldNotContain("aHVudGVyMjI");
    }

    const string Jobs = """
        jobs:
          build: { steps: [{ id: make, uses: test.call }], outputs: { version: "${{ steps.make.result.status }}" } }
          test: { needs: build, steps: [{ id: one, uses: test.call }, { id: two, name: "${{ needs.build.outputs.version }}", uses: test.call }], finally: [{ id: end, uses: test.call }] }
          other: { steps: [{ id: one, uses: test.call }] }
          deploy: { needs: test, steps: [{ uses: test.call }] }
        """;

    [Fact]
    public async Task Only_some_jobs_run_without_those_that_they_need()
    {
        var run = await new Bench().RunAsync(Jobs, request => request with { Selection = RunSelection.Only(request.Workflow, ["TEST"]) });

        run.Of<StepFinished>().Select(step => $"{step.Step.Path} {step.Step.Name}").ShouldBe(["test/one one", "test/two ", "test/end end"]);
        run.Finished.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("two")]
    [InlineData("test/two")]
    public async Task A_run_from_a_step_has_what_comes_after_it(string from)
    {
        var run = await new Bench().RunAsync(Jobs, request => request with { Selection = RunSelection.From(request.Workflow, from) });

        run.Of<StepFinished>().Select(step => $"{step.Step.Path}={step.Outcome}").ShouldBe(["test/one=Skipped", "test/two=Success", "test/end=Success", "deploy/1=Success"]);
    }

    [Theory]
    [InlineData("tow", "there is no step `tow`")]
    [InlineData("one", "several steps are called `one`")]
    public void A_step_that_cannot_be_found_is_refused(string from, string problem) =>
        Should.Throw<RunSelectionException>(() => RunSelection.From(Bench.Compile(Jobs), from)).Message.ShouldBe(problem);

    [Fact]
    public void A_job_that_there_is_not_is_refused() =>
        Should.Throw<RunSelectionException>(() => RunSelection.Only(Bench.Compile(Jobs), ["tset"])).Help.ShouldBe("did you mean test?");

    sealed class Gate(Func<PausedStep, StepDecision> answer) : IStepGate
    {
        public ValueTask<StepDecision> AskAsync(PausedStep step, CancellationToken cancel) => new(answer(step));
    }
}
