using Runner.Workflows.Expressions;
using Runner.Workflows.Inventories;
using Runner.Workflows.Tests.Inventories;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Expressions;

public sealed class FunctionTests
{
    /// <summary>The hosts of the examples.</summary>
    static readonly Inventory Hosts = Sources.Read("""
        hosts: { "web[1:3]": {}, db1: { address: 10.0.0.5 } }
        groups: { web: { hosts: ["web[1:3]"] }, canary: { hosts: [web1] } }
        """);

    public static TheoryData<string> Names() => new(FunctionRegistry.Default.All.Select(function => function.Name));

    [Theory, MemberData(nameof(Names))]
    public void Function_answers_its_example_as_documented(string name)
    {
        var function = FunctionRegistry.Default.Find(name)!;

        function.Summary.ShouldNotBeEmpty();
        function.Example.ShouldContain(name + "(", Case.Sensitive);
        new Scope { Environment = new() { Inventory = new(() => Hosts) } }.Json(function.Example).ShouldBe(function.ExampleResult);
    }

    [Theory, MemberData(nameof(Names))]
    public void Function_names_every_parameter_that_it_needs(string name)
    {
        var function = FunctionRegistry.Default.Find(name)!;

        function.MinArguments.ShouldBeLessThanOrEqualTo(function.MaxArguments);
        function.Parameters.Count.ShouldBeGreaterThanOrEqualTo(Math.Min(1, function.MaxArguments));
        function.Parameters.Count.ShouldBeLessThanOrEqualTo(function.MaxArguments);
    }

    [Theory]
    [InlineData("length('añ😊')", "3")]
    [InlineData("length(null)", "0")]
    [InlineData("length(fromJSON('{\"a\":1}'))", "1")]
    [InlineData("replace('aXa', 'x', 'y')", "\"aXa\"")]
    [InlineData("split('', ',')", "[\"\"]")]
    [InlineData("split('a, b', ', ')[1]", "\"b\"")]
    [InlineData("matches('xab', '^ab')", "false")]
    [InlineData("matches('AB', '(?i)ab')", "true")]
    [InlineData("matches('abab', '^(ab)\\1$')", "true")]
    [InlineData("min(fromJSON('[]'))", "null")]
    [InlineData("max('3', 10)", "10")]
    [InlineData("sum()", null)]
    [InlineData("sum(fromJSON('[]'))", "0")]
    [InlineData("round(2.5)", "3")]
    [InlineData("round(-2.5)", "-3")]
    [InlineData("range(3)", "[0,1,2]")]
    [InlineData("range(5, 0, -2)", "[5,3,1]")]
    [InlineData("range(5, 0)", "[]")]
    [InlineData("range(0, 1, 0.25)[3]", "0.75")]
    [InlineData("date('Wed, 04 Mar 2026 05:06:07 GMT')", "\"2026-03-04T05:06:07.000Z\"")]
    [InlineData("date('2026-03-04T05:06:07+02:00')", "\"2026-03-04T03:06:07.000Z\"")]
    [InlineData("date(1772600767)", "\"2026-03-04T05:06:07.000Z\"")]
    [InlineData("date(1772600767000)", "\"2026-03-04T05:06:07.000Z\"")]
    [InlineData("dateAdd(0, '-1d')", "\"1969-12-31T00:00:00.000Z\"")]
    [InlineData("duration(' 1h 30m ')", "5400000")]
    [InlineData("duration('1.5s')", "1500")]
    [InlineData("formatDuration(0)", "\"0s\"")]
    [InlineData("formatDuration(-90000)", "\"-1m30s\"")]
    [InlineData("keys(fromJSON('{\"a\":1,\"A\":2}'))", "[\"a\",\"A\"]")]
    public void Own_function_answers_edge_cases(string expression, string? expected)
    {
        if (expected is null) Should.Throw<ExpressionSyntaxException>(() => Scope.Empty.Evaluate(expression));
        else Scope.Empty.Json(expression).ShouldBe(expected);
    }

