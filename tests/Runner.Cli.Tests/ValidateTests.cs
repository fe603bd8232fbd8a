using System.Text.Json;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

public sealed class ValidateTests : IDisposable
{
    /// <summary>Runs, but hardly as meant.</summary>
    const string Odd = "steps: [{ uses: http.get, with: { url: 'http://localhost' }, expect: \"result.status == 'OK'\" }]";

    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Validate_says_that_a_file_is_right()
    {
        shell.Write("check.yaml", Shell.Check).Run("validate", "check.yaml").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("ok    check.yaml  2 steps\n");
        shell.Error.ShouldBeEmpty();
    }

    [Fact]
    public void Validate_names_the_place_of_a_mistake()
    {
        shell.Write("check.yaml", "steps:\n  - uses: http.gte\n    with: { url: x }\n").Run("validate", "check.yaml").ShouldBe(2);
        shell.Error.ShouldContain("check.yaml:2:11: error RUN0301: there is no action `http.gte`");
        shell.Error.ShouldContain("1 of 1 workflow cannot run");
        shell.Out.ShouldBeEmpty();
    }

    [Fact]
    public void Validate_looks_into_folders_and_leaves_the_configuration_out()
    {
        shell.Write("all/a.yaml", Shell.Check).Write("all/deep/b.yml", Shell.Check).Write("all/notes.txt", "x").Write("all/c.yamlx", "x").Write("all/runner.yaml", "plugins: []");
        shell.Run("validate", "all").ShouldBe(0, shell.Error);
        shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["ok    all/a.yaml  2 steps", "ok    all/deep/b.yml  2 steps"]);
    }

    [Fact]
    public void Validate_goes_on_after_a_file_that_is_wrong()
    {
        shell.Write("a.yaml", "steps: 5").Write("b.yaml", Shell.Check).Run("validate", "a.yaml", "b.yaml", "c.yaml").ShouldBe(2);
        shell.Out.ShouldContain("ok    b.yaml");
        shell.Error.ShouldContain("2 of 3 workflows cannot run");
    }

    [Fact]
    public void Validate_of_a_folder_without_workflows_is_a_mistake()
    {
        Directory.CreateDirectory(shell.PathOf("empty"));
        shell.Run("validate", "empty").ShouldBe(2);
        shell.Error.ShouldBe("empty:1:1: error RUN0001: the folder has no *.yaml or *.yml file\n\n1 of 1 workflow cannot run\n");
    }

    [Fact]
    public void Validate_needs_no_secrets_and_no_inputs()
    {
        shell.Write("check.yaml", "secrets: [TOKEN]\ninputs: { url: { type: string, required: true } }\nsteps: [{ uses: http.get, with: { url: \"${{ inputs.url }}\", auth: { bearer: \"${{ secrets.TOKEN }}\" } } }]");
        shell.Run("validate", "check.yaml").ShouldBe(0, shell.Error);
    }

    [Fact]
    public void Validate_follows_no_link_to_a_folder_but_takes_one_to_a_file()
    {
        shell.Write("all/a.yaml", Shell.Check).Write("elsewhere/b.yaml", Shell.Check);
        Directory.CreateSymbolicLink(shell.PathOf("all/again"), shell.PathOf("all"));
        Directory.CreateSymbolicLink(shell.PathOf("all/elsewhere"), shell.PathOf("elsewhere"));
        File.CreateSymbolicLink(shell.PathOf("all/c.yaml"), shell.PathOf("elsewhere/b.yaml"));

        shell.Run("validate", "all").ShouldBe(0, shell.Error);

        shell.Out.ShouldBe("ok    all/a.yaml  2 steps\nok    all/c.yaml  2 steps\n");
    }

    [Fact]
    public void Validate_strict_takes_warnings_for_failures()
    {
        shell.Write("odd.yaml", Odd).Write("good.yaml", Shell.Check);
        shell.Run("validate", "odd.yaml", "good.yaml").ShouldBe(0);
        shell.Error.ShouldContain("odd.yaml:1:");
        shell.Out.ShouldContain("ok    odd.yaml");

        shell.Run("validate", "--strict", "odd.yaml", "good.yaml").ShouldBe(2);

        shell.Out.ShouldBe("ok    good.yaml  2 steps\n");
        shell.Error.ShouldEndWith("1 of 2 workflows has warnings, and --strict allows none\n");
    }

    [Fact]
    public void Validate_json_is_one_document_with_ranges_and_a_summary()
    {
        shell.Write("a.yaml", "steps:\n  - uses: http.gte\n    with: { url: x }\n").Write("b.yaml", Shell.Check).Run("validate", "--format", "json", "a.yaml", "b.yaml", "c.yaml").ShouldBe(2);

        shell.Error.ShouldBeEmpty();
        var document = JsonDocument.Parse(shell.Out).RootElement;
        var diagnostics = document.GetProperty("diagnostics").EnumerateArray().ToList();
        diagnostics.Count.ShouldBe(2);
        diagnostics[0].GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).ShouldBe(
            """{"code":"RUN0301","severity":"error","message":"thereisnoaction`http.gte`","help":"didyoumeanhttp.get?","file":"a.yaml","range":{"start":{"line":2,"column":11},"end":{"line":2,"column":19}}}""");
        diagnostics[1].GetProperty("code").GetString().ShouldBe("RUN0001");
        diagnostics[1].GetProperty("range").ValueKind.ShouldBe(JsonValueKind.Null);
        document.GetProperty("files").EnumerateArray().Select(file => (file.GetProperty("path").GetString(), file.GetProperty("valid").GetBoolean()))
            .ShouldBe([("a.yaml", false), ("b.yaml", true), ("c.yaml", false)]);
        var summary = document.GetProperty("summary");
        new[] { "files", "valid", "errors", "warnings" }.Select(name => summary.GetProperty(name).GetInt32()).ShouldBe([3, 1, 2, 0]);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("sarif")]
    public void Validate_has_a_document_also_when_all_is_well(string format)
    {
        shell.Write("b.yaml", Shell.Check).Run("validate", "b.yaml", "--format", format).ShouldBe(0);
        shell.Error.ShouldBeEmpty();
        JsonDocument.Parse(shell.Out).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("sarif")]
    public void Validate_tells_of_a_wrong_configuration_in_the_document(string format)
    {
        shell.Write("runner.yaml", "pluginz: []").Write("b.yaml", Shell.Check).Run("validate", "b.yaml", "--format", format).ShouldBe(2);
        shell.Error.ShouldBeEmpty();
        shell.Out.ShouldContain("pluginz");
    }

    [Fact]
    public void Validate_github_writes_annotations()
    {
        shell.Write("a, b.yaml", "steps:\n  - uses: http.gte\n    with: { url: x }\n").Run("validate", "--format", "github", "a, b.yaml").ShouldBe(2);
        shell.Out.ShouldBe("::error file=a%2C b.yaml,line=2,col=11,endLine=2,endColumn=18,title=RUN0301::there is no action `http.gte`%0Ahelp: did you mean http.get?\n");
        shell.Error.ShouldBe("1 of 1 workflow cannot run\n");
    }

    [Fact]
    public void Validate_sarif_names_files_from_the_working_directory()
    {
        var outside = Directory.CreateTempSubdirectory("runner-cli-").FullName;
        File.WriteAllText(Path.Combine(outside, "o.yaml"), "steps: 5");
        shell.Write("ä b/a.yaml", "steps: 5").Run("validate", "--format", "sarif", "./ä b/a.yaml", shell.PathOf("ä b/a.yaml"), Path.Combine(outside, "o.yaml")).ShouldBe(2);
        Directory.Delete(outside, recursive: true);

        var results = JsonDocument.Parse(shell.Out).RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray();
        results.Select(result => result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString())
            .ShouldBe(["%C3%A4%20b/a.yaml", "%C3%A4%20b/a.yaml", $"file://{outside}/o.yaml"]);
    }
}
