using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Workflows.Values;

namespace Runner.Engine.Tests;

public sealed class ResultTests
{
    [Fact]
    public async Task Later_steps_read_results_with_their_types()
    {
        var asked = new List<string>();
        var bench = new Bench()
            .When("peer", () => new Answer(201, """{ "items": [ { "id": 7 } ] }""") { Headers = new Dictionary<string, string> { ["Content-Type"] = "text/json" } })
            .When("next", question =>
            {
                asked.Add(((Call)question.Action).Password!);
                return new(new Answer(200));
            });
        var run = await bench.RunAsync("""
            steps:
              - { id: first, uses: test.call }
              - uses: test.call
                with:
                  peer: next
                  password: ${{ steps.first.result.status + 0 == 201 }}/${{ steps.first.result.took }}/${{ steps.first.result.json.items[0].id }}/${{ steps.first.result.headers['content-type'] }}
            """.Replace("+ 0 ", "", StringComparison.Ordinal));

        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
        asked.ShouldBe(["true/1500/7/text/json"]);
    }

    [Fact]
    public async Task The_result_of_a_skipped_step_is_null()
    {
        var run = await new Bench().RunAsync("""
            steps:
              - { id: off, if: "false", uses: test.call, outputs: { body: "${{ result.body }}" } }
              - id: next
                uses: test.call
                expect:
                  - steps.off.result == null
                  - steps.off.result.status == null
                  - steps.off.outputs.body == null
                  - steps.off.conclusion == 'skipped'
            """);

        run.Step("next").Outcome.ShouldBe(Outcome.Success);
    }

    [Fact]
    public async Task The_result_of_a_step_whose_expectation_failed_is_there()
    {
        var run = await new Bench().When("peer", () => new Answer(500, "broken")).RunAsync("""
            steps:
              - { id: first, uses: test.judged }
              - { id: next, if: failure(), uses: test.call, expect: steps.first.result.body == 'broken' }
            """);

        run.Step("next").Outcome.ShouldBe(Outcome.Success);
        run.Step("first").ShouldSatisfyAllConditions(
            step => step.Error.ShouldBe(new ErrorInfo("expectation", "result.status < 400 failed: `result.status` was 500") { Location = "check.yaml:2:24" }),
            step => step.Expectations.ShouldBe([new("result.status < 400", false, "`result.status` was 500", "check.yaml:2:24")]),
            step => step.Result.At("body").AsString().ShouldBe("broken"));
    }

    [Fact]
    public async Task Every_expectation_is_judged_and_the_first_that_failed_is_the_error()
    {
        var run = await new Bench().When("peer", () => new Answer(503, "down")).RunAsync("""
            steps:
              - id: call
                uses: test.call
                expect: [ result.status > 100, result.body == 'up', result.status == 200 ]
            """);

        run.Step("call").Expectations.Select(expectation => (expectation.Passed, expectation.Saw)).ShouldBe(
            [(true, null), (false, "`result.body` was 'down'"), (false, "`result.status` was 503")]);
        run.Step("call").Error!.Message.ShouldBe("result.body == 'up' failed: `result.body` was 'down'");
        run.Finished.ExitCode.ShouldBe(ExitCode.ExpectationFailed);
    }

    [Fact]
    public async Task What_an_expectation_saw_is_cut_when_it_is_long()
    {
        var run = await new Bench().When("peer", () => new Answer(200, new string('x', 5000))).RunAsync("steps: [{ id: call, uses: test.call, expect: result.body == '' }]");
        run.Step("call").Expectations[0].Saw.ShouldBe("`result.body` was '" + new string('x', 199) + "… (5,002 characters)");
    }

    [Fact]
    public async Task An_expectation_that_cannot_be_evaluated_is_an_error_of_its_kind()
    {
        var run = await new Bench().When("peer", () => new Answer(200, "<html>")).RunAsync("steps: [{ id: call, uses: test.call, expect: result.json.ok }]");
        run.Step("call").Error.ShouldBe(new ErrorInfo("protocol", "the body is not JSON, it is HTML") { Target = "peer:1" });
        run.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
    }

    [Fact]
    public async Task Outputs_keep_their_types_and_are_made_only_by_a_step_that_succeeded()
    {
        var run = await new Bench().RunAsync("""
            steps:
              - id: first
                uses: test.call
                outputs:
                  status: ${{ result.status }}
                  text: "status ${{ result.status }}"
                  fixed: 5
              - { id: fails, uses: test.call, expect: "false", outputs: { status: "${{ result.status }}" } }
            """);

        var outputs = run.Step("first").Outputs;
        outputs.At("status").ShouldBe(Value.From(200));
        outputs.At("text").ShouldBe(Value.From("status 200"));
        outputs.At("fixed").ShouldBe(Value.From(5));
        run.Step("fails").Outputs.IsNull.ShouldBeTrue();
    }

    [Fact]
    public async Task Variables_may_use_inputs_secrets_and_the_environment()
    {
        var asked = "";
        var bench = new Bench().When("peer", question =>
        {
            asked = ((Call)question.Action).Password!;
            return new(new Answer(200));
        });
        await bench.RunAsync("""
            inputs: { region: { type: string, default: eu } }
            secrets: [TOKEN]
            env: { FIXED: 5, URL: "https://${{ inputs.region }}.api/${{ secrets.TOKEN }}/${{ env('HOME') }}" }
            steps: [{ uses: test.call, with: { password: "${{ env.URL }}?${{ env.fixed }}" } }]
            """, request => request with { Secrets = new Dictionary<string, string> { ["TOKEN"] = "t0ken" }, Variables = name => name == "HOME" ? "/root" : null });

        asked.ShouldBe("https://eu.api/t0ken//root?5");
    }
}
