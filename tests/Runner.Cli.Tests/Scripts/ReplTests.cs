using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Scripts;

public sealed class ReplTests : IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    int Type(params string[] lines)
    {
        shell.Input = string.Join('\n', lines) + "\n";
        return shell.Run("repl");
    }

    [Fact]
    public void Expressions_are_answered_as_json_and_declarations_stay()
    {
        Type("var n = 20;", "n + 1", "int Twice(int x) => x * 2;", "new { twice = Twice(n), list = new[] { 1 } }", "\"text\"", "record Point(int X, int Y);", "new Point(1, 2)").ShouldBe(0, shell.Error);

        shell.Out.ShouldBe("21\n{\n  \"twice\": 40,\n  \"list\": [\n    1\n  ]\n}\n\"text\"\n{\n  \"x\": 1,\n  \"y\": 2\n}\n");
    }

    [Fact]
    public void Open_bracket_goes_on_in_the_next_line()
    {
        Type("foreach (var i in new[] { 1, 2 })", "{", "    Log($\"at {i}\");", "}").ShouldBe(0, shell.Error);

        shell.Out.ShouldBe("at 1\nat 2\n");
    }

    [Fact]
    public void Actions_run_and_their_answers_stay()
    {
        Type("var stub = await Run(new Http.Serve { Routes = [new() { Path = \"/\", Status = [201] }] });", "var r = await Run(new Http.Get { Url = stub.Url });", "r.Status", "Expect(() => r.Status == 200)").ShouldBe(1);

        // The server says what it was asked, in a line of its own.
        shell.Out.Split('\n').ShouldContain("201");
        shell.Error.ShouldContain("`r.Status` was 201");
    }

    [Fact]
    public void Error_is_told_and_the_next_line_runs()
    {
        Type("var a = 1;", "a + bb", "throw new FormatException(\"no\");", "a").ShouldBe(1);

        shell.Error.ShouldContain("input:1:5: error RUN0801: CS0103: The name 'bb' does not exist in the current context\n  1 | a + bb\n    |     ^^\n");
        shell.Error.ShouldContain("error: the script ended with FormatException: no");
        shell.Out.ShouldBe("1\n");
    }

    [Theory]
    [InlineData("Http.G\t", "Get")]
    [InlineData("await Run(new Http.Get { Ur\t", "Url")]
    [InlineData("\"abc\".Subst\t", "Substring")]
    [InlineData("Expe\t", "Expect  ExpectationException")]
    [InlineData("Environment.GetEnvironmentVariable\t", "GetEnvironmentVariable  GetEnvironmentVariables")]
    public void Tab_lists_the_names_that_could_stand_there(string typed, string names)
    {
        Type(typed).ShouldBe(0, shell.Error);

        shell.Out.ShouldBe(names + "\n");
    }

    [Fact]
    public void Tab_knows_what_was_declared()
    {
        Type("var counter = \"abc\";", "counte\t", "counter.Leng\t").ShouldBe(0, shell.Error);

        shell.Out.ShouldBe("counter\nLength\n");
    }

    [Fact]
    public void Commands_are_answered()
    {
        Type(":actions http.g", ":nothing", ":quit", "1 + 1").ShouldBe(1);

        shell.Out.ShouldStartWith("Http.Get");
        shell.Out.ShouldNotContain("2\n");
        shell.Error.ShouldContain("there is no `:nothing`");
    }
}
