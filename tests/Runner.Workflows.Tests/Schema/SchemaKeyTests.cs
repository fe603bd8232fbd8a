using System.Text.Json;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Schema;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Schema;

/// <summary>The parser knows the keys of the language, the schema documents them: this holds the two together.</summary>
public sealed class SchemaKeyTests
{
    const string Unknown = "qqqqqqqqqqqq";

    static readonly JsonElement Root = JsonDocument.Parse(WorkflowSchema.Write(TestCatalogue.Instance)).RootElement;

    /// <summary>Where each kind of mapping is in the schema, and a workflow with a key in it that there is not.</summary>
    public static TheoryData<string, string> Mappings => new()
    {
        { "", $"{Unknown}: 1\nsteps: [{{ uses: box.erase }}]" },
        { "definitions/job", $"jobs: {{ a: {{ {Unknown}: 1, steps: [{{ uses: box.erase }}] }} }}" },
        { "definitions/step", $"steps: [{{ {Unknown}: 1, uses: box.erase }}]" },
        { "definitions/retry", $"steps: [{{ uses: box.erase, retry: {{ {Unknown}: 1 }} }}]" },
        { "definitions/defaults", $"defaults: {{ {Unknown}: 1 }}\nsteps: [{{ uses: box.erase }}]" },
        { "properties/concurrency", $"concurrency: {{ group: a, {Unknown}: 1 }}\nsteps: [{{ uses: box.erase }}]" },
        { "definitions/input", $"inputs: {{ a: {{ {Unknown}: 1 }} }}\nsteps: [{{ uses: box.erase }}]" },
        { "properties/on", $"on: {{ {Unknown}: 1 }}\nsteps: [{{ uses: box.erase }}]" },
        { "definitions/schedule", $"on: {{ schedule: {{ cron: '@daily', {Unknown}: 1 }} }}\nsteps: [{{ uses: box.erase }}]" },
        { "definitions/items", $"inputs: {{ a: {{ items: {{ {Unknown}: 1 }} }} }}\nsteps: [{{ uses: box.erase }}]" },
        { "definitions/output", $"steps: [{{ id: a, uses: box.erase, outputs: {{ b: {{ value: 1, {Unknown}: 1 }} }} }}]" },
    };

    [Theory]
    [MemberData(nameof(Mappings))]
    public void Schema_has_the_keys_that_the_parser_knows_and_no_others(string place, string workflow)
    {
        var schema = At(place);

        var keys = schema.GetProperty("properties").EnumerateObject().Select(property => property.Name);

        keys.ShouldBe(KeysOfTheParser(workflow), ignoreOrder: true);
        schema.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Mappings))]
    public void Every_key_is_described(string place, string _)
    {
        foreach (var key in At(place).GetProperty("properties").EnumerateObject())
            key.Value.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace($"{place}/{key.Name}");
    }

    [Fact]
    public void Every_input_of_every_action_is_described()
    {
        foreach (var action in TestCatalogue.Instance.Actions.Where(action => action.Inputs.Fields.Count > 0))
        {
            var inputs = Root.GetProperty("definitions").GetProperty($"with:{action.Name}").GetProperty("allOf")[0].GetProperty("then").GetProperty("properties");
            inputs.EnumerateObject().Select(input => input.Name).ShouldBe(action.Inputs.Fields.Select(field => field.Name));
            foreach (var input in inputs.EnumerateObject())
            {
                var schema = input.Value.TryGetProperty("$ref", out var shared) ? At(shared.GetString()!["#/".Length..]) : input.Value;
                schema.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace($"{action.Name} {input.Name}");
            }
        }
    }

    [Fact]
    public void Schema_is_the_same_text_every_time() => WorkflowSchema.Write(TestCatalogue.Instance).ShouldBe(WorkflowSchema.Write(TestCatalogue.Instance));

    [Fact]
    public void Deprecated_actions_and_inputs_are_marked()
    {
        var schema = WorkflowSchema.Write(TestCatalogue.Instance);

        schema.ShouldContain("\"deprecationMessage\": \"Deprecated: use box.run.\"");
        schema.ShouldContain("\"deprecationMessage\": \"`login` is deprecated: use `account`.\"");
    }

    static JsonElement At(string place) => place.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(Root, (at, name) => at.GetProperty(name));

    /// <summary>What the help for an unknown key lists: everything that the parser looked for.</summary>
    static string[] KeysOfTheParser(string workflow)
    {
        var diagnostic = Compilation.Of(workflow).Diagnostics.Single(found => found.Code == DiagnosticCodes.UnknownKey);
        var help = diagnostic.Help.ShouldNotBeNull();
        help.ShouldStartWith("it may have: ");
        help.ShouldNotContain(" more", Case.Sensitive, "the list is cut short: test this another way");
        return help["it may have: ".Length..].Split(", ");
    }
}
