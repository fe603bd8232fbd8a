using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Fleets;

public sealed class LimitTests : IDisposable
{
    readonly Shell shell = new Shell()
        .Write("inventory.yaml", "hosts: { web1: {}, web2: {}, db1: { user: root } }\ngroups: { web: { hosts: [web1, web2] }, db: { hosts: [db1] } }\n")
        .Write("each.yaml", """
            jobs:
              web:
                for-each: ${{ inventory.web }}
                as: host
                steps: [{ uses: log, with: { message: "web ${{ host.name }}" } }]
              all:
                for-each: ${{ hosts('db:web') }}
                as: host
                steps: [{ uses: log, with: { message: "all ${{ host.name }}" } }]
              named:
                steps: [{ uses: log, with: { message: "named ${{ host('db1').user }}" } }]
            """);

    public void Dispose() => shell.Dispose();

    string[] Said => [.. shell.Out.Split('\n').Where(line => line.StartsWith("log ", StringComparison.Ordinal)).Select(line => line[(line.LastIndexOf("  ", StringComparison.Ordinal) + 2)..]).Order(StringComparer.Ordinal)];

    [Fact]
    public void Workflow_sees_every_host_without_a_limit()
    {
        shell.Run("run", "each.yaml").ShouldBe(0, shell.Error);
        Said.ShouldBe(["all db1", "all web1", "all web2", "named root", "web web1", "web web2"], shell.Out);
    }

    [Theory]
    [InlineData("web2")]
    [InlineData("web:!web1")]
    [InlineData("@some.txt")]
    public void Workflow_sees_the_hosts_of_the_limit_and_those_that_it_names_itself(string limit)
    {
        shell.Write("some.txt", "web2\n").Run("run", "each.yaml", "--limit", limit).ShouldBe(0, shell.Error);
        Said.ShouldBe(["all web2", "named root", "web web2"], shell.Out);
    }

    [Fact]
    public void Group_without_a_host_of_the_limit_has_no_items()
    {
        shell.Run("run", "each.yaml", "--limit", "db").ShouldBe(0, shell.Error);
        Said.ShouldBe(["all db1", "named root"], shell.Out);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    public void Limit_that_leaves_no_host_is_refused(string command)
    {
        shell.Run(command, "each.yaml", "--limit", "wbe").ShouldBe(2);
        shell.Error.ShouldContain("error: --limit: no host and no group is named `wbe`\nhelp: did you mean `web`");
    }

    [Fact]
    public void Limit_that_leaves_no_host_of_a_dynamic_inventory_is_refused()
    {
        File.Delete(shell.PathOf("inventory.yaml"));
        shell.Write("runner.yaml", """inventory: { command: [echo, '{ "web": { "hosts": ["web1"] } }'] }""").Run("run", "each.yaml", "--limit", "wbe").ShouldBe(2);
        shell.Error.ShouldContain("error: --limit: no host and no group is named `wbe`");
    }

    [Fact]
    public void Line_of_a_file_is_a_host_also_where_a_group_has_its_name()
    {
        shell.Write("inventory.yaml", "hosts: { web: {}, web2: {}, db1: { user: root } }\ngroups: { web: { hosts: [web, web2] }, db: { hosts: [db1] } }\n").Write("some.txt", "# one\nWEB\n\n");

        shell.Run("run", "each.yaml", "--limit", "@some.txt").ShouldBe(0, shell.Error);
        Said.ShouldBe(["all web", "named root", "web web"], shell.Out);
        shell.Run("hosts", "@some.txt").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("web\n");
        shell.Run("hosts", "web").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("web\nweb2\n");
        shell.Error.ShouldContain("a host and a group are both named `web`: a pattern with this name means the group");
    }

    [Theory]
    [InlineData("web1\n\nweb", "error: some.txt:3: no host is named `web`\nhelp: that is a group")]
    [InlineData("web1,web2", "error: some.txt:1: no host is named `web1,web2`")]
    [InlineData("web*", "error: some.txt:1: no host is named `web*`")]
    public void Line_of_a_file_that_is_no_host_is_refused(string lines, string error)
    {
        shell.Write("some.txt", lines).Run("run", "each.yaml", "--limit", "@some.txt").ShouldBe(2);
        shell.Error.ShouldStartWith(error);
        shell.Run("hosts", "@some.txt").ShouldBe(2);
        shell.Error.ShouldStartWith(error);
    }

    [Fact]
    public void Host_that_is_called_as_all_hosts_is_refused()
    {
        shell.Write("inventory.yaml", "hosts: { all: {} }\n").Run("hosts").ShouldBe(2);
        shell.Error.ShouldContain("a host cannot be named `all`");
    }

    [Fact]
    public void Limit_needs_an_inventory()
    {
        File.Delete(shell.PathOf("inventory.yaml"));
        shell.Run("run", "each.yaml", "--limit", "web").ShouldBe(2);
        shell.Error.ShouldContain("error: --limit: there is no inventory here");
    }

    [Fact]
    public void End_of_a_run_says_how_to_run_it_again_where_it_failed()
    {
        shell.Write("fails.yaml", """
            jobs:
              each:
                for-each: ${{ inventory.all }}
                as: host
                fail-fast: false
                steps: [{ uses: log, with: { message: "${{ host.name }}" }, expect: host.name == 'web1' }]
            """).Run("run", "fails.yaml").ShouldBe(1);
        shell.Error.ShouldMatch(@"\Ahelp: `runner run fails.yaml --limit (web2,db1|db1,web2)` runs it again on the hosts where it failed\n\z");

        shell.Run("run", "fails.yaml", "--limit", "web1").ShouldBe(0);
        shell.Error.ShouldBeEmpty();
    }

    [Fact]
    public void End_of_a_run_says_nothing_of_items_that_are_no_hosts()
    {
        shell.Write("fails.yaml", """
            jobs:
              each:
                for-each: ["a", "${{ length(inventory.all) }}"]
                fail-fast: false
                steps: [{ uses: fail, with: { message: no } }]
            """).Run("run", "fails.yaml").ShouldBe(3);
        shell.Error.ShouldBeEmpty();
    }
}
