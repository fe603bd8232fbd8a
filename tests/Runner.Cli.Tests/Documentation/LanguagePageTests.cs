using System.Text.Json;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Documentation;

/// <summary>What the reference of the language shows is so: each workflow ends as it says, each expression answers what it says.</summary>
public sealed class LanguagePageTests : IDisposable
{
    static readonly Page Page = Page.Read("docs/LANGUAGE.md");

    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    public static TheoryData<int> Runs => [.. Page.Examples().Select(example => example.Line)];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Workflow_ends_as_the_page_says(int line)
    {
        var example = Page.Examples().Single(each => each.Line == line);
        foreach (var (path, text) in example.Files) shell.Write(path, text);
        // What a project has in its environment: one secret, so that examples may declare it.
        shell.Write("example.yaml", example.Workflow).With("API_TOKEN", "s3cr3t-t0ken");

        var code = shell.Run(["run", "example.yaml", "--log", "plain", .. example.Arguments]);

        var said = shell.Out + shell.Error;
        code.ShouldBe(example.ExitCode, $"docs/LANGUAGE.md:{line}\n{said}");
        foreach (var text in example.Says) said.ShouldContain(text, Case.Sensitive, $"docs/LANGUAGE.md:{line}");
        foreach (var text in example.NeverSays) said.ShouldNotContain(text, Case.Sensitive, $"docs/LANGUAGE.md:{line}");
    }

    /// <summary>A block without a word about it would be held by nothing.</summary>
    [Fact]
    public void Every_workflow_on_the_page_is_run() =>
        Page.Text.Split("\n```yaml\n").Length.ShouldBe(1, "write ```yaml run=0 or ```yaml file=name.yaml");

    [Fact]
    public void Expression_answers_what_the_page_says()
    {
        var contexts = JsonDocument.Parse(Page.Contexts).RootElement;
        var expressions = Page.Expressions();
        shell.Input = string.Concat(expressions.Select(each => JsonSerializer.Serialize(new { expr = each.Expression, contexts }) + "\n"));

        shell.Run("eval").ShouldBe(0, shell.Error);

        expressions.Count.ShouldBeGreaterThan(30);
        var answers = shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        answers.Length.ShouldBe(expressions.Count);
        expressions.Zip(answers).Select(each => $"{each.First.Expression} -> {Shown(each.Second)}").ShouldBe(expressions.Select(each => $"{each.Expression} -> {each.Result}"));
    }

    static string Shown(string answer)
    {
        var members = JsonDocument.Parse(answer).RootElement;
        if (members.TryGetProperty("error", out _)) return "error";
        var result = members.GetProperty("result");
        return result.ValueKind == JsonValueKind.Null && members.GetProperty("kind").GetString() == "Number" ? "NaN" : result.GetRawText();
    }
}
