using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Expressions;

public sealed class TemplateTests
{
    static readonly Scope Scope = Scope.FromJson("""{ "inputs": { "port": 8080, "none": null, "list": [1], "text": "}}" } }""");

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("plain $ {{ text }}", "\"plain $ {{ text }}\"")]
    [InlineData("${{ inputs.port }}", "8080")]
    [InlineData("${{inputs.list}}", "[1]")]
    [InlineData(" ${{ inputs.port }}", "\" 8080\"")]
    [InlineData("${{ inputs.port }}\n", "\"8080\\n\"")]
    [InlineData("localhost:${{ inputs.port }}/${{ inputs.none }}${{ inputs.list }}", "\"localhost:8080/Array\"")]
    [InlineData("${{ inputs.port }}${{ inputs.port }}", "\"80808080\"")]
    [InlineData("${{ '}}' }}", "\"}}\"")]
    [InlineData("${{ '''}}' }}.", "\"'}}.\"")]
    [InlineData("${{ '${{' }} x }}", "\"${{ x }}\"")]
    [InlineData("${{ format('{{{0}}}', 1) }}", "\"{1}\"")]
    public void Template_evaluates_to(string text, string expected) =>
        ValueJson.Write(Template.Parse(text, FunctionRegistry.Default).Evaluate(Scope)).ShouldBe(expected);

    [Theory]
    [InlineData("a ${{ 1 < ) }}", 10, 1, "Unexpected symbol: ')'. Located at position 5 within expression: 1 < )")]
    [InlineData("a ${{ 'b }}", 2, 9, "The expression is not closed")]
    [InlineData("a ${{}}", 2, 5, "An expression was expected")]
    [InlineData("a ${{   }} b", 2, 8, "An expression was expected")]
    [InlineData("a ${{ 1 }} ${{", 11, 3, "The expression is not closed")]
    [InlineData("${{ 1 }} ${{  nope(1) }}", 14, 4, "Unrecognized function: 'nope'. Located at position 1 within expression: nope(1)")]
    public void Template_error_points_into_the_scalar(string text, int start, int length, string message)
    {
        var error = Should.Throw<ExpressionSyntaxException>(() => Template.Parse(text, FunctionRegistry.Default));

        error.Span.ShouldBe(new(start, length));
        error.Message.ShouldStartWith(message, Case.Sensitive);
    }

    [Fact]
    public void Template_points_into_the_scalar_when_an_expression_has_no_answer() =>
        Should.Throw<ExpressionEvaluationException>(() => Template.Parse("a ${{ 1 && keys(1) }}", FunctionRegistry.Default).Evaluate(Scope))
            .Span.ShouldBe(new(16, 1));

    [Fact]
    public void Template_parts_cover_the_scalar()
    {
        var template = Template.Parse("a ${{  inputs.port }}b", FunctionRegistry.Default);

        template.Parts.Select(part => (part.Span.Start, part.Span.End, part.Expression?.Text, part.ExpressionOffset))
            .ShouldBe([(0, 2, null, 0), (2, 21, "inputs.port", 7), (21, 22, null, 0)]);
        template.IsSingleExpression.ShouldBeFalse();
        template.IsLiteral.ShouldBeFalse();
    }
}
