using Runner.Engine.Tests.Fixtures;
using Runner.Workflows.Values;

namespace Runner.Engine.Tests;

public sealed class WorkflowInputsTests
{
    const string Declared = """
        inputs:
          url: { type: string, required: true, description: The service to check }
          attempts: { type: number, default: 3 }
          deep: { type: boolean, default: false }
          note: { type: string }
        steps: [{ uses: test.call }]
        """;

    static IValueObject Resolve(string yaml, params (string Name, string Value)[] given) =>
        WorkflowInputs.Resolve(Bench.Compile(yaml), given.ToDictionary(pair => pair.Name, pair => new GivenInput(Value.From(pair.Value)) { IsText = true }));

    static IReadOnlyList<string> ProblemsOf(string yaml, params (string Name, string Value)[] given) =>
        Should.Throw<WorkflowInputException>(() => Resolve(yaml, given)).Problems;

    [Fact]
    public void Inputs_get_the_types_that_the_workflow_declares()
    {
        var inputs = Resolve(Declared, ("URL", "http://x"), ("attempts", "5"), ("deep", "true"));

        Value.From(inputs).At("url").ShouldBe(Value.From("http://x"));
        Value.From(inputs).At("attempts").ShouldBe(Value.From(5));
        Value.From(inputs).At("deep").ShouldBe(Value.True);
        Value.From(inputs).At("note").IsNull.ShouldBeTrue();
    }

    [Fact]
    public void Defaults_stand_in_for_what_is_not_given() =>
        Value.From(Resolve(Declared, ("url", "x"))).At("attempts").ShouldBe(Value.From(3));

    [Fact]
    public void Inputs_of_every_type_are_read_from_text()
    {
        const string Every = """
            inputs:
              region: { type: choice, options: [eu, us] }
              ports: { type: list, items: number }
              names: { type: list, items: string }
              target: { type: object, properties: { host: { required: true }, port: { type: number } } }
              labels: { type: object }
              wait: { type: duration }
              code: { pattern: "^[a-z]{2}$" }
            steps: [{ uses: test.call }]
            """;
        var inputs = Value.From(Resolve(Every, ("region", "EU"), ("ports", "[80, 443]"), ("names", "web"), ("target", "{ host: db, port: 5432 }"), ("labels", "{\"a\": [1]}"), ("wait", "5s"), ("code", "de")));

        ValueJson.Write(inputs, indented: false).ShouldBe("""{"region":"eu","ports":[80,443],"names":["web"],"target":{"host":"db","port":5432},"labels":{"a":[1]},"wait":"5s","code":"de"}""");
        ProblemsOf(Every, ("region", "asia"), ("ports", "[http]"), ("target", "{ port: 1 }"), ("labels", "[1]"), ("code", "deu")).ShouldBe([
            "`region` must be one of eu, us, and this is the text 'asia'",
            "`ports[0]` must be a number, and this is the text 'http'",
            "`target` needs `host`",
            "`labels` must be a mapping, and this is a list; write `name: value` lines, indented below it, without `- `",
            "`code` must match ^[a-z]{2}$, and this is the text 'deu'",
        ]);
    }

    [Fact]
    public void A_problem_names_where_the_value_came_from() =>
        Should.Throw<WorkflowInputException>(() => WorkflowInputs.Resolve(Bench.Compile(Declared), new Dictionary<string, GivenInput>
        {
            ["url"] = new(Value.From("x")),
            ["attempts"] = new(Value.From("many")) { Origin = "inputs.yaml:3:5" },
        })).Problems.ShouldBe(["`attempts` must be a number, and this is the text 'many' (inputs.yaml:3:5)"]);

    [Fact]
    public void An_unknown_input_gets_a_suggestion() =>
        ProblemsOf(Declared, ("url", "x"), ("atempts", "5")).ShouldBe(["there is no input `atempts`; did you mean `attempts`?"]);

    [Fact]
    public void An_unknown_input_that_resembles_none_gets_the_list() =>
        ProblemsOf(Declared, ("url", "x"), ("zzz", "5")).ShouldBe(["there is no input `zzz`; there are: url, attempts, deep, note"]);

    [Fact]
    public void An_input_of_a_workflow_without_inputs_is_unknown() =>
        ProblemsOf("steps: [{ uses: test.call }]", ("url", "x")).ShouldBe(["there is no input `url`; this workflow has none"]);

    [Fact]
    public void A_missing_input_is_told_with_what_it_means() =>
        ProblemsOf(Declared).ShouldBe(["the input `url` is required: The service to check"]);

    [Theory]
    [InlineData("attempts", "many", "`attempts` must be a number, and this is the text 'many'")]
    [InlineData("deep", "maybe", "`deep` must be true or false, and this is the text 'maybe'")]
    public void A_value_of_the_wrong_type_is_refused(string name, string value, string problem) =>
        ProblemsOf(Declared, ("url", "x"), (name, value)).ShouldBe([problem]);

    [Fact]
    public void Every_problem_is_told_at_once() =>
        ProblemsOf(Declared, ("atempts", "5"), ("attempts", "many"), ("deep", "2")).Count.ShouldBe(4);
}
