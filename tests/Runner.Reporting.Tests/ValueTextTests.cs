using Runner.Workflows.Values;

namespace Runner.Reporting.Tests;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData(0.6297, "0.6")]
    [InlineData(18.0, "18")]
    [InlineData(0.04, "0")]
    [InlineData(1234.56, "1234.6")]
    public void Number_at_a_glance_has_one_digit_after_the_point(double number, string shown) =>
        Value.From(number).AtAGlance().ShouldBe(shown);
}
