using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Sdk;

namespace Runner.Engine.Tests;

public sealed class ConditionTests
{
    static Bench Broken => new Bench().When("broken", () => throw new ConnectionFailedException("peer:1", "peer:1 refused"));

    [Fact]
    public async Task Steps_after_a_failure_run_only_when_their_condition_asks_for_it()
    {
        var run = await Broken.RunAsync("""
            steps:
              - { id: before, if: failure(), uses: test.call }
              - { id: fails, uses: test.call, with: { peer: broken } }
              - { id: plain, uses: test.call }
              - { id: yes, if: "true", uses: test.call }
              - { id: success, if: success(), uses: test.call }
              - { id: failure, if: failure(), uses: test.call }
              - { id: always, if: always(), uses: test.call }
              - { id: cancelled, if: cancelled(), uses: test.call }
              - { id: either, if: "${{ !cancelled() && steps.fails.outcome == 'failure' }}", uses: test.call }
              - { id: inside, if: "contains(format('{0}', failure()), 'true')", uses: test.call }
            """);

        run.Outcomes.ShouldBe("before=Skipped fails=Failure plain=Skipped yes=Skipped success=Skipped failure=Success always=Success cancelled=Skipped either=Success inside=Success");
        run.Finished.ShouldBeEquivalentTo(new RunFinished(Outcome.Failure, TimeSpan.Zero, 4, 1, 5, 0, ExitCode.StepFailed)
        {
            RunId = "run-1", Sequence = run.Finished.Sequence, Time = run.Finished.Time,
        });
    }

    [Fact]
    public async Task A_skip_is_no_failure()
    {
        var run = await new Bench().RunAsync("""
            inputs: { on: { type: boolean, default: false } }
            steps:
              - { id: off, if: inputs.on, uses: test.call }
              - { id: next, uses: test.call }
              - { id: sees, if: steps.off.outcome == 'skipped', uses: test.call }
            """);

        run.Outcomes.ShouldBe("off=Skipped next=Success sees=Success");
        run.Step("off").Error.ShouldBe(new ErrorInfo("skipped", "its condition is false: inputs.on"));
        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task A_step_that_is_skipped_says_why()
    {
        var run = await Broken.RunAsync("steps: [{ uses: test.call, with: { peer: broken } }, { id: next, uses: test.call }]");
        run.Step("next").Error.ShouldBe(new ErrorInfo("skipped", "a step before it failed"));
    }

    [Fact]
    public async Task A_condition_that_cannot_be_evaluated_fails_its_step_with_the_place()
    {
        var run = await new Bench().When("peer", () => new Answer(200, "no json")).RunAsync("""
            steps:
              - { id: page, uses: test.call }
              - id: next
                if: fromJSON(steps.page.result.body).ok
                uses: test.call
            """);

        run.Step("next").ShouldSatisfyAllConditions(
            step => step.Outcome.ShouldBe(Outcome.Failure),
            step => step.Error!.Kind.ShouldBe("expression"),
            step => step.Error!.Location.ShouldBe("check.yaml:4:9"));
        run.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
    }

    [Fact]
    public async Task Continue_on_error_forgives_a_failure_but_does_not_hide_it()
    {
        var run = await Broken.RunAsync("""
            steps:
              - { id: optional, uses: test.call, with: { peer: broken }, continue-on-error: true }
              - { id: next, uses: test.call }
              - { id: sees, if: steps.optional.outcome == 'failure' && steps.optional.conclusion == 'success', uses: test.call }
              - { id: failure, if: failure(), uses: test.call }
            """);

        run.Outcomes.ShouldBe("optional=Failure next=Success sees=Success failure=Skipped");
        run.Step("optional").ShouldSatisfyAllConditions(step => step.Conclusion.ShouldBe(Outcome.Success), step => step.Error!.Kind.ShouldBe("connection"));
        run.Finished.ShouldSatisfyAllConditions(
            finished => finished.ExitCode.ShouldBe(ExitCode.Success), finished => finished.Outcome.ShouldBe(Outcome.Success), finished => finished.Failed.ShouldBe(1));
    }

    [Theory]
    [InlineData("steps: [{ uses: test.call }]", ExitCode.Success)]
    [InlineData("steps: [{ uses: test.call, expect: result.status == 204 }]", ExitCode.ExpectationFailed)]
    [InlineData("steps: [{ uses: test.judged }]", ExitCode.Success)]
    [InlineData("steps: [{ uses: test.call, with: { peer: broken } }]", ExitCode.StepFailed)]
    [InlineData("steps: [{ uses: test.call, expect: result.status == 204 }, { if: always(), uses: test.call, with: { peer: broken } }]", ExitCode.StepFailed)]
    [InlineData("steps: [{ uses: test.call, with: { peer: broken }, continue-on-error: true }, { uses: test.call, expect: result.status == 204 }]", ExitCode.ExpectationFailed)]
    public async Task The_exit_code_is_that_of_the_worst_that_counts(string yaml, int code) =>
        (await Broken.RunAsync(yaml)).Finished.ExitCode.ShouldBe(code);
}
