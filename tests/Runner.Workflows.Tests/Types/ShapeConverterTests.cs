using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Types;

public sealed class ShapeConverterTests
{
    static readonly Dictionary<string, TypeShape> Shapes = new()
    {
        ["any"] = TypeShape.Any,
        ["text"] = TypeShape.String,
        ["text?"] = TypeShape.String with { Nullable = true },
        ["integer"] = new(ShapeKind.Integer),
        ["number"] = TypeShape.Number,
        ["boolean"] = TypeShape.Boolean,
        ["duration"] = new(ShapeKind.Duration),
        ["choice"] = new(ShapeKind.Choice) { Choices = ["eager", "lazy", "1.1"] },
        ["texts"] = new(ShapeKind.List) { Element = TypeShape.String },
        ["integers"] = new(ShapeKind.List) { Element = new(ShapeKind.Integer) },
        ["map"] = new(ShapeKind.Map) { Element = TypeShape.String },
        ["object"] = new(ShapeKind.Object)
        {
            Fields = [new("user", TypeShape.String) { Required = true, Description = "Who" }, new("max-age", new(ShapeKind.Integer)), new("tags", new(ShapeKind.List) { Element = TypeShape.String })],
        },
        ["connection"] = new(ShapeKind.Connection) { ConnectionType = "T" },
    };

    [Theory]
    [InlineData("any", """{"a":[1,null]}""", """{"a":[1,null]}""")]
    [InlineData("any", "null", "null")]
    [InlineData("text", "\"a\"", "\"a\"")]
    [InlineData("text", "8080", "\"8080\"")]
    [InlineData("text", "1.5", "\"1.5\"")]
    [InlineData("text", "true", "\"true\"")]
    [InlineData("text?", "null", "null")]
    [InlineData("integer", "8080", "8080")]
    [InlineData("integer", "\"8080\"", "8080")]
    [InlineData("integer", "\" 1e3 \"", "1000")]
    [InlineData("integer", "-3.0", "-3")]
    [InlineData("number", "1.5", "1.5")]
    [InlineData("number", "\"1.5\"", "1.5")]
    [InlineData("boolean", "true", "true")]
    [InlineData("boolean", "\"false\"", "false")]
    [InlineData("duration", "\"1m30s\"", "\"1m30s\"")]
    [InlineData("choice", "\"LAZY\"", "\"lazy\"")]
    [InlineData("choice", "1.1", "\"1.1\"")]
    [InlineData("texts", "\"a\"", "[\"a\"]")]
    [InlineData("texts", "[1,\"b\"]", "[\"1\",\"b\"]")]
    [InlineData("texts", "[]", "[]")]
    [InlineData("integers", "\"5\"", "[5]")]
    [InlineData("map", """{"A":1,"b":"c"}""", """{"A":"1","b":"c"}""")]
    [InlineData("map", "{}", "{}")]
    [InlineData("object", """{"USER":7,"Max-Age":"5"}""", """{"USER":"7","Max-Age":5}""")]
    [InlineData("object", """{"user":"a","tags":"x"}""", """{"user":"a","tags":["x"]}""")]
    [InlineData("connection", "\"feed\"", "\"feed\"")]
    public void Value_that_fits_is_converted_without_loss(string shape, string value, string converted) =>
        ValueJson.Write(ShapeConverter.Convert(ValueJson.Parse(value), Shapes[shape], "it")).ShouldBe(converted);

    [Theory]
    [InlineData("text", "null", "`it` must be text, and this is nothing", "write a value, or leave the name out; the empty text is ''")]
    [InlineData("text", "[]", "`it` must be text, and this is a list", null)]
    [InlineData("text", "{}", "`it` must be text, and this is a mapping", null)]
    [InlineData("integer", "1.5", "`it` must be a whole number, and this is 1.5", null)]
    [InlineData("integer", "\"1.5\"", "`it` must be a whole number, and this is 1.5", null)]
    [InlineData("integer", "\"0x10\"", "`it` must be a whole number, and this is the text '0x10'", null)]
    [InlineData("integer", "\"\"", "`it` must be a whole number, and this is the text ''", null)]
    [InlineData("integer", "true", "`it` must be a whole number, and this is true", null)]
    [InlineData("number", "\"a\"", "`it` must be a number, and this is the text 'a'", null)]
    [InlineData("boolean", "1", "`it` must be true or false, and this is 1", null)]
    [InlineData("boolean", "\"yes\"", "`it` must be true or false, and this is the text 'yes'", "yes, no, on and off are plain text in YAML 1.2; write true or false")]
    [InlineData("duration", "10", "`it` must be a duration, and this is 10", DurationText.Help)]
    [InlineData("duration", "\"10\"", "`it` must be a duration, and this is the text '10'", DurationText.Help)]
    [InlineData("choice", "\"lasy\"", "`it` must be one of eager, lazy, 1.1, and this is the text 'lasy'", "did you mean `lazy`?")]
    [InlineData("choice", "{}", "`it` must be one of eager, lazy, 1.1, and this is a mapping", null)]
    [InlineData("texts", "[\"a\",[]]", "`it[1]` must be text, and this is a list", null)]
    [InlineData("texts", "null", "`it` must be a list of texts, and this is nothing", "write a value, or leave the name out")]
    [InlineData("map", "\"A: b\"", "`it` must be a mapping, and this is the text 'A: b'", "write `name: value` lines, indented below it, without `- `")]
    [InlineData("map", """{"a":[]}""", "`it.a` must be text, and this is a list", null)]
    [InlineData("map", "[]", "`it` must be a mapping, and this is a list", "write `name: value` lines, indented below it, without `- `")]
    [InlineData("object", "\"ada\"", "`it` must be a mapping, and this is the text 'ada'", "it may have: user, max-age, tags")]
    [InlineData("object", "{}", "`it` needs `user`", "Who")]
    [InlineData("object", """{"user":"a","maxage":1}""", "`it` has no field `maxage`", "did you mean `max-age`?")]
    [InlineData("object", """{"user":"a","max-age":"x"}""", "`it.max-age` must be a whole number, and this is the text 'x'", null)]
    public void Value_that_does_not_fit_is_refused_and_explained(string shape, string value, string message, string? help)
    {
        var refusal = Should.Throw<ShapeException>(() => ShapeConverter.Convert(ValueJson.Parse(value), Shapes[shape], "it"));

        refusal.Message.ShouldBe(message);
        refusal.Help.ShouldBe(help);
    }

    [Fact]
    public void Long_text_is_shortened_in_the_message() =>
        Should.Throw<ShapeException>(() => ShapeConverter.Convert(Value.From(new string('a', 39) + "😀bc"), TypeShape.Number, "it"))
            .Message.ShouldBe($"`it` must be a number, and this is the text '{new string('a', 39)}…'");

    [Theory]
    [InlineData("integer", "1e400")]
    [InlineData("integer", "NaN")]
    [InlineData("integer", "Infinity")]
    public void Whole_number_is_finite(string shape, string text) =>
        Should.Throw<ShapeException>(() => ShapeConverter.Convert(Value.From(text), Shapes[shape], "it"));
}
