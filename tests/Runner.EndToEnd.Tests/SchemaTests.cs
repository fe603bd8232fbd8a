using System.Text.Json;
using System.Text.RegularExpressions;
using Runner.EndToEnd.Tests.Fixtures;
using Runner.Tests.Schema;

namespace Runner.EndToEnd.Tests;

/// <summary>The schema that the built program writes, in the hands of a validator of JSON Schema and of VS Code's language server for YAML.</summary>
public sealed partial class SchemaTests : IDisposable
{
    const string Schema = "workflow.schema.json";

    static readonly string Broken = Path.Combine(NodeScript.Folder, "broken");

    readonly Workplace here = new Workplace().Write("runner.yaml", $"plugins: [\"{Repository.DnsPlugin}\"]");

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task Valid_workflows_are_accepted_by_a_validator_and_by_the_language_server()
    {
        await WriteSchemaAsync();
        foreach (var template in new[] { "http", "steps", "login" }) (await here.RunAsync("new", "workflow", $"{template}.yaml", "--template", template)).ExitCode.ShouldBe(0);
        string[] files = [.. Workflows(), here["http.yaml"], here["steps.yaml"], here["login.yaml"]];
        files.Length.ShouldBeGreaterThan(15);

        var errors = await NodeScript.ValidateAsync(here[Schema], files);
        var answers = await NodeScript.AskLanguageServerAsync(here[Schema], files.Select((file, i) => new { file = $"{i}.yaml", text = File.ReadAllText(file) }));

        foreach (var (file, places) in files.Zip(errors)) places.ShouldBeEmpty($"{file}\n{File.ReadAllText(file)}");
        foreach (var (file, answer) in files.Zip(answers)) MessagesOf(answer).ShouldBeEmpty($"{file}\n{File.ReadAllText(file)}");
    }

    [Fact]
    public async Task Broken_workflows_are_refused_by_a_validator_at_the_place_of_the_mistake()
    {
        await WriteSchemaAsync();
        var files = BrokenFiles();

        var errors = await NodeScript.ValidateAsync(here[Schema], files);

        foreach (var (file, places) in files.Zip(errors))
        {
            var place = PlaceOf(file);
            places.ShouldContain(place, file);
            // A mapping above it may be refused for it, and nothing else.
            places.ShouldAllBe(each => place.StartsWith(each, StringComparison.Ordinal), file);
        }
    }

