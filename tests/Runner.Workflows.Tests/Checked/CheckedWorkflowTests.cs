using Runner.Sdk;
using Runner.Workflows.Checked;
using Runner.Workflows.Tests.Expressions;
using Runner.Workflows.Tests.Fixtures;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Checked;

/// <summary>What a right workflow becomes.</summary>
public sealed class CheckedWorkflowTests
{
    const string Get = "steps:\n  - uses: http.get\n    with: { url: http://localhost }\n";

    [Fact]
    public void Shortest_workflow_takes_every_default()
    {
        var workflow = Compilation.Of(Get, "checks/api.yaml").Workflow.ShouldNotBeNull();

        workflow.Name.ShouldBe("api");
        workflow.Description.ShouldBeNull();
        workflow.Inputs.ShouldBeEmpty();
        workflow.Env.ShouldBeEmpty();
        workflow.Secrets.ShouldBeEmpty();
        var job = workflow.Jobs.ShouldHaveSingleItem();
        job.Id.ShouldBe("main");
        var step = job.Steps.ShouldHaveSingleItem();
        step.Path.ShouldBe("main/1");
        step.Id.ShouldBeNull();
        step.Name.ShouldBeNull();
        step.Action.Name.ShouldBe("http.get");
        step.If.ShouldBeNull();
        step.Timeout.ShouldBeNull();
        step.Retry.ShouldBeNull();
        step.Outputs.ShouldBeEmpty();
        step.ContinueOnError.ShouldBeFalse();
        step.Location.Start.Line.ShouldBe(2);
    }

    [Fact]
    public void Step_is_found_by_its_id_or_its_number()
    {
        var steps = Steps("""
            steps:
              - { id: first, uses: http.get, with: { url: a } }
              - { uses: http.get, with: { url: b } }
              - { uses: http.get, with: { url: c } }
              - { id: last, uses: http.get, with: { url: d } }
            """);

        steps.Select(step => step.Path).ShouldBe(["main/first", "main/2", "main/3", "main/last"]);
    }

    [Fact]
    public void Workflow_is_described_in_its_own_words()
    {
        var workflow = Compilation.Right("name: 1.10\ndescription: |\n  Two\n  lines\nsecrets: TOKEN\n" + Get);

        workflow.Name.ShouldBe("1.10");
        workflow.Description.ShouldBe("Two\nlines\n");
        workflow.Secrets.ShouldBe(["TOKEN"]);
    }

    [Theory]
    [InlineData("{}", ShapeKind.String, "null", false)]
    [InlineData("{ type: number, default: 5 }", ShapeKind.Number, "5", false)]
    [InlineData("{ type: number, default: \"5\" }", ShapeKind.Number, "5", false)]
    [InlineData("{ type: boolean, default: true }", ShapeKind.Boolean, "true", false)]
    [InlineData("{ type: duration, default: 1m }", ShapeKind.Duration, "\"1m\"", false)]
    [InlineData("{ default: 1.10 }", ShapeKind.String, "\"1.10\"", false)]
    [InlineData("{ default: \"\" }", ShapeKind.String, "\"\"", false)]
    [InlineData("{ default: ~ }", ShapeKind.String, "null", false)]
    [InlineData("{ required: true }", ShapeKind.String, "null", true)]
    public void Input_has_a_type_and_a_default(string written, ShapeKind kind, string standard, bool required)
    {
        var input = Compilation.Right($"inputs:\n  a: {written}\n{Get}").Inputs.ShouldHaveSingleItem();

        input.Name.ShouldBe("a");
        input.Type.Kind.ShouldBe(kind);
        ValueJson.Write(input.Default).ShouldBe(standard);
        input.Required.ShouldBe(required);
    }

