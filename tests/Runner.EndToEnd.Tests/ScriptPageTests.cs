using System.Text.RegularExpressions;
using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

/// <summary>The scripts and workflows of docs/SCRIPTS.md compile, and run as they stand there.</summary>
public sealed partial class ScriptPageTests : IDisposable
{
    readonly Workplace here = new();

    static IReadOnlyDictionary<string, string> Blocks { get; } = Block().Matches(File.ReadAllText(Repository.PathOf("docs/SCRIPTS.md"))).ToDictionary(match => match.Groups["file"].Value, match => match.Groups["code"].Value);

    public static TheoryData<string> Files => [.. Blocks.Keys];

    public void Dispose() => here.Dispose();

    [Fact]
    public void Every_block_of_code_names_its_file() =>
        CodeBlock().Count(File.ReadAllText(Repository.PathOf("docs/SCRIPTS.md"))).ShouldBe(Blocks.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Code_of_the_page_runs(string file)
    {
        foreach (var (name, text) in Blocks) here.Write(name, text);

        var ended = await here.RunAsync("run", file, "--log", "plain");

        ended.ExitCode.ShouldBe(0, $"{file}:\n{ended.Out}{ended.Error}");
    }

    [GeneratedRegex(@"^```(?:csharp|yaml)\n(?<code>(?://|#) (?<file>[\w.-]+\.(?:csx|yaml))\n.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^```(?:csharp|yaml)$", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
