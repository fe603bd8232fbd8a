using System.Text.Json;
using Runner.Engine.Events;
using Runner.Engine.Events.Lines;

namespace Runner.Reporting.Tests;

public sealed class EventDocumentationTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "events.md"));

    internal static readonly SchemaChecker Schema =
        new(JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "docs", "events.schema.json"))));

    static List<string> Examples => [.. Page.Split('\n').Where(line => line.StartsWith("{\"type\":", StringComparison.Ordinal))];

    static string EmittedLine(Type type) => NdjsonTests.Write(EventFactory.Make(type));

    static string TypeOf(string line) => JsonElement.Parse(line).GetProperty("type").GetString()!;

    /// <summary>The paths of all fields in their order, without those inside of values, which are the action's business.</summary>
    static List<string> FieldsOf(JsonElement json, string at = "")
    {
        if (json.ValueKind == JsonValueKind.Array) return json.GetArrayLength() == 0 ? [] : FieldsOf(json[0], at + "[]");
        if (json.ValueKind != JsonValueKind.Object || at is ".result" or ".outputs") return [];
        return [.. json.EnumerateObject().SelectMany(field => (string[])[at + "." + field.Name, .. FieldsOf(field.Value, at + "." + field.Name)])];
    }

    [Fact]
    public void Examples_show_every_type_of_event_once() =>
        Examples.Select(TypeOf).Order(StringComparer.Ordinal).ShouldBe(EventFactory.Types.Select(type => TypeOf(EmittedLine(type))).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(NdjsonTests.EventTypes), MemberType = typeof(NdjsonTests))]
    public void Example_has_exactly_the_fields_that_are_written(Type type)
    {
        var line = EmittedLine(type);
        var example = Examples.Single(candidate => TypeOf(candidate) == TypeOf(line));

        // A step has a result or items, a run seldom an error: what is null in an example has its fields elsewhere on the page.
        var nulls = JsonElement.Parse(example).EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Null).Select(field => "." + field.Name + ".").ToList();
        FieldsOf(JsonElement.Parse(example)).ShouldBe(FieldsOf(JsonElement.Parse(line)).Where(field => !nulls.Exists(start => field.StartsWith(start, StringComparison.Ordinal))));
    }

    [Fact]
    public void Fields_of_errors_and_items_are_described()
    {
        foreach (var field in JsonElement.Parse(EmittedLine(typeof(JobFinished))).GetProperty("items").EnumerateObject())
            Section("Items").ShouldContain("| `" + field.Name + "` |");
        foreach (var field in JsonElement.Parse(EmittedLine(typeof(JobFinished))).GetProperty("error").EnumerateObject())
            Section("Errors").ShouldContain("| `" + field.Name + "` |");

        static string Section(string title)
        {
            var section = Page[(Page.IndexOf("\n## " + title + "\n", StringComparison.Ordinal) + 1)..];
            return section[..section.IndexOf("\n## ", StringComparison.Ordinal)];
        }
    }

    [Theory]
    [MemberData(nameof(NdjsonTests.EventTypes), MemberType = typeof(NdjsonTests))]
    public void Every_field_is_described(Type type)
    {
        var line = EmittedLine(type);
        var common = Page[..Page.IndexOf("## `", StringComparison.Ordinal)];
        var section = Page[Page.IndexOf("## `" + TypeOf(line) + "`", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("```json", StringComparison.Ordinal)];

        foreach (var field in JsonElement.Parse(line).EnumerateObject()) (common + section).ShouldContain("| `" + field.Name + "` |");
    }

    [Theory]
    [MemberData(nameof(NdjsonTests.EventTypes), MemberType = typeof(NdjsonTests))]
    public void Line_is_valid_by_the_schema(Type type) => Schema.Check(JsonElement.Parse(EmittedLine(type))).ShouldBeEmpty();

    [Fact]
    public void Examples_are_valid_by_the_schema_and_can_be_read()
    {
        foreach (var example in Examples)
        {
            Schema.Check(JsonElement.Parse(example)).ShouldBeEmpty();
            NdjsonTests.Write(EventLine.Read(example)!).ShouldBe(example + "\n");
        }
    }

    [Fact]
    public void Line_with_a_missing_or_wrong_field_is_invalid_by_the_schema()
    {
        var line = NdjsonTests.Write(new JobFinished("main", Outcome.Success, TimeSpan.Zero) { RunId = "r", Sequence = 1 });
        Schema.Check(JsonElement.Parse(line)).ShouldBeEmpty();

        Schema.Check(JsonElement.Parse(line.Replace("\"job\":", "\"jab\":", StringComparison.Ordinal))).ShouldHaveSingleItem().ShouldContain("lacks job");
        Schema.Check(JsonElement.Parse(line.Replace("\"outcome\":\"success\"", "\"outcome\":\"great\"", StringComparison.Ordinal))).ShouldHaveSingleItem().ShouldContain("is none of");
    }
}