    [Fact]
    public void Values_that_depend_on_nothing_are_folded_to_a_constant()
    {
        var with = Steps("""
            steps:
              - uses: http.post
                with:
                  URL: http://localhost
                  redirects: "3"
                  verify: "false"
                  version: 2
                  headers: { X-Version: 1.10, X-Id: 12345678901234567890, X-Octal: 010, X-On: on, X-True: True }
                  json: { a: [1, 1.10, 010, on, True, null, "1"], b: {} }
            """)[0].With;

        ValueJson.Write(with.Constant.ShouldNotBeNull()).ShouldBe(
            """{"url":"http://localhost","redirects":3,"verify":false,"version":"2","headers":{"X-Version":"1.10","X-Id":"12345678901234567890","X-Octal":"010","X-On":"on","X-True":"True"},"json":{"a":[1,1.1,10,"on",true,null,"1"],"b":{}}}""");
    }

    [Fact]
    public void One_expression_leaves_the_rest_constant()
    {
        var with = Steps("env: { A: x }\n" + """
            steps:
              - uses: http.post
                with: { url: http://localhost, json: { a: [1, "${{ env.A }}"], b: [2] } }
            """)[0].With;

        with.Constant.ShouldBeNull();
        var json = with.Entries.Single(entry => entry.Name == "json").Value.ShouldBeOfType<MapTemplate>();
        json.Constant.ShouldBeNull();
        json.Entries[0].Value.Constant.ShouldBeNull();
        ValueJson.Write(json.Entries[1].Value.Constant.ShouldNotBeNull()).ShouldBe("[2]");
    }

    [Theory]
    [InlineData("query: { tag: a }", """{"tag":["a"]}""")]
    [InlineData("query: { tag: [a, 1] }", """{"tag":["a","1"]}""")]
    [InlineData("query: { tag: [] }", """{"tag":[]}""")]
    public void Single_value_is_a_list_of_one(string with, string json) =>
        Constant(Steps($"steps:\n  - uses: http.get\n    with: {{ url: a, {with} }}\n")[0], "query").ShouldBe(json);

    [Fact]
    public void Single_mapping_is_a_list_of_one() =>
        Constant(Steps("steps:\n  - uses: http.serve\n    with: { routes: { path: /, status: 200 } }\n")[0], "routes")
            .ShouldBe("""[{"path":"/","status":[200]}]""");

    [Fact]
    public void Null_is_kept_where_an_input_allows_it() =>
        Constant(Steps("steps:\n  - uses: http.serve\n    with: { routes: [], port: null }\n")[0], "port").ShouldBe("null");

    [Fact]
    public void Expression_alone_keeps_its_type_and_one_among_text_becomes_text()
    {
        var workflow = Compilation.Right("inputs: { n: { type: number } }\n" + """
            steps:
              - uses: http.post
                with: { url: http://localhost, json: { a: "${{ inputs.n }}", b: "n=${{ inputs.n }}", c: " ${{ inputs.n }}" } }
            """);
        var scope = new Scope(("inputs", Value.From(new ValueObject { ["n"] = Value.From(5) })));

        ValueJson.Write(workflow.Jobs[0].Steps[0].With.Evaluate(scope)).ShouldBe("""{"url":"http://localhost","json":{"a":5,"b":"n=5","c":" 5"}}""");
    }

    [Fact]
    public void Failing_expression_says_where_it_stands()
    {
        var with = Steps("steps:\n  - uses: http.post\n    with:\n      url: a\n      json: ${{ fromJSON(env('NOT_SET')) }}\n")[0].With;

        Should.Throw<TemplateException>(() => with.Evaluate(new Scope())).Location.Start.Line.ShouldBe(5);
    }

    [Fact]
    public void Step_without_expectations_is_judged_as_its_action_says()
    {
        var steps = Steps("""
            steps:
              - { uses: http.get, with: { url: a } }
              - { uses: http.get, with: { url: a }, expect: true }
              - { uses: scan.ports, with: { host: a } }
              - { uses: http.get, with: { url: a }, expect: [result.status == 200, "${{ result.body != '' }}"] }
            """);

        Texts(steps[0]).ShouldBe(["result.status < 400"]);
        Texts(steps[1]).ShouldBe(["true"]);
        Texts(steps[2]).ShouldBeEmpty();
        Texts(steps[3]).ShouldBe(["result.status == 200", "result.body != ''"]);
        steps[3].Expect.Select(condition => condition.Location.Source.Slice(condition.Location.Span)).ShouldBe(Texts(steps[3]));

        static IEnumerable<string> Texts(CheckedStep step) => step.Expect.Select(condition => condition.Expression.Text);
    }

