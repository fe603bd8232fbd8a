using System.Text.Json;
using Runner.Workflows.Tests.Expressions;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Values;

public sealed class ValueJsonTests
{
    [Theory]
    [InlineData("""{"a":[1,{"b":null}],"c":"d","e":true,"f":[],"g":{}}""")]
    [InlineData("\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001/é😊\u2028\"")]
    [InlineData("[9007199254740991,-1.5,0.1,1e+21,123456789012345680000]")]
    public void Json_written_compactly_is_the_json_that_was_read(string json) => ValueJson.Write(ValueJson.Parse(json)).ShouldBe(json);

    [Fact]
    public void Json_written_indented_uses_two_spaces_and_line_feeds() =>
        ValueJson.Write(ValueJson.Parse("""{"a":[1,{}],"b":{"c":[]}}"""), indented: true)
            .ShouldBe("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": []\n  }\n}");

    [Fact]
    public void Number_that_json_cannot_say_is_null() =>
        ValueJson.Write(Value.From([Value.From(double.NaN), Value.From(double.NegativeInfinity), Value.From(-0.0)])).ShouldBe("[null,null,0]");

    [Fact]
    public void Half_of_a_surrogate_pair_is_escaped() => ValueJson.Write(Value.From("a\ud83d")).ShouldBe("\"a\\ud83d\"");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("1 2")]
    [InlineData("{'a':1}")]
    [InlineData("// no\n1")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("NaN")]
    public void Text_that_is_no_json_is_refused(string json) => Should.Throw<JsonException>(() => ValueJson.Parse(json));

    [Fact]
    public void Depth_is_limited_either_way()
    {
        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
        var deepest = ValueJson.Parse(Nested(ValueJson.MaxDepth));

        ValueJson.Write(deepest).ShouldBe(Nested(ValueJson.MaxDepth));
        Should.Throw<JsonException>(() => ValueJson.Write(Value.From([deepest])));
        Should.Throw<JsonException>(() => ValueJson.Parse(Nested(ValueJson.MaxDepth + 1)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(50)]
    public void Object_keeps_names_that_differ_in_case_and_the_last_value_of_a_name(int size)
    {
        var members = string.Concat(Enumerable.Range(0, size).Select(i => $"\"n{i}\":{i},"));
        var value = ValueJson.Parse($$"""{ {{members}} "Id": 1, "ID": 2, "n0": "last" }""").AsObject();

        value.Entries.Count().ShouldBe(size + 2);
        value.Entries.First().ShouldBe(KeyValuePair.Create("n0", Value.From("last")));
        Get(value, "Id").ShouldBe(Value.From(1));
        Get(value, "ID").ShouldBe(Value.From(2));
        Get(value, "id").ShouldBe(Value.From(1));
        Get(value, "N1").ShouldBe(Value.From(1));
        value.TryGet("none", out _).ShouldBeFalse();
    }

    [Fact]
    public void Jsonpath_respects_case_in_any_object()
    {
        var held = new ValueObject { ["Name"] = Value.From("a") };
        var scope = new Scope(("held", Value.From(held)), ("read", ValueJson.Parse("""{ "Name": "a", "name": "b" }""")));

        scope.Json("jsonpath(held, '$.Name')").ShouldBe("""["a"]""");
        scope.Json("jsonpath(held, '$.name')").ShouldBe("[]");
        scope.Json("jsonpath(read, '$.name')").ShouldBe("""["b"]""");
        scope.Json("jsonpath(fromJSON('[{\"x\":{\"a\":1}},{\"x\":{\"A\":1}}]'), '$[?@.x == $[0].x]')").ShouldBe("""[{"x":{"a":1}}]""");
    }

    static Value Get(IValueObject value, string name) => value.TryGet(name, out var found) ? found : throw new KeyNotFoundException(name);
}
