using Runner.Sdk;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Expressions;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 < )", "Unexpected symbol: ')'. Located at position 5 within expression: 1 < )", 4, 1)]
    [InlineData("format('a',)", "Unexpected symbol: ')'. Located at position 12", 11, 1)]
    [InlineData("format('a'", "Unexpected end of expression: 'a'. Located at position 8", 7, 3)]
    [InlineData("'a' 'b'", "Unexpected symbol: 'b'. Located at position 5", 4, 3)]
    [InlineData("inputs.", "Unexpected end of expression: '.'. Located at position 7", 6, 1)]
    [InlineData("inputs..a", "Unexpected symbol: '.a'. Located at position 8", 7, 2)]
    [InlineData("inputs[", "Unexpected end of expression: '['. Located at position 7", 6, 1)]
    [InlineData("'abc", "Unexpected symbol: ''abc'. Located at position 1", 0, 4)]
    [InlineData("1-2", "Unexpected symbol: '1-2'. Located at position 1", 0, 3)]
    [InlineData("'a'[0]", "Unexpected symbol: '['. Located at position 4", 3, 1)]
    [InlineData("true()", "Unexpected symbol: '('. Located at position 5", 4, 1)]
    [InlineData("0xfg", "Unexpected symbol: '0xfg'. Located at position 1", 0, 4)]
    [InlineData("other.x", "Unrecognized named-value: 'other'. Located at position 1", 0, 5)]
    [InlineData("join()", "Too few parameters supplied: 'join'. Located at position 1", 0, 4)]
    public void Parse_says_what_is_wrong_and_where(string text, string message, int start, int length)
    {
        var error = Should.Throw<ExpressionSyntaxException>(() =>
            Expression.Parse(text, FunctionRegistry.Default, new HashSet<string> { "Inputs" }));

        error.Message.ShouldStartWith(message, Case.Sensitive);
        error.Span.ShouldBe(new(start, length));
        error.Message.ShouldStartWith(error.Problem, Case.Sensitive);
    }

    [Theory]
    [InlineData("0xFF", "255")]
    [InlineData("0xFFFFFFFF", "4294967295")]
    [InlineData("0o17", "15")]
    [InlineData("-.5e+2", "-50")]
    [InlineData("5.", "5")]
    [InlineData("1e400 == Infinity", "true")]
    [InlineData("+Infinity == Infinity", "true")]
    [InlineData("'infinity' == Infinity", "false")]
    [InlineData("'0X1f' == 31", "false")]
    [InlineData("NaN != NaN", "true")]
    [InlineData("-0 || NaN || '' || null || 'last'", "\"last\"")]
    [InlineData("'0' && fromJSON('[]') && fromJSON('{}') && 'last'", "\"last\"")]
    [InlineData("null == ''", "true")]
    [InlineData("null >= null", "true")]
    [InlineData("true > false", "true")]
    [InlineData("'B' > 'a'", "true")]
    [InlineData("fromJSON('[]') == fromJSON('[]')", "false")]
    [InlineData("'it''s ''so'''", "\"it's 'so'\"")]
    [InlineData("format('{0} {1} {2}', 1e15, 0.1, 1e17)", "\"1000000000000000 0.1 1E+17\"")]
    [InlineData("fromJSON('1234567890123456.8')", "1234567890123456.8")]
    [InlineData("fromJSON('[1e-7, 1.5e300, 0.00001, 1e20]')", "[1e-7,1.5e+300,0.00001,100000000000000000000]")]
    [InlineData("fromJSON('[[{\"a\":1}],[{\"b\":2}]]').*.*.a", "[1]")]
    [InlineData("fromJSON('[[{\"a\":1}],[{\"b\":2}]]').*[0].a", "[1]")]
    [InlineData("fromJSON('[[{\"a\":1}],[{\"a\":2}]]').*.*.A", "[1,2]")]
    [InlineData("fromJSON('{\"a\":1,\"A\":2}').A", "2")]
    [InlineData("fromJSON('[1,2]')[1.9]", "2")]
    [InlineData("fromJSON('[1,2]')['1']", "2")]
    [InlineData("fromJSON('[1,2]')[-1]", "null")]
    [InlineData("'abc'.length", null)]
    [InlineData("('abc').length", "null")]
    [InlineData("(1).*", "[]")]
    public void Expression_evaluates_to(string text, string? expected)
    {
        if (expected is null) Should.Throw<ExpressionSyntaxException>(() => Scope.Empty.Evaluate(text));
        else Scope.Empty.Json(text).ShouldBe(expected);
    }

    [Fact]
    public void Parse_refuses_a_text_that_is_too_long()
    {
        Scope.Empty.Json(new string(' ', 20_999) + "1").ShouldBe("1");
        Should.Throw<ExpressionSyntaxException>(() => Scope.Empty.Parse(new string(' ', 21_000) + "1")).Message
            .ShouldBe("Exceeded max expression length 21000");
    }

    [Theory]
    [InlineData("!", "1", "")]
    [InlineData("(", "1", ")")]
    [InlineData("case(true, ", "1", ", 2)")]
    [InlineData("inputs[", "1", "]")]
    [InlineData("1 == ", "1", "")]
    [InlineData("", "inputs", ".a")]
    public void Parse_limits_depth_however_it_comes_about(string before, string inner, string after)
    {
        string Nested(int count) => string.Concat(Enumerable.Repeat(before, count)) + inner + string.Concat(Enumerable.Repeat(after, count));
        var scope = new Scope(("inputs", Value.Null));

        scope.Parse(Nested(48)).ShouldNotBeNull();
        scope.Parse(Nested(49)).ShouldNotBeNull();
        Should.Throw<ExpressionSyntaxException>(() => scope.Parse(Nested(50))).Problem.ShouldStartWith("Exceeded max expression depth 50");
    }

    [Fact]
    public void Chain_of_logical_operators_counts_as_one_level()
    {
        Scope.Empty.Json(string.Join("||", Enumerable.Repeat("0", 5000)) + "||7").ShouldBe("7");
        Scope.Empty.Json(string.Join("&&", Enumerable.Repeat("1", 5000)) + "&&7").ShouldBe("7");
    }

    [Fact]
    public void Memory_of_arguments_is_given_back_and_the_limit_can_be_set()
    {
        var text = Value.From(new string('x', 400_000));
        var strict = new Scope(("text", text));
        var wide = new Scope(("text", text)) { Environment = new() { MaxMemory = 100_000_000 } };

        strict.Evaluate("length(upper(text)) > 0 && length(lower(text)) > 0").AsBoolean().ShouldBeTrue();
        Should.Throw<ExpressionEvaluationException>(() => strict.Evaluate("upper(text) == lower(text)"));
        wide.Evaluate("upper(text) == lower(text)").AsBoolean().ShouldBeTrue();
    }

    [Fact]
    public void Network_errors_of_lazy_values_pass_through_untouched()
    {
        var error = new ConnectionFailedException("example.test:443", "refused");
        var scope = new Scope(("result", Value.From(new Failing(error))));

        Should.Throw<ConnectionFailedException>(() => scope.Evaluate("toJSON(result.body)")).ShouldBeSameAs(error);
    }

    [Fact]
    public void Name_that_the_scope_lacks_is_an_error_and_not_null() =>
        Should.Throw<ExpressionEvaluationException>(() => Expression.Parse("!nope.a", FunctionRegistry.Default).Evaluate(Scope.Empty))
            .Span.ShouldBe(new(1, 4));

    [Fact]
    public void Tree_shows_every_part_with_its_place()
    {
        const string Text = "(a.b)['c'].* != !f(1, d) && e";
        var root = Expression.Parse(Text.Replace("f(", "join(", StringComparison.Ordinal), FunctionRegistry.Default).Root
            .ShouldBeOfType<LogicalNode>();

        var comparison = root.Operands[0].ShouldBeOfType<BinaryNode>();
        comparison.Operator.ShouldBe(BinaryOperator.NotEqual);
        var wildcard = comparison.Left.ShouldBeOfType<WildcardNode>();
        wildcard.Span.ShouldBe(new(0, 12));
        var index = wildcard.Target.ShouldBeOfType<IndexNode>();
        index.Index.ShouldBeOfType<LiteralNode>().Value.AsString().ShouldBe("c");
        var member = index.Target.ShouldBeOfType<MemberNode>();
        (member.Name, member.NameSpan, member.Span).ShouldBe(("b", new(3, 1), new(1, 3)));
        member.Target.ShouldBeOfType<NameNode>().Name.ShouldBe("a");
        var call = comparison.Right.ShouldBeOfType<UnaryNode>().Operand.ShouldBeOfType<CallNode>();
        (call.Function.Name, call.Arguments.Count, call.NameSpan).ShouldBe(("join", 2, new(17, 4)));
    }

    [Fact]
    public void Typical_condition_allocates_nothing()
    {
        var scope = Scope.FromJson("""{ "result": { "status": 200, "json": { "status": "up" } } }""");
        var expression = scope.Parse("result.status == 200 && result.json.status == 'UP'");
        expression.Evaluate(scope).AsBoolean().ShouldBeTrue();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) expression.Evaluate(scope);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    sealed class Failing(Exception error) : IValueObject
    {
        public IEnumerable<KeyValuePair<string, Value>> Entries => throw error;

        public bool TryGet(string name, out Value value) => throw error;
    }
}
