using System.Text.Json;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.JsonSchemas;

/// <summary>What the validator says, and what it refuses.</summary>
public sealed class JsonSchemaTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static string[] Violations(string schema, string value) =>
        [.. JsonSchema.From(JsonElement.Parse(schema)).Check(JsonElement.Parse(value), Cancel).Violations.Select(static violation => violation.ToString())];

    static string Refusal(string schema) => Should.Throw<SchemaException>(() => JsonSchema.From(JsonElement.Parse(schema))).Message;

    [Theory]
    [InlineData("""{"type":"number"}""", "\"12\"", "(root): must be a number, is \"12\"")]
    [InlineData("""{"type":["integer","null"]}""", "1.5", "(root): must be a whole number or null, is 1.5")]
    [InlineData("""{"type":"object"}""", "[1]", "(root): must be an object, is an array")]
    [InlineData("""{"enum":["a","b",3]}""", "\"c\"", "(root): must be one of \"a\", \"b\", 3, is \"c\"")]
    [InlineData("""{"const":true}""", "false", "(root): must be true, is false")]
    [InlineData("""{"minimum":1}""", "0", "(root): must be at least 1, is 0")]
    [InlineData("""{"maximum":1.5}""", "1.50001", "(root): must be at most 1.5, is 1.50001")]
    [InlineData("""{"exclusiveMinimum":9007199254740993}""", "9007199254740993", "(root): must be more than 9007199254740993, is 9007199254740993")]
    [InlineData("""{"exclusiveMaximum":0}""", "-0.0", "(root): must be less than 0, is -0.0")]
    [InlineData("""{"multipleOf":0.01}""", "0.075", "(root): must be a multiple of 0.01, is 0.075")]
    [InlineData("""{"minLength":2}""", "\"😀\"", "(root): must have at least 2 characters, has 1: \"😀\"")]
    [InlineData("""{"maxLength":1}""", "\"ab\"", "(root): must have at most 1 character, has 2: \"ab\"")]
    [InlineData("""{"pattern":"^\\d+$"}""", "\"a\"", "(root): must match the pattern ^\\d+$, is \"a\"")]
    [InlineData("""{"format":"date"}""", "\"2026-02-30\"", "(root): must be in the format date, is \"2026-02-30\"")]
    [InlineData("""{"minItems":2}""", "[1]", "(root): must have at least 2 items, has 1")]
    [InlineData("""{"maxProperties":1}""", """{"a":1,"b":2}""", "(root): must have at most 1 property, has 2")]
    [InlineData("""{"uniqueItems":true}""", """[1,{"a":1,"b":2},{"b":2.0,"a":1}]""", "(root): must not have an item twice, has the same at 1 and 2")]
    [InlineData("""{"required":["id","name"]}""", """{"name":1}""", "(root): must have the property \"id\"")]
    [InlineData("""{"required":["id","name"]}""", "{}", "(root): must have the properties \"id\", \"name\"")]
    [InlineData("""{"dependentRequired":{"card":["address"]}}""", """{"card":1}""", "(root): must have the property \"address\", as it has \"card\"")]
    [InlineData("""{"properties":{"a/b":{"items":{"type":"integer"}}}}""", """{"a/b":[1,"x"]}""", "/a~1b/1: must be a whole number, is \"x\"")]
    [InlineData("""{"additionalProperties":false,"properties":{"a":{}}}""", """{"a":1,"b":2}""", "/b: must not be there")]
    [InlineData("""{"propertyNames":{"maxLength":2}}""", """{"long":1}""", "(root): must not have a property of the name \"long\": a name must have at most 2 characters, has 4: \"long\"")]
    [InlineData("""{"contains":{"type":"null"},"minContains":2}""", "[null]", "(root): must have at least 2 items of the schema in `contains`, has 1")]
    [InlineData("""{"anyOf":[{"type":"null"},{"properties":{"a":{"type":"number"}},"required":["a"]}]}""", """{"a":"x"}""",
        "(root): conforms to none of the 2 schemas in `anyOf` ((root): must be null, is an object | /a: must be a number, is \"x\")")]
    [InlineData("""{"oneOf":[{"type":"number"},{"minimum":1},{"type":"null"}]}""", "2", "(root): must conform to exactly one of the 3 schemas in `oneOf`, conforms to 0, 1 (counted from 0)")]
    [InlineData("""{"not":{"type":"null"}}""", "null", "(root): must not conform to the schema in `not`, is null")]
    [InlineData("""{"unevaluatedProperties":false,"allOf":[{"properties":{"a":true}}]}""", """{"a":1,"b":2}""", "/b: must not be there")]
    public void Violation_says_where_what_must_be_and_what_is(string schema, string value, string violation) =>
        Violations(schema, value).ShouldBe([violation]);

    [Fact]
    public void Report_keeps_the_first_violations_and_counts_all()
    {
        var schema = JsonSchema.From(JsonElement.Parse("""{"items":{"type":"null"}}"""));

        var report = schema.Check(JsonElement.Parse($"[{string.Join(',', Enumerable.Range(0, 5000))}]"), Cancel);

        report.Conforms.ShouldBeFalse();
        report.Count.ShouldBe(5000);
        report.Violations.Count.ShouldBe(SchemaReport.MostKept);
        report.Violations[99].Pointer.ShouldBe("/99");
    }

    [Theory]
    [InlineData("""{"properties":{"age":{"type":"integr"}}}""", "json-schema#/properties/age/type: is \"integr\": give one of null, boolean")]
    [InlineData("""{"type":7}""", "json-schema#/type: is no type")]
    [InlineData("""{"properties":[]}""", "json-schema#/properties: is an array: give an object")]
    [InlineData("""{"items":[{}]}""", "in draft 2020-12 a list is `prefixItems`")]
    [InlineData("""{"anyOf":{"a":1}}""", "json-schema#/anyOf: is an object: give a list")]
    [InlineData("""{"not":"x"}""", "json-schema#/not: is \"x\": a schema is an object, or true or false")]
    [InlineData("""{"minLength":-1}""", "json-schema#/minLength: is -1: give a whole number, 0 or more")]
    [InlineData("""{"maximum":"9"}""", "json-schema#/maximum: is \"9\": give a number")]
    [InlineData("""{"multipleOf":0}""", "must be more than 0")]
    [InlineData("""{"required":"id"}""", "json-schema#/required: is \"id\": give a list")]
    [InlineData("""{"required":[1]}""", "json-schema#/required: must be a list of names")]
    [InlineData("""{"pattern":"("}""", "json-schema#/pattern: \"(\" is no regular expression")]
    [InlineData("""{"pattern":"\\Z"}""", "there is no escape \\Z")]
    [InlineData("""{"$ref":"#/$defs/a"}""", "json-schema#/$ref: \"#/$defs/a\" leads nowhere: there is no \"$defs\" in json-schema#")]
    [InlineData("""{"$ref":"#a"}""", "there is no anchor of that name")]
    [InlineData("""{"$ref":"https://example.com/a.json"}""", "nothing is fetched: only files are read")]
    [InlineData("""{"$ref":"missing.json"}""", "missing.json, which cannot be read")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", "json-schema#/$schema: is \"http://json-schema.org/draft-04/schema#\", which is not known")]
    public void Schema_that_cannot_be_used_is_refused_with_its_place(string schema, string part) => Refusal(schema).ShouldContain(part);

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"anyOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"allOf":[{"$ref":"#"}]}}}""")]
    public void Schema_that_leads_to_itself_without_end_is_told(string schema) =>
        Should.Throw<SchemaException>(() => Violations(schema, "1")).Message.ShouldContain("refers to itself without end");

    [Fact]
    public void Schema_of_a_tree_checks_every_level()
    {
        const string schema = """{"properties":{"children":{"items":{"$ref":"#"}},"name":{"type":"string"}},"required":["name"]}""";

        Violations(schema, """{"name":"a","children":[{"name":"b","children":[{"name":1}]},{}]}""")
            .ShouldBe(["/children/0/children/0/name: must be text, is 1", "/children/1: must have the property \"name\""]);
    }

    [Fact]
    public void Schema_refers_to_files_beside_it_by_path_and_by_the_address_that_it_gives_itself()
    {
        using var folder = new PeerFolder();
        Directory.CreateDirectory(folder.At("parts"));
        folder.Write("parts/city.json", """{"$id":"city.json","type":"string","minLength":2}""");
        folder.Write("address.json", """{"properties":{"city":{"$ref":"parts/city.json"}},"$defs":{"zip":{"$anchor":"zip","type":"integer"}}}""");
        folder.Write("user.json", """{"properties":{"home":{"$ref":"./address.json"},"zip":{"$ref":"address.json#zip"}}}""");
        folder.Write("remote.json", """{"$id":"https://example.com/schemas/remote.json","properties":{"home":{"$ref":"address.json"}}}""");

        var user = JsonSchema.Load(folder.At("user.json"));
        user.Files.Count.ShouldBe(3);
        user.Check(JsonElement.Parse("""{"home":{"city":"x"},"zip":"1"}"""), Cancel).Violations.Select(static each => each.Pointer).ShouldBe(["/home/city", "/zip"]);
        JsonSchema.Load(folder.At("remote.json")).Check(JsonElement.Parse("""{"home":{"city":"x"}}"""), Cancel).Count.ShouldBe(1);
    }

    [Fact]
    public void File_that_is_no_json_is_told_with_the_place()
    {
        using var folder = new PeerFolder();

        Should.Throw<SchemaException>(() => JsonSchema.Load(folder.Write("bad.json", "{\n  \"type\": string\n}"))).Message.ShouldBe("bad.json: is not JSON: line 2, position 11");
        JsonSchema.Load(folder.Write("lenient.json", "{ // as editors take it\n \"type\": \"string\", }")).Check(JsonElement.Parse("1"), Cancel).Count.ShouldBe(1);
    }

    [Fact]
    public void Numbers_are_compared_as_they_are_written_whatever_their_size()
    {
        Violations("""{"maximum":1e400}""", "1e401").Length.ShouldBe(1);
        Violations("""{"maximum":1e400}""", "9.99e399").ShouldBeEmpty();
        Violations("""{"type":"integer"}""", "1e1000000000000000000000").ShouldBeEmpty();
        Violations("""{"multipleOf":2}""", "1e100000").ShouldBeEmpty();
        Violations("""{"multipleOf":3}""", "1e100000").Length.ShouldBe(1);
        Violations("""{"const":1.0}""", "10e-1").ShouldBeEmpty();
        Violations("""{"uniqueItems":true}""", "[1,1.0]").Length.ShouldBe(1);
    }

    [Fact]
    public void Pattern_that_explodes_ends()
    {
        var schema = JsonSchema.From(JsonElement.Parse("""{"pattern":"^(?=(a+)+$)"}"""));

        Should.Throw<SchemaException>(() => schema.Check(JsonElement.Parse($"\"{new string('a', 5000)}!\""), Cancel)).Message.ShouldContain("takes more than 1 s");
    }

    [Fact]
    public void Check_that_is_cancelled_ends()
    {
        var schema = JsonSchema.From(JsonElement.Parse("""{"items":{"allOf":[{"type":"number"},{"minimum":0}]}}"""));

        Should.Throw<OperationCanceledException>(() => schema.Check(JsonElement.Parse($"[{string.Join(',', Enumerable.Range(0, 5000))}]"), new CancellationToken(true)));
    }
}
