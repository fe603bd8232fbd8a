using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

public sealed class InventoryOptionTests : IDisposable
{
    const string Names = "steps: [{ uses: log, with: { message: \"hosts ${{ join(inventory.all.*.name) }}.\" } }]";

    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Inventory_of_the_working_directory_needs_no_word()
    {
        shell.Write("check.yaml", Names).Write("inventory.yaml", "hosts: { a: {}, b: {} }");

        shell.Run("run", "check.yaml", "--log", "plain").ShouldBe(0, shell.Error);

        shell.Out.ShouldContain("hosts a,b.");
    }

    [Fact]
    public void Inventory_beside_the_configuration_comes_before_that_of_the_working_directory()
    {
        shell.Write("inventory.yaml", "hosts: { outer: {} }");
        shell.Write("check.yaml", Names).Write("runner.yaml", "actions: { deny: [exec] }");

        shell.Run("run", "check.yaml", "--log", "plain").ShouldBe(0, shell.Error);

        shell.Out.ShouldContain("hosts outer.");
    }

    [Theory]
    [InlineData("hosts a,b,c.", "--inventory", "one.yaml", "--inventory", "two")]
    [InlineData("hosts c.", "--inventory", "two")]
    [InlineData("hosts configured.")]
    public void Option_takes_the_place_of_the_configuration(string expected, params string[] option)
    {
        shell.Write("check.yaml", Names).Write("runner.yaml", "inventory: { hosts: { configured: {} } }").Write("one.yaml", "hosts: { a: {}, b: {} }").Write("two", "[g]\nc\n");

        shell.Run(["run", "check.yaml", "--log", "plain", .. option]).ShouldBe(0, shell.Error);
        shell.Out.ShouldContain(expected);
        shell.Run(["validate", "check.yaml", .. option]).ShouldBe(0, shell.Error);
    }

    [Fact]
    public void File_that_is_named_and_does_not_exist_is_a_mistake()
    {
        shell.Write("check.yaml", Names);

        foreach (var command in new[] { "run", "validate" })
        {
            shell.Run(command, "check.yaml", "--inventory", "missing.yaml").ShouldBe(2);
            shell.Error.ShouldContain("error: --inventory missing.yaml: there is no such file");
        }
    }

    [Fact]
    public void Missing_inventory_says_how_to_make_one()
    {
        shell.Write("check.yaml", Names);

        shell.Run("run", "check.yaml").ShouldBe(2);

        shell.Error.ShouldContain("error RUN0701: there is no inventory that could name hosts");
        shell.Error.ShouldContain("write inventory.yaml beside runner.yaml");
    }

    [Fact]
    public void Mistakes_of_the_inventory_are_told_by_its_name_and_only_where_hosts_are_named()
    {
        shell.Write("check.yaml", Names).Write("other.yaml", "steps: [{ uses: log, with: { message: hello } }]").Write("inventory.yaml", "hosts: { a: { prot: 22 } }");

        shell.Run("run", "check.yaml").ShouldBe(2);
        shell.Error.ShouldStartWith("inventory.yaml:1:15: error RUN0201: the host `a` has no key `prot`");
        shell.Run("run", "other.yaml").ShouldBe(0, shell.Error);
    }

    [Fact]
    public void Command_that_fails_ends_a_run_before_its_first_step_and_is_left_alone_by_the_rest()
    {
        shell.Write("check.yaml", $"steps: [{{ uses: log, with: {{ message: begun }} }}]\noutputs: {{ n: \"${{{{ length(inventory.all) }}}}\" }}")
            .Write("runner.yaml", "inventory: [{ command: [sh, -c, 'echo no token >&2; exit 4'] }, { hosts: { a: { password: x1y2z3 } } }]");

        shell.Run("run", "check.yaml", "--log", "plain").ShouldBe(2);
        shell.Out.ShouldBeEmpty();
        shell.Error.ShouldContain("runner.yaml:1:24: error RUN0706: the inventory's command failed: it ended with exit code 4: no token");
        // The warning of the file beside it is not told again.
        shell.Error.Split("RUN0705").Length.ShouldBe(2);
        shell.Run("validate", "check.yaml").ShouldBe(0, shell.Error);
        shell.Run("run", "check.yaml", "--dry-run").ShouldBe(0, shell.Error);
    }

    [Fact]
    public void Secret_of_a_file_of_variables_is_masked()
    {
        shell.Write("check.yaml", "steps: [{ uses: log, with: { message: \"${{ host('a').vars.note }}\" } }]").Write("env", "PW=hush-hush").Write("inventory.yaml", "hosts: { a: { password: \"${{ env('PW') }}\", vars: { note: it is hush-hush } } }");

        shell.Run("run", "check.yaml", "--log", "plain", "--env-file", "env").ShouldBe(0, shell.Error);

        shell.Out.ShouldContain("it is ***");
        shell.Out.ShouldNotContain("hush");
    }
}
