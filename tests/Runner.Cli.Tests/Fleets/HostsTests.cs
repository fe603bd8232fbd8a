using System.Text.Json;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Fleets;

public sealed class HostsTests : IDisposable
{
    const string Inventory = """
        hosts:
          web[01:03]: {}
          db1: { address: 10.0.0.5, port: 2222, user: postgres, password: "${{ env('DB_PASSWORD') }}", vars: { role: primary, note: "the password is hunter22" } }
          alone: {}
        groups:
          web: { hosts: ["web[01:03]"], user: deploy, identity-file: keys/deploy, vars: { http_port: 8080 } }
          db: { hosts: [db1] }
          prod: { groups: [web, db], vars: { env: prod } }
        """;

    readonly Shell shell = new Shell().Write("inventory.yaml", Inventory).With("DB_PASSWORD", "hunter22");

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Hosts_are_names_a_line_when_nobody_watches()
    {
        shell.Run("hosts").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("web01\nweb02\nweb03\ndb1\nalone\n");
    }

    [Theory]
    [InlineData("web", "web01 web02 web03")]
    [InlineData("prod:!web", "db1")]
    [InlineData("web[0]", "web01")]
    [InlineData("w*2:alone", "web02 alone")]
    public void Hosts_are_those_of_the_pattern(string pattern, string names)
    {
        shell.Run("hosts", pattern).ShouldBe(0, shell.Error);
        shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(names.Split(' '));
    }

    [Fact]
    public void Hosts_come_from_a_file_of_names()
    {
        shell.Write("some.txt", "# two\nweb03\n\n db1 \n").Run("hosts", "@some.txt").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("web03\ndb1\n");

        shell.Run("hosts", "@none.txt").ShouldBe(2);
        shell.Error.ShouldContain("@none.txt: there is no such file");
        shell.Write("empty.txt", "#\n").Run("hosts", "@empty.txt").ShouldBe(2);
        shell.Error.ShouldContain("@empty.txt: the file names no host");
    }

    [Fact]
    public void Hosts_are_a_table_at_a_terminal()
    {
        shell.IsTerminal = true;
        shell.Run("hosts").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("""
            NAME   ADDRESS   PORT  USER      GROUPS
            web01  -         -     deploy    prod, web
            web02  -         -     deploy    prod, web
            web03  -         -     deploy    prod, web
            db1    10.0.0.5  2222  postgres  prod, db
            alone  -         -     -

            """);
    }

    [Fact]
    public void Hosts_have_their_variables_and_no_passwords_when_asked_for()
    {
        shell.Run("hosts", "db1:web01", "--vars").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("  address: 10.0.0.5\n  port: 2222\n  user: postgres\n  password: ***\n  groups: prod, db\n");
        shell.Out.ShouldContain("    role: primary\n");
        shell.Out.ShouldContain("    http_port: 8080\n");
        shell.Out.ShouldContain($"  identity-file: {shell.PathOf("keys/deploy")}\n");
        shell.Out.ShouldNotContain("hunter22");
    }

    [Fact]
    public void Hosts_are_json_for_programs()
    {
        shell.Run("hosts", "db1", "--format", "json", "--vars").ShouldBe(0, shell.Error);
        var host = JsonDocument.Parse(shell.Out).RootElement.EnumerateArray().ShouldHaveSingleItem();
        host.GetProperty("name").GetString().ShouldBe("db1");
        host.GetProperty("port").GetInt32().ShouldBe(2222);
        host.GetProperty("groups").EnumerateArray().Select(group => group.GetString()).ShouldBe(["prod", "db"]);
        host.GetProperty("settings").GetProperty("password").GetString().ShouldBe("***");
        host.GetProperty("vars").GetProperty("env").GetString().ShouldBe("prod");
        shell.Out.ShouldNotContain("hunter22");
    }

    [Fact]
    public void Groups_are_a_tree()
    {
        shell.Run("hosts", "--graph").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("""
            all
            ├─ prod
            │  ├─ web
            │  │  ├─ web01
            │  │  ├─ web02
            │  │  └─ web03
            │  └─ db
            │     └─ db1
            └─ ungrouped
               └─ alone

            """);

        shell.Run("hosts", "db", "--graph").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("all\n└─ prod\n   └─ db\n      └─ db1\n");
    }

    [Theory]
    [InlineData("error: no host and no group is named `wbe`", "help: did you mean `web`", "hosts", "wbe")]
    [InlineData("error: --inventory none.yaml: there is no such file", "", "hosts", "--inventory", "none.yaml")]
    [InlineData("error: `web` stands before check", "help: write it behind", "hosts", "web", "check")]
    [InlineData("error: `db` is a second pattern, and there can be only one", "help: put a comma between: runner hosts 'web,db'", "hosts", "web", "db")]
    [InlineData("error: `db` is a second pattern, and there can be only one", "help: put a comma between: runner hosts check 'web,db'", "hosts", "check", "web", "db")]
    [InlineData("error: `--vars` stands before check", "help: write it behind", "hosts", "--vars", "check")]
    [InlineData("error: --graph is for people", "help: --format json", "hosts", "--graph", "--format", "json")]
    public void Mistakes_are_told_with_what_would_be_right(string error, string help, params string[] arguments)
    {
        shell.Run(arguments).ShouldBe(2);
        shell.Error.ShouldContain(error);
        shell.Error.ShouldContain(help);
        shell.Out.ShouldBeEmpty();
    }

    [Fact]
    public void Mistakes_in_the_inventory_are_told_with_their_place()
    {
        shell.Write("inventory.yaml", "hosts: { web1: { usr: root } }\n").Run("hosts").ShouldBe(2);
        shell.Error.ShouldContain("inventory.yaml:1:18");
        shell.Error.ShouldContain("user");
    }

    [Fact]
    public void Warnings_of_the_inventory_are_told_once()
    {
        shell.Write("inventory.yaml", "hosts: { web1: { password: plain } }\n").Run("hosts").ShouldBe(0);
        shell.Error.Split("RUN0705").Length.ShouldBe(2, shell.Error);
    }

    [Fact]
    public void Missing_inventory_is_told_with_how_to_make_one()
    {
        File.Delete(shell.PathOf("inventory.yaml"));
        shell.Run("hosts").ShouldBe(2);
        shell.Error.ShouldContain("error: there is no inventory here\nhelp: write the hosts into inventory.yaml");
    }

    [Theory]
    [InlineData("runner hosts we", "web web01 web02 web03")]
    [InlineData("runner exec we", "web web01 web02 web03")]
    [InlineData("runner exec prod:!d", "prod:!db prod:!db1")]
    [InlineData("runner hosts check al", "all alone")]
    [InlineData("runner exec 'prod:!d", "'prod:!db 'prod:!db1")]
    [InlineData("runner run x.yaml --limit we", "web web01 web02 web03")]
    [InlineData("runner validate x.yaml --limit web:!web0", "web:!web01 web:!web02 web:!web03")]
    public void Groups_and_hosts_complete_in_a_shell(string line, string names)
    {
        shell.Run($"[suggest:{line.Length}]", line).ShouldBe(0, shell.Error);
        shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ShouldBe(names.Split(' '));
    }

    [Fact]
    public void Completion_runs_no_command_of_a_dynamic_inventory()
    {
        shell.Write("runner.yaml", "inventory: { command: [touch, ran] }\n");
        shell.Run("[suggest:14]", "runner hosts w").ShouldBe(0, shell.Error);
        File.Exists(shell.PathOf("ran")).ShouldBeFalse();
    }
}
