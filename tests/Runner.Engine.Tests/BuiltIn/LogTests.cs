using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Sdk;

namespace Runner.Engine.Tests.BuiltIn;

public sealed class LogTests
{
    [Fact]
    public async Task Log_writes_a_text_at_the_level_info()
    {
        var run = await new Bench().RunAsync("steps: [{ id: say, uses: log, with: { message: hello } }]");

        run.Outcomes.ShouldBe("say=Success");
        run.Of<StepLogged>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(said => said.Level.ShouldBe(LogLevel.Info), said => said.Message.ShouldBe("hello"), said => said.Step.Uses.ShouldBe("log"));
    }

    [Theory]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("warning", LogLevel.Warning)]
    [InlineData("error", LogLevel.Error)]
    public async Task Log_succeeds_at_every_level(string level, LogLevel expected)
    {
        var run = await new Bench().RunAsync($"steps: [{{ id: say, uses: log, with: {{ message: hello, level: {level} }} }}]");

        run.Outcomes.ShouldBe("say=Success");
        run.Of<StepLogged>().ShouldHaveSingleItem().Level.ShouldBe(expected);
    }

    [Theory]
    [InlineData("{ a: [1, true, null], b: é }", """{"a":[1,true,null],"b":"é"}""")]
    [InlineData("[x, 2]", """["x",2]""")]
    [InlineData("0.5", "0.5")]
    [InlineData("${{ 1 == 1 }}", "true")]
    [InlineData("${{ null }}", "null")]
    [InlineData("a ${{ 'b' }}", "a b")]
    public async Task Log_writes_what_is_no_text_as_JSON(string message, string expected)
    {
        var run = await new Bench().RunAsync($"steps:\n  - uses: log\n    with:\n      message: {message}\n");

        run.Of<StepLogged>().ShouldHaveSingleItem().Message.ShouldBe(expected);
    }

    [Fact]
    public async Task Log_writes_a_line_of_the_log_for_each_line_of_the_text()
    {
        var run = await new Bench().RunAsync("steps:\n  - uses: log\n    with:\n      message: |\n        one\n\n        two\n");

        run.Of<StepLogged>().Select(said => said.Message).ShouldBe(["one", "", "two"]);
    }
}
