using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Documentation;

/// <summary>What the page of the inventory shows is so.</summary>
public sealed class InventoryPageTests : IDisposable
{
    static readonly Page Page = Page.Read("docs/INVENTORY.md");

    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    public static TheoryData<int> Runs => [.. Page.Examples().Select(example => example.Line)];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Workflow_ends_as_the_page_says(int line)
    {
        var example = Page.Examples().Single(each => each.Line == line);
        foreach (var (path, text) in example.Files) shell.Write(path, text);
        shell.Write("example.yaml", example.Workflow).With("API_TOKEN", "s3cr3t-t0ken");

        var code = shell.Run(["run", "example.yaml", "--log", "plain", .. example.Arguments]);

        var said = shell.Out + shell.Error;
        code.ShouldBe(example.ExitCode, $"docs/INVENTORY.md:{line}\n{said}");
        example.Says.ShouldNotBeEmpty();
        foreach (var text in example.Says) said.ShouldContain(text, Case.Sensitive, $"docs/INVENTORY.md:{line}");
        foreach (var text in example.NeverSays) said.ShouldNotContain(text, Case.Sensitive, $"docs/INVENTORY.md:{line}");
    }

    /// <summary>A block without a word about it would be held by nothing.</summary>
    [Theory]
    [InlineData("yaml")]
    [InlineData("ini")]
    [InlineData("sh")]
    public void Every_block_on_the_page_is_used(string language) => Page.Text.ShouldNotContain($"\n```{language}\n");
}