    [Theory]
    [InlineData("length(1)", 7, 1)]
    [InlineData("replace('a', '', 'b')", 13, 2)]
    [InlineData("split('a', '')", 11, 2)]
    [InlineData("matches('a', '(')", 0, 17)]
    [InlineData("sum(1, 'x')", 7, 3)]
    [InlineData("round(1, 16)", 9, 2)]
    [InlineData("range(1e9)", 0, 10)]
    [InlineData("range(0, 9, 0)", 12, 1)]
    [InlineData("range(0, Infinity)", 0, 18)]
    [InlineData("keys('a')", 5, 3)]
    [InlineData("date('yesterday')", 5, 11)]
    [InlineData("date(0, 'yyyy', 'Europe/Atlantis')", 16, 17)]
    [InlineData("date(1e300)", 5, 5)]
    [InlineData("dateAdd(0, '1 fortnight')", 11, 13)]
    [InlineData("dateAdd(0, 1e300)", 0, 17)]
    [InlineData("duration('5')", 9, 3)]
    [InlineData("base64Decode('?')", 13, 3)]
    [InlineData("base64Decode('/w==')", 13, 6)]
    [InlineData("jsonpath(null, '$[')", 0, 20)]
    [InlineData("fromJSON('{\"a\":}')", 0, 18)]
    [InlineData("fromJSON(' ')", 0, 13)]
    [InlineData("fromJSON('\"\\ud800\"')", 0, 20)]
    public void Function_without_an_answer_points_at_the_reason(string expression, int start, int length)
    {
        var error = Should.Throw<ExpressionEvaluationException>(() => Scope.Empty.Evaluate(expression));

        error.Span.ShouldBe(new(start, length), error.Message);
    }

    [Fact]
    public void Format_names_specifiers_that_it_does_not_know() =>
        Should.Throw<ExpressionEvaluationException>(() => Scope.Empty.Evaluate("format('{0:x}', 1)")).Message
            .ShouldBe("The format specifiers 'x' are not valid for objects of type 'Number'");

    [Fact]
    public void Case_evaluates_only_what_it_answers() =>
        Scope.Empty.Json("case(false, fromJSON('?'), true, 1, fromJSON('?'))").ShouldBe("1");

    [Fact]
    public void Matches_ends_a_pattern_that_explodes()
    {
        var scope = new Scope(("text", Value.From(new string('a', 5000) + "!")));

        Should.Throw<ExpressionEvaluationException>(() => scope.Evaluate("matches(text, '^(?=(a+)+$)')")).Message.ShouldContain("took more than");
        scope.Evaluate("matches(text, '^(a+)+$')").AsBoolean().ShouldBeFalse();
    }

    [Fact]
    public void Env_reads_only_from_the_environment_it_is_given()
    {
        var scope = new Scope { Environment = new() { Variables = name => name == "REGION" ? "eu" : null } };

        scope.Json("env('REGION')").ShouldBe("\"eu\"");
        scope.Json("env('PATH')").ShouldBe("null");
    }

    [Theory]
    [InlineData(JobStatus.Success, "[true,false,false,true]")]
    [InlineData(JobStatus.Failure, "[false,true,false,true]")]
    [InlineData(JobStatus.Cancelled, "[false,false,true,true]")]
    public void Status_functions_answer_from_the_environment(JobStatus status, string expected)
    {
        var scope = new Scope { Environment = new() { Status = status } };

        scope.Json("fromJSON(format('[{0},{1},{2},{3}]', success(), failure(), cancelled(), always()))").ShouldBe(expected);
    }

    [Fact]
    public void Now_is_what_the_clock_says()
    {
        var scope = new Scope { Environment = new() { Time = new FixedTime(new(2026, 3, 4, 5, 6, 7, 8, TimeSpan.Zero)) } };

        scope.Json("now()").ShouldBe("\"2026-03-04T05:06:07.008Z\"");
    }

    [Fact]
    public void Registry_replaces_a_function_of_the_same_name_and_stays_as_it_was()
    {
        var now = FunctionRegistry.Default.Find("NOW")!;
        var registry = FunctionRegistry.Default.With(now with { Body = static _ => Value.From("then") });

        Expression.Parse("now()", registry).Evaluate(Scope.Empty).AsString().ShouldBe("then");
        FunctionRegistry.Default.Find("now").ShouldBeSameAs(now);
        now.Signature.ShouldBe("now()");
        registry.Find("join")!.Signature.ShouldBe("join(list, separator?)");
        registry.Find("format")!.Signature.ShouldBe("format(template, value?, ...)");
    }

    sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
