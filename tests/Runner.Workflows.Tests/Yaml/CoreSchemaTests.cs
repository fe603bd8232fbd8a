using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Tests.Yaml;

/// <summary>What plain scalars mean: YAML 1.2.2, section 10.3.2, and its example.</summary>
public sealed class CoreSchemaTests
{
    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("Null")]
    [InlineData("NULL")]
    public void Null_has_five_forms(string text) => CoreSchema.Resolve(text).ShouldBe(Value.Null);

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("FALSE", false)]
    public void Boolean_has_six_forms(string text, bool value) => CoreSchema.Resolve(text).ShouldBe(Value.From(value));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-19", -19)]
    [InlineData("+12", 12)]
    [InlineData("010", 10)]
    [InlineData("-007", -7)]
    [InlineData("0o7", 7)]
    [InlineData("0o10", 8)]
    [InlineData("0x3A", 58)]
    [InlineData("0x1f", 31)]
    [InlineData("0.", 0)]
    [InlineData("-0.0", -0.0)]
    [InlineData(".5", 0.5)]
    [InlineData("+.5", 0.5)]
    [InlineData("1.10", 1.1)]
    [InlineData("1e3", 1000)]
    [InlineData("12e03", 12000)]
    [InlineData("-2E+05", -200000)]
    [InlineData("1.5e-3", 0.0015)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData(".inf", double.PositiveInfinity)]
    [InlineData("+.INF", double.PositiveInfinity)]
    [InlineData("-.Inf", double.NegativeInfinity)]
    [InlineData(".nan", double.NaN)]
    [InlineData(".NaN", double.NaN)]
    public void Number_is_read_as_one(string text, double value) => CoreSchema.Resolve(text).ShouldBe(Value.From(value));

    [Theory]
    [InlineData("on")]
    [InlineData("off")]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("y")]
    [InlineData("tRUE")]
    [InlineData("nULL")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("+.e1")]
    [InlineData("e3")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.2.3")]
    [InlineData("1_000")]
    [InlineData("1,000")]
    [InlineData("0o8")]
    [InlineData("0o")]
    [InlineData("0x")]
    [InlineData("0xG")]
    [InlineData("-0x1F")]
    [InlineData("0b11")]
    [InlineData("12:30")]
    [InlineData("2026-01-02")]
    [InlineData("inf")]
    [InlineData("NaN")]
    [InlineData(".iNF")]
    [InlineData("+.nan")]
    [InlineData("1 ")]
    [InlineData("١")]
    public void Anything_else_is_text(string text) => CoreSchema.Resolve(text).ShouldBe(Value.From(text));

    [Theory]
    [InlineData("Yes", true)]
    [InlineData("off", true)]
    [InlineData("maybe", false)]
    [InlineData("true", false)]
    public void Boolean_of_yaml_1_1_is_explained(string text, bool explained) => (CoreSchema.BooleanHelp(text) is not null).ShouldBe(explained);
}