    [Fact]
    public async Task Broken_workflows_are_told_of_by_the_language_server_on_their_line()
    {
        await WriteSchemaAsync();
        var files = BrokenFiles();

        var answers = await NodeScript.AskLanguageServerAsync(here[Schema], files.Select(file => new { file = Path.GetFileName(file), text = File.ReadAllText(file) }));

        var lines = new List<string>();
        foreach (var (file, answer) in files.Zip(answers))
        {
            var found = answer.GetProperty("diagnostics").EnumerateArray().ToList();
            found.Count.ShouldBe(1, $"{file}\n{string.Join('\n', MessagesOf(answer))}");
            found[0].GetProperty("line").GetInt32().ShouldBe(LineOf(file), file);
            lines.Add($"{Path.GetFileName(file)}:{found[0].GetProperty("line").GetInt32() + 1}:{found[0].GetProperty("character").GetInt32() + 1} {found[0].GetProperty("message").GetString()}");
        }

        var golden = Path.Combine(NodeScript.Folder, "messages.expected");
        var told = string.Join('\n', lines) + "\n";
        if (Environment.GetEnvironmentVariable("RUNNER_REWRITE_GOLDENS") == "1") await File.WriteAllTextAsync(golden, told, TestContext.Current.CancellationToken);
        told.ShouldBe(await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_the_schema_refuses_Runner_refuses_too()
    {
        foreach (var file in BrokenFiles())
        {
            var ended = await here.RunAsync("validate", file, "--format", "json");
            ended.ExitCode.ShouldBe(2, $"{file}\n{ended.Out}");
        }
    }

    [Fact]
    public async Task Language_server_offers_actions_with_what_they_do()
    {
        var offered = (await AskAsync("steps:\n  - uses: ¦\n")).GetProperty("completions")[0];

        DocumentationOf(offered, "http.get").ShouldStartWith("Asks for a resource");
        DocumentationOf(offered, "log").ShouldStartWith("Writes to the run's log");
        DocumentationOf(offered, "names.lookup").ShouldStartWith("Looks up the addresses of a name");
    }

    [Theory]
    [InlineData("http.get", "url", "Where to: an absolute URL")]
    [InlineData("http.serve", "routes", "What it answers")]
    [InlineData("exec", "command", "The program and its arguments")]
    [InlineData("names.lookup", "family", "Which addresses to ask for")]
    public async Task Language_server_offers_the_inputs_of_the_action_and_no_others(string action, string input, string documentation)
    {
        var offered = (await AskAsync($"steps:\n  - uses: {action}\n    with:\n      ¦\n")).GetProperty("completions")[0];

        DocumentationOf(offered, input).ShouldStartWith(documentation);
        LabelsOf(offered).ShouldNotContain("for", "that is an input of delay");
    }

    [Fact]
    public async Task Language_server_offers_what_a_value_may_be()
    {
        var answer = await AskAsync("steps:\n  - uses: http.get\n    with:\n      http-version: ¦\n    retry:\n      on: [¦]\n      backoff: ¦\n  - uses: names.lookup\n    with:\n      family: ¦\n");

        var offered = answer.GetProperty("completions");
        LabelsOf(offered[0]).ShouldBe(["auto", "http1", "http2", "http3"], ignoreOrder: true);
        LabelsOf(offered[1]).ShouldContain("rate-limit");
        LabelsOf(offered[2]).ShouldBe(["constant", "linear", "exponential"], ignoreOrder: true);
        LabelsOf(offered[3]).ShouldBe(["any", "ipv4", "ipv6"], ignoreOrder: true);
    }

    [Fact]
    public async Task Language_server_tells_what_a_key_and_an_input_mean()
    {
        var answer = await AskAsync("steps:\n  - uses: http.get\n    with:\n      u§rl: https://example.com\n    re§try: { attempts: 3 }\n  - uses: names.lo§okup\n    with: { na§me: localhost }\n");

        var told = answer.GetProperty("hovers").EnumerateArray().Select(hover => hover.GetString()!).ToList();
        told[0].ShouldContain("Where to: an absolute URL");
        told[1].ShouldContain("When to try again");
        told[2].ShouldContain("Looks up the addresses of a name");
        told[3].ShouldContain("Name to look up");
        MessagesOf(answer).ShouldBeEmpty();
    }

    [Fact]
    public async Task Language_server_finds_the_schema_by_the_comment_in_the_first_line()
    {
        var answer = await AskAsync($"# yaml-language-server: $schema=./{Schema}\nsteps:\n  - uses: http.gte\n    ti§meout: 10s\n", "check.modeline.yaml");

        answer.GetProperty("diagnostics")[0].GetProperty("line").GetInt32().ShouldBe(2);
        answer.GetProperty("hovers")[0].GetString()!.ShouldContain("How long each attempt may take");
    }

    [Fact]
    public async Task Schema_is_checked_against_the_plugins_that_there_are()
    {
        await WriteSchemaAsync();
        var current = await here.RunAsync("schema", "-o", Schema, "--check");
        here.Write("runner.yaml", "plugins: []");
        var stale = await here.RunAsync("schema", "-o", Schema, "--check");

        current.ExitCode.ShouldBe(0, current.Error);
        stale.ExitCode.ShouldBe(1);
        stale.Error.ShouldContain($"help: `runner schema -o {Schema}` writes it");
    }

    async Task WriteSchemaAsync()
    {
        var ended = await here.RunAsync("schema", "-o", Schema);
        ended.ExitCode.ShouldBe(0, ended.Error);
        ended.Out.ShouldBe($"wrote  {Schema}\n");
    }

    /// <summary>Asks about the places that a text marks: ¦ for what is offered, § for what is told.</summary>
    async Task<JsonElement> AskAsync(string marked, string file = "check.yaml")
    {
        await WriteSchemaAsync();
        var (completions, hovers) = (new List<int[]>(), new List<int[]>());
        var lines = marked.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            for (var at = lines[i].IndexOfAny(['¦', '§']); at >= 0; at = lines[i].IndexOfAny(['¦', '§']))
            {
                (lines[i][at] == '¦' ? completions : hovers).Add([i, at]);
                lines[i] = lines[i].Remove(at, 1);
            }
        }

        return (await NodeScript.AskLanguageServerAsync(here[Schema], [new { file, text = string.Join('\n', lines), completions, hovers }]))[0];
    }

    /// <summary>Every workflow that the repository shows to people, with those in its documents written out to files.</summary>
    IEnumerable<string> Workflows()
    {
        foreach (var folder in new[] { "workflows", "examples" })
        {
            foreach (var file in Directory.EnumerateFiles(Repository.PathOf(folder), "*.yaml", SearchOption.AllDirectories))
                // Under clients are documents of APIs, and workflows whose actions come from them.
                if (!file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/examples/clients/", StringComparison.Ordinal)) yield return file;
        }

        var number = 0;
        // Likewise, the actions of that page come from a document.
        foreach (var page in DocumentationTests.PagesWithWorkflows.Where(page => page.Data != "docs/CLIENTS.md"))
        {
            foreach (var workflow in DocumentationTests.WorkflowsOf(page.Data))
            {
                var file = $"documents/{++number}.yaml";
                here.Write(file, workflow);
                yield return here[file];
            }
        }
    }

    static string[] BrokenFiles()
    {
        string[] files = [.. Directory.GetFiles(Broken, "*.yaml").Order(StringComparer.Ordinal)];
        files.Length.ShouldBeGreaterThan(25);
        return files;
    }

    /// <summary>Where the mistake is, as the file's comment on it says.</summary>
    static string PlaceOf(string file) => Mark().Match(File.ReadAllText(file)).Groups[1].Value is var place && place == "/" ? "" : place;

    static int LineOf(string file) => Array.FindIndex(File.ReadAllLines(file), Mark().IsMatch);

    static IReadOnlyList<string> MessagesOf(JsonElement answer) => [.. answer.GetProperty("diagnostics").EnumerateArray().Select(each => each.GetProperty("message").GetString()!)];

    static IReadOnlyList<string> LabelsOf(JsonElement offered) => [.. offered.EnumerateArray().Select(each => each.GetProperty("label").GetString()!)];

    static string DocumentationOf(JsonElement offered, string label)
    {
        LabelsOf(offered).ShouldContain(label);
        return offered.EnumerateArray().First(each => each.GetProperty("label").GetString() == label).GetProperty("documentation").GetString()!;
    }

    [GeneratedRegex(@"# wrong: (/\S*)")]
    private static partial Regex Mark();
}
