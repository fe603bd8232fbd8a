using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

public sealed class ValidateTests : IDisposable
{
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
        shell.Error.ShouldBe("error: empty: the folder has no *.yaml or *.yml file\n");
    }

    [Fact]
    public void Validate_needs_no_secrets_and_no_inputs()
    {
        shell.Write("check.yaml", "secrets: [TOKEN]\ninputs: { url: { type: string, required: true } }\nsteps: [{ uses: http.get, with: { url: \"${{ inputs.url }}\", auth: { bearer: \"${{ secrets.TOKEN }}\" } } }]");
        shell.Run("validate", "check.yaml").ShouldBe(0, shell.Error);
    }
}
