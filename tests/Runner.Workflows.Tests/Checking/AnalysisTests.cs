using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Tests.Expressions;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Checking;

/// <summary>What the analysis of expressions must not say; what it says is in the folder Broken.</summary>
public sealed class AnalysisTests
{
    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("always()")]
    [InlineData("always() && steps.get.outcome == 'FAILURE'")]
    [InlineData("steps.get.outcome != 'skipped' && steps.get.conclusion == null")]
    [InlineData("steps.get.outcome == ''")]
    [InlineData("inputs.dry == true || !inputs.dry")]
    [InlineData("inputs.dry == 1 || inputs.dry == ''")]
    [InlineData("inputs.dry == '1'")]
    [InlineData("inputs.count == '3' || inputs.count == '0x10' || inputs.count == ''")]
    [InlineData("inputs.text == 3 || inputs.text == true")]
    [InlineData("inputs.text && true")]
    [InlineData("false || inputs.text")]
    [InlineData("true && inputs.text")]
    [InlineData("(inputs.text || 'x') == 'x'")]
    [InlineData("contains(inputs.text && 'a' || 'b', 'a')")]
    [InlineData("steps.get.result.json.a == 'text' || steps.get.result.json.a == 5")]
    [InlineData("steps.get.result == null || steps.get.result.timings == null")]
    [InlineData("steps.get.result.headers == 0")]
    [InlineData("length(steps.get.result.headers) > 0 && length(steps.get.result.json) == 3")]
    [InlineData("contains(keys(steps.get.result.headers), 'etag')")]
    [InlineData("contains(split(inputs.text, ','), 'a') && join(split(inputs.text, ',')) != ''")]
    [InlineData("matches(inputs.text, '^a+$') && matches('a', inputs.text)")]
    [InlineData("jsonpath(steps.get.result, '$..a')[0] == 1")]
    [InlineData("format('{{{0}}}', inputs.text) == '{}'")]
    [InlineData("format(inputs.text, 1) == ''")]
    [InlineData("date(inputs.text, 'yyyy') == '2026' && date(0, inputs.text, 'UTC') != ''")]
    [InlineData("dateAdd(inputs.text, '1d') != dateAdd('2026-01-01', inputs.text)")]
    [InlineData("timestamp(steps.get.result.status) > 0")]
    [InlineData("length(range(inputs.count, 3000000)) > 0")]
    [InlineData("case(inputs.dry, 1, steps.get.result.json.b, 2, 3) == 3")]
    [InlineData("sum(steps.get.result.json.*.size) > 1 && min(inputs.text, 3) < max(split(inputs.text, ','))")]
    [InlineData("fromJSON(inputs.text).a == 1")]
    [InlineData("fromJSON('{\"a\": [1, \"b\", {\"c\": null}]}').a[2].c.d == 1")]
    [InlineData("fromJSON('{\"eu\": 1}')[inputs.text] == 1")]
    [InlineData("fromJSON('[{\"a\": 1}, {\"b\": 2}]')[0].b == null")]
    [InlineData("fromJSON('{\"a\": 1, \"A\": {\"x\": 1}}').A.x == 1")]
    [InlineData("fromJSON('[]')[0].a == null")]
    [InlineData("base64Decode(base64(inputs.text)) == duration('1h30m')")]
    [InlineData("replace(inputs.text, 'a', '') != trim(inputs.text)")]
    [InlineData("hashFiles('--bad') != env('HOME', 5)")]
    public void Condition_that_may_be_meant_is_left_alone(string condition) =>
        Compilation.Of("""
            inputs: { dry: { type: boolean, default: false }, count: { type: number, default: 1 }, text: { default: a } }
            steps:
              - { id: get, uses: http.get, with: { url: http://localhost } }
              - uses: http.get
                with: { url: http://localhost }
                if: |-
                  ${{ CONDITION }}
            """.Replace("CONDITION", condition, StringComparison.Ordinal)).Findings.ShouldBeEmpty();

    [Theory]
    [InlineData("needs.a.outcome == 'failure' || inputs.force")]
    [InlineData("inputs.force && (needs.a.outcome == 'failure' || inputs.force)")]
    [InlineData("!(needs.a.outcome == 'failure')")]
    [InlineData("needs.a.outcome == 'success' && needs.a.conclusion != 'failure'")]
    [InlineData("failure() && needs.a.outcome == 'failure'")]
    [InlineData("needs.a.conclusion != 'success' && always()")]
    [InlineData("inputs.force && contains(failure(), true) && needs.a.outcome == 'cancelled'")]
    [InlineData("needs.lenient.outcome == 'failure' && needs['lenient'].outcome != 'success'")]
    [InlineData("needs.a.outputs.outcome == 'failure' && 'failure' == inputs.text")]
    [InlineData("success() || failure()")]
    [InlineData("success() && !failure() && always() && success()")]
    [InlineData("success() && (failure() || inputs.force)")]
    public void Condition_of_a_job_that_may_hold_is_left_alone(string condition) =>
        Compilation.Of("""
            inputs: { force: { type: boolean, default: false }, text: { default: a } }
            jobs:
              a:
                steps: [{ id: get, uses: http.get, with: { url: http://localhost }, outputs: { outcome: "${{ result.body }}" } }]
                outputs: { outcome: "${{ steps.get.outputs.outcome }}" }
              lenient: { continue-on-error: true, steps: [{ uses: http.get, with: { url: http://localhost } }] }
              last:
                needs: [a, lenient]
                if: |-
                  ${{ CONDITION }}
                steps: [{ uses: http.get, with: { url: http://localhost } }]
            """.Replace("CONDITION", condition, StringComparison.Ordinal)).Findings.ShouldBeEmpty();

    [Theory]
    [InlineData("steps", "steps.a.outcome == 'failure' || inputs.force")]
    [InlineData("steps", "steps.a.outcome == 'failure' && failure()")]
    [InlineData("steps", "steps.lenient.outcome == 'failure'")]
    [InlineData("steps", "steps.lenient.outcome != 'success'")]
    [InlineData("steps", "steps.asked.outcome != 'success' && steps.asked.conclusion != 'success'")]
    [InlineData("steps", "steps.asked.outcome == 'skipped'")]
    [InlineData("steps", "steps.a.conclusion != 'failure'")]
    [InlineData("finally", "steps.a.outcome == 'failure'")]
    [InlineData("finally", "steps.a.conclusion != 'success'")]
    public void Condition_of_a_step_that_may_hold_is_left_alone(string part, string condition) =>
        Compilation.Of("""
            inputs: { force: { type: boolean, default: false } }
            jobs:
              main:
                steps:
                  - { id: a, uses: http.get, with: { url: http://localhost } }
                  - { id: lenient, uses: http.get, with: { url: http://localhost }, continue-on-error: true }
                  - { id: asked, uses: http.get, with: { url: http://localhost }, if: inputs.force }
                  - { uses: http.get, with: { url: "http://localhost/${{ steps.a.outcome }}/${{ steps.lenient.outcome }}/${{ steps.asked.outcome }}" } }
            SECOND
                  - { uses: http.get, with: { url: http://localhost }, if: "CONDITION" }
            """.Replace("SECOND", part == "steps" ? "" : "    finally:", StringComparison.Ordinal).Replace("CONDITION", condition, StringComparison.Ordinal)).Findings.ShouldBeEmpty();

    [Theory]
    [InlineData("${{ inputs.text || 'http://localhost' }}")]
    [InlineData("${{ inputs.text == 'a' && 'http://a' || 'http://b' }}")]
    [InlineData("http://localhost/${{ join(split(inputs.text, ','), '/') }}")]
    public void Value_that_chooses_is_left_alone(string url) =>
        Compilation.Of($$"""
            inputs: { text: { default: a } }
            steps: [{ uses: http.get, with: { url: "{{url}}" } }]
            """).Findings.ShouldBeEmpty();

    public static TheoryData<string> Functions => [.. FunctionRegistry.Default.All.Select(function => function.Name)];

    /// <summary>Every documented example is right, so nothing may be said of it but that its answer is known, or that there are no hosts.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void Example_of_a_function_passes_the_analysis(string name)
    {
        var example = FunctionRegistry.Default.Find(name)!.Example;

        Compilation.Of("""
            steps:
              - uses: http.post
                with:
                  url: http://localhost
                  json: |-
                    ${{ EXAMPLE }}
            """.Replace("EXAMPLE", example, StringComparison.Ordinal)).Diagnostics.Where(found => found.Code is not (DiagnosticCodes.ConstantCondition or DiagnosticCodes.NoInventory)).ShouldBeEmpty();
    }

    /// <summary>What the check calls a failing call fails indeed when it is evaluated.</summary>
    [Theory]
    [InlineData("fromJSON('{')")]
    [InlineData("matches('a', '[')")]
    [InlineData("jsonpath(null, '$.[')")]
    [InlineData("xpath('<a/>', '//a[')")]
    [InlineData("css('<p>', 'p[')")]
    [InlineData("format('{2}', 1)")]
    [InlineData("duration('5')")]
    [InlineData("date(0, 'yyyy', 'Europe/Atlantis')")]
    [InlineData("keys('a')")]
    [InlineData("length(3)")]
    [InlineData("case(1, 2, 3)")]
    [InlineData("round(fromJSON('[]'))")]
    [InlineData("duration(fromJSON('[]'))")]
    [InlineData("dateAdd(0, true)")]
    [InlineData("sum(1, fromJSON('{}'))")]
    public void Call_that_is_refused_fails_when_it_is_evaluated(string call)
    {
        Compilation.Of("steps:\n  - uses: http.post\n    with:\n      url: http://localhost\n      json: |-\n        ${{ " + call + " }}\n")
            .Diagnostics.ShouldContain(found => found.Severity == Severity.Error);

        Should.Throw<ExpressionEvaluationException>(() => Scope.Empty.Evaluate(call));
    }
}