    [Fact]
    public void Retry_is_read_whole()
    {
        var retry = Steps(Get + """
                retry:
                  attempts: 5
                  delay: 100ms
                  backoff: Exponential
                  max-delay: ${{ env.LONGEST }}
                  jitter: true
                  timeout: 1m
                  on: [timeout, rate-limit, websocket]
                  until: result.status == 200
            env: { LONGEST: 10s }
            """)[0].Retry.ShouldNotBeNull();

        retry.Attempts!.Constant.ShouldBe(Value.From(5));
        retry.Delay!.Constant.ShouldBe(Value.From("100ms"));
        retry.Backoff.ShouldBe(Backoff.Exponential);
        retry.MaxDelay!.Constant.ShouldBeNull();
        retry.Jitter.ShouldBeTrue();
        retry.Timeout!.Constant.ShouldBe(Value.From("1m"));
        retry.On!.ShouldBe([ErrorKind.Timeout, ErrorKind.RateLimit, ErrorKind.Websocket], ignoreOrder: true);
        retry.Until!.Expression.Text.ShouldBe("result.status == 200");
    }

    [Fact]
    public void Empty_retry_leaves_the_defaults_to_the_engine()
    {
        var retry = Steps(Get + "    retry: {}\n")[0].Retry.ShouldNotBeNull();

        retry.ShouldBe(new CheckedRetry());
        retry.Backoff.ShouldBe(Backoff.Constant);
    }

    [Fact]
    public void Outputs_are_secret_only_when_they_say_so()
    {
        var outputs = Steps(Get + """
                outputs:
                  status: ${{ result.status }}
                  token: { value: "${{ result.json.token }}", secret: true }
                  plain: { value: a }
            """)[0].Outputs;

        outputs.Select(output => (output.Name, output.Secret)).ShouldBe([("status", false), ("token", true), ("plain", false)]);
        outputs[2].Value.Constant.ShouldBe(Value.From("a"));
    }

    [Fact]
    public void Variables_keep_their_order_and_their_text()
    {
        var env = Compilation.Right("env: { B: 1.10, A: \"${{ inputs.x }}\", C: yes }\ninputs: { x: {} }\n" + Get).Env;

        env.Select(variable => variable.Name).ShouldBe(["B", "A", "C"]);
        env[0].Value.Constant.ShouldBe(Value.From("1.10"));
        env[1].Value.ShouldBeOfType<TextTemplate>();
        env[2].Value.Constant.ShouldBe(Value.From("yes"));
    }

    [Fact]
    public void Alias_stands_for_what_it_names()
    {
        var steps = Steps("""
            steps:
              - { uses: http.get, with: &target { url: http://localhost } }
              - { uses: http.get, with: *target }
            """);

        steps[1].With.Constant!.Value.AsObject().Entries.ShouldBe(steps[0].With.Constant!.Value.AsObject().Entries);
    }

    [Theory]
    [InlineData("${{ success() }}")]
    [InlineData("success()")]
    [InlineData("' success() '")]
    [InlineData("|\n      success()")]
    public void Condition_is_one_expression_with_or_without_braces(string written) =>
        Steps(Get + $"    if: {written}\n")[0].If!.Expression.Text.ShouldBe("success()");

    [Fact]
    public void Nothing_is_answered_for_a_workflow_with_mistakes() => Compilation.Of("steps: []").Workflow.ShouldBeNull();

    static IReadOnlyList<CheckedStep> Steps(string text) => Compilation.Right(text).Jobs.ShouldHaveSingleItem().Steps;

    static string Constant(CheckedStep step, string input) =>
        ValueJson.Write(step.With.Entries.Single(entry => entry.Name == input).Value.Constant.ShouldNotBeNull());
}
