using Runner.Cli.Tests.Documentation;
using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

/// <summary>What docs/PROTOCOLS.md shows is so: each workflow ends as it says.</summary>
public sealed class ProtocolPageTests : IDisposable
{
    static readonly Page Page = Page.Read("docs/PROTOCOLS.md");

    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    public static TheoryData<int> Runs => [.. Page.Examples().Select(example => example.Line)];

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Workflow_ends_as_the_page_says(int line)
    {
        var example = Page.Examples().Single(each => each.Line == line);
        here.Write("example.yaml", example.Workflow);

        var ended = await here.RunAsync(["run", "example.yaml", "--log", "plain", .. example.Arguments]);

        ended.ExitCode.ShouldBe(example.ExitCode, $"docs/PROTOCOLS.md:{line}\n{ended.Out}{ended.Error}");
        foreach (var text in example.Says) ended.Out.ShouldContain(text, Case.Sensitive, $"docs/PROTOCOLS.md:{line}");
    }
}
