using System.Text.RegularExpressions;
using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

/// <summary>What the documents show is right: workflows are valid, and what can be typed works.</summary>
public sealed partial class DocumentationTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    static IEnumerable<string> Pages => Directory.GetFiles(Repository.PathOf("docs"), "*.md").Append(Repository.PathOf("README.md")).Select(page => Path.GetRelativePath(Repository.Root, page)).Order(StringComparer.Ordinal);

    /// <summary>Every page with workflows.</summary>
    public static TheoryData<string> PagesWithWorkflows => [.. Pages.Where(page => WorkflowsOf(page).Any())];

    /// <summary>Every line that a page for users gives to be typed.</summary>
    public static TheoryData<string, string> Commands
    {
        get
        {
            var commands = new TheoryData<string, string>();
            foreach (var page in new[] { "README.md", "docs/USAGE_EXAMPLES.md" }.Where(page => File.Exists(Repository.PathOf(page))))
                foreach (Match block in ShellBlock().Matches(File.ReadAllText(Repository.PathOf(page))))
                    foreach (var line in block.Groups[1].Value.Split('\n').Where(line => line.Contains("./runner ", StringComparison.Ordinal))) commands.Add(page, line);
            return commands;
        }
    }

    [Theory]
    [MemberData(nameof(PagesWithWorkflows))]
    public async Task Workflows_in_documents_are_valid_without_a_warning(string page)
    {
        here.Write("runner.yaml", $"plugins: [\"{Repository.DnsPlugin}\"]\nclients: {{ petstore: \"{Repository.PathOf("examples/clients/petstore-steps/petstore.yaml")}\" }}");
        var number = 0;
        foreach (var workflow in WorkflowsOf(page)) here.Write($"workflows/{++number}.yaml", workflow);

        var ended = await here.RunAsync("validate", "--strict", "workflows");

        ended.ExitCode.ShouldBe(0, $"{page}:\n{ended.Out}{ended.Error}");
    }

    /// <summary>Configuration that needs no file besides.</summary>
    [Fact]
    public async Task Configuration_in_documents_is_right()
    {
        var blocks = Pages.SelectMany(page => YamlBlock().Matches(File.ReadAllText(Repository.PathOf(page))).Select(match => (Page: page, Text: match.Groups[1].Value)))
            .Where(block => OwnKey().IsMatch(block.Text)).ToList();
        blocks.Count.ShouldBeGreaterThanOrEqualTo(3);
        here.Write("check.yaml", "steps: [{ uses: log, with: { message: here } }]");
        foreach (var (page, text) in blocks)
        {
            here.Write("runner.yaml", text);
            var ended = await here.RunAsync("validate", "check.yaml");
            ended.ExitCode.ShouldBe(0, $"{page}:\n{text}\n{ended.Out}{ended.Error}");
        }
    }

    [Fact]
    public async Task Reference_of_the_actions_is_what_the_program_prints()
    {
        var ended = await here.RunAsync("plugins", "reference");

        ended.ExitCode.ShouldBe(0, ended.Error);
        File.ReadAllText(Repository.PathOf("docs/API_SPECIFICATION.md")).ShouldBe(ended.Out, "make it anew: ./runner plugins reference > docs/API_SPECIFICATION.md");
    }

    /// <summary>
    /// A line is run, in the repository. One that asks another machine (example.com) only has its workflow validated,
    /// and one with a file that the page has its reader make is left to the test above.
    /// </summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Commands_in_documents_work(string page, string line)
    {
        var files = WorkflowFile().Matches(line).Select(match => match.Value).ToList();
        if (files.Exists(file => !File.Exists(Repository.PathOf(file)))) return;
        if (line.Contains("example.com", StringComparison.Ordinal)) line = $"./runner validate {files.ShouldHaveSingleItem()}";

        var ended = await here.RunProgramAsync("/bin/sh", "-c", $"cd '{Repository.Root}' && {line}");

        ended.ExitCode.ShouldBe(0, $"{page}: {line}\n{ended.Out}{ended.Error}");
        ended.Error.ShouldBeEmpty();
    }

    /// <summary>The workflows of a page, but those that use a plugin that the page has its reader write.</summary>
    internal static IEnumerable<string> WorkflowsOf(string page)
    {
        var text = File.ReadAllText(Repository.PathOf(page));
        var writes = OwnPlugin().Matches(text).Select(match => match.Groups[1].Value).Where(plugin => plugin != "names").ToList();
        return YamlBlock().Matches(text).Select(match => match.Groups[1].Value)
            .Where(block => block.Contains("steps:", StringComparison.Ordinal) && !writes.Exists(plugin => block.Contains($"uses: {plugin}.", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\A(#.*\n)*(store|service|network|actions):")]
    private static partial Regex OwnKey();

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"assembly: Plugin\(""([a-z0-9-]+)""")]
    private static partial Regex OwnPlugin();

    [GeneratedRegex(@"[\w./-]+\.ya?ml\b")]
    private static partial Regex WorkflowFile();
}
