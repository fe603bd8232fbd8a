using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Expressions;

public sealed class ExplainTests
{
    readonly Scope scope = Scope.FromJson("""{ "result": { "status": 503, "json": { "items": [1, 2] }, "body": "DOWN" }, "name": "items" }""");

    [Theory]
    [InlineData("result.status == 200", "result.status=503")]
    [InlineData("result.status == 200 && result.body == 'UP'", "result.status=503")]
    [InlineData("result.status > 500 && result.body == 'UP'", "result.status=503 | result.body=\"DOWN\"")]
    [InlineData("result.status == 200 || result.status == 204", "result.status=503")]
    [InlineData("!contains(result.body, 'down')", "contains(result.body, 'down')=true | result.body=\"DOWN\"")]
    [InlineData("contains(result.body, 'UP')", "result.body=\"DOWN\"")]
    [InlineData("result.json[name][1] == 3", "result.json[name][1]=2 | name=\"items\"")]
    [InlineData("length(result.json.items.*) == 3", "length(result.json.items.*)=2 | result.json.items.*=[1,2]")]
    [InlineData("(result.json).items[0] == 0", "(result.json).items[0]=1")]
    [InlineData("fromJSON('{\"a\":1}').a == result.status", "fromJSON('{\"a\":1}').a=1 | result.status=503")]
    [InlineData("case(false, result.status, true, result.body, 1) == 2", "case(false, result.status, true, result.body, 1)=\"DOWN\" | result.body=\"DOWN\"")]
    [InlineData("fromJSON(result.body).up", "result.body=\"DOWN\"")]
    [InlineData("false", "")]
    [InlineData("success() && failure()", "success()=true | failure()=false")]
    public void Explain_tells_what_was_seen(string expression, string expected)
    {
        var seen = scope.Parse(expression).Explain(scope);

        string.Join(" | ", seen.Select(each => $"{each.Text}={ValueJson.Write(each.Value)}")).ShouldBe(expected);
        seen.ShouldAllBe(each => expression.Substring(each.Span.Start, each.Span.Length) == each.Text);
    }
}
