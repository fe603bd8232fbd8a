using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

public sealed class EvalTests : IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("1 < 2", "true\n")]
    [InlineData("-1 < 2 && -.5", "-0.5\n")]
    [InlineData("'it''s'", "\"it's\"\n")]
    [InlineData("fromJSON('[1, {\"a\": null}]')", "[1,{\"a\":null}]\n")]
    [InlineData("${{ upper('a') }}", "\"A\"\n")]
    [InlineData("", "null\n")]
    [InlineData("NaN", "null\n")]
    public void Eval_prints_the_value_as_JSON(string expression, string printed)
    {
        shell.Run("eval", expression).ShouldBe(0, shell.Error);
        shell.Out.ShouldBe(printed);
    }

    [Fact]
    public void Eval_indents_for_a_person()
    {
        shell.IsTerminal = true;
        shell.Run("eval", "fromJSON('[1]')").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("[\n  1\n]\n");
    }

    [Theory]
    [InlineData("'a \"b\"'", "a \"b\"\n")]
    [InlineData("fromJSON('[\"a\"]')", "[\"a\"]\n")]
    [InlineData("NaN", "NaN\n")]
    public void Eval_raw_prints_a_string_as_it_is(string expression, string printed)
    {
        shell.Run("eval", "--raw", expression).ShouldBe(0, shell.Error);
        shell.Out.ShouldBe(printed);
    }

    [Fact]
    public void Eval_json_tells_the_kind_or_the_error()
    {
        shell.Run("eval", "--json", "'a'").ShouldBe(0);
        shell.Out.ShouldBe("{\"result\":\"a\",\"kind\":\"String\"}\n");

        shell.Run("eval", "--json", "1 <").ShouldBe(2);
        shell.Out.ShouldBe("{\"error\":\"Unexpected end of expression: '<'. Located at position 3 within expression: 1 <\",\"errorKind\":\"parsing\"}\n");
        shell.Error.ShouldBeEmpty();
    }

    [Fact]
    public void Eval_reads_contexts_from_a_file()
    {
        shell.Write("c.json", """{ "inputs": { "region": "eu" }, "ports": [80, 443] }""");

        shell.Run("eval", "--context", "c.json", "format('{0}:{1}', Inputs.REGION, ports[1])").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("\"eu:443\"\n");
    }

    [Fact]
    public void Eval_knows_the_environment_and_the_working_directory()
    {
        shell.With("REGION", "eu").Write("a/x.txt", "x").Run("eval", "env('REGION') == 'eu' && hashFiles('a/*.txt') != ''").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("true\n");
    }

    [Fact]
    public void Eval_points_at_what_is_wrong()
    {
        shell.Write("c.json", """{ "inputs": {} }""");

        shell.Run("eval", "--context", "c.json", "true &&\n  input.a").ShouldBe(2);

        shell.Out.ShouldBeEmpty();
        shell.Error.ShouldBe("error: Unrecognized named-value: 'input'\n  2 |   input.a\n    |   ^^^^^\n    = help: did you mean `inputs`?\n");
    }

    [Theory]
    [InlineData("1 == length(2)", "a number has no length", "\n    |             ^\n")]
    [InlineData("name", "Unrecognized named-value: 'name'", "help: a text needs single quotes: 'name'; contexts come from a file: --context file.json")]
    [InlineData("\"a\"", "Unexpected symbol", "help: texts stand in single quotes: 'a'")]
    public void Eval_says_what_would_be_right(string expression, params string[] said)
    {
        shell.Run("eval", expression).ShouldBe(2);
        shell.Error.ShouldStartWith("error: ");
        foreach (var text in said) shell.Error.ShouldContain(text);
    }

    [Theory]
    [InlineData(null, "c.json: there is no such file")]
    [InlineData("[]", "contexts are a JSON object")]
    [InlineData("", "c.json:1:1: this is not JSON: the text is empty")]
    [InlineData("{\n  \"a\": 1,\n}", "c.json:3:1: this is not JSON: a comma stands after the last item\n")]
    [InlineData("{ \"a b\": 1 }", "no expression can name the context `a b`\nhelp: a name starts with a letter")]
    [InlineData("{ \"true\": 1 }", "no expression can name the context `true`")]
    public void Eval_refuses_contexts_that_are_none(string? file, string said)
    {
        if (file is not null) shell.Write("c.json", file);
        shell.Run("eval", "1", "--context", "c.json").ShouldBe(2);
        shell.Error.ShouldContain(said);
    }

    [Fact]
    public void Eval_answers_each_line_of_the_input()
    {
        shell.Input = "{\"expr\":\"1\"}\nx\n";
        shell.Run("eval").ShouldBe(0, shell.Error);
        shell.Out.Split('\n').Length.ShouldBe(3);
        shell.Out.ShouldStartWith("{\"result\":1,\"kind\":\"Number\"}\n{\"error\":");
        shell.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--raw and --json exclude each other", "eval", "1", "--raw", "--json")]
    [InlineData("--context and --raw go with an expression", "eval", "--context", "c.json")]
    [InlineData("did you mean `runner eval --raw`?", "eval", "1", "--rwa")]
    public void Eval_that_makes_no_sense_is_refused(string said, params string[] arguments)
    {
        shell.Run(arguments).ShouldBe(2);
        shell.Error.ShouldContain(said);
    }
}
