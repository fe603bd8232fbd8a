using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Sources;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Inventories;

public sealed class OwnFormatTests
{
    [Fact]
    public void Hosts_groups_and_variables_are_what_the_file_says()
    {
        var inventory = Sources.Read("""
            hosts:
              web[01:02].example.com:
              db1: { address: 10.0.0.5, port: 2222, user: postgres, vars: { role: primary, weights: [1, 2.5, null, true], limits: { cpu: 4 } } }
            groups:
              web: { hosts: ["web[01:02].example.com"], user: deploy, vars: { http_port: 8080 } }
              db: { hosts: [db1] }
              prod: { groups: [web, db], vars: { env: prod } }
            vars: { dc: fra }
            """);

        inventory.Hosts.Names().ShouldBe("web01.example.com web02.example.com db1");
        inventory.Groups.Select(group => $"{group.Name}: {group.Hosts.Names()} ({string.Join(' ', group.Groups)})").ShouldBe(
        [
            "all: web01.example.com web02.example.com db1 (prod ungrouped)", "web: web01.example.com web02.example.com ()", "db: db1 ()",
            "prod: web01.example.com web02.example.com db1 (web db)", "ungrouped:  ()",
        ]);
        var db = inventory.Find("db1")!;
        (db.Address, db.Port, db.User).ShouldBe(("10.0.0.5", 2222, "postgres"));
        db.Groups.ShouldBe(["prod", "db"]);
        db.Variables["role"].ShouldBe("primary");
        db.Variables["weights"].ShouldBe(new List<object?> { 1L, 2.5, null, true });
        db.Variables["limits"].ShouldBeOfType<Dictionary<string, object?>>()["cpu"].ShouldBe(4L);
        db.Variables["env"].ShouldBe("prod");
        db.Variables["dc"].ShouldBe("fra");
        var web = inventory.Find("web01.example.com")!;
        (web.Address, web.Port, web.User).ShouldBe((null, null, "deploy"));
        web.Variables.OrderBy(each => each.Key).ShouldBe([new("dc", "fra"), new("env", "prod"), new("http_port", 8080L)]);
        web.Variables.Count.ShouldBe(3);
        web.Variables.ContainsKey("role").ShouldBeFalse();
    }

    [Fact]
    public void What_is_nearer_to_the_host_takes_precedence_and_of_one_level_what_comes_later()
    {
        var inventory = Sources.Read("""
            hosts: { h: { user: of-host, vars: { by: host } } }
            groups:
              child: { hosts: [h], user: of-child, port: 1, vars: { by: child, child: child, level: child, map: { a: 1 } } }
              zebra: { hosts: [h], vars: { level: zebra } }
              beta: { hosts: [h], vars: { level: beta } }
              parent: { groups: [child], user: of-parent, port: 2, host-key: strict, vars: { by: parent, child: parent, parent: parent, map: { b: 2 } } }
              all: { host-key: accept-new, keep-alive: 20s, vars: { all: group } }
            vars: { by: all, child: all, parent: all, all: all }
            """);

        var host = inventory.Find("h")!;
        (host.User, host.Port).ShouldBe(("of-host", 1));
        host.Settings.OrderBy(each => each.Key).ShouldBe([new("host-key", "strict"), new("keep-alive", "20s")]);
        host.Variables["by"].ShouldBe("host");
        // Deeper than zebra and beta, whatever the order.
        host.Variables["child"].ShouldBe("child");
        host.Variables["parent"].ShouldBe("parent");
        host.Variables["all"].ShouldBe("group");
        host.Variables["level"].ShouldBe("child");
        // A value replaces the other as a whole.
        host.Variables["map"].ShouldBeOfType<Dictionary<string, object?>>().Keys.ShouldBe(["a"]);
        host.Groups.ShouldBe(["zebra", "beta", "parent", "child"]);
    }

    [Fact]
    public void Paths_start_from_the_inventory_and_home_from_the_user()
    {
        using var folder = new TemporaryFolder();
        var (inventory, _) = Sources.TryRead(null, InventorySource.OfFile(folder.Write("deep/inventory.yaml", """
            hosts:
              a: { identity-file: keys/a, certificate-file: ~/a-cert.pub, known-hosts: ../known, config: none, agent: none }
              b: { identity-file: /etc/key, config: ssh.conf, agent: ~other/agent.sock, jump: [one, "me@two:2222"], connect-timeout: 5s }
            """)));

        var a = inventory!.Find("a")!.Settings;
        a["identity-file"].ShouldBe(folder.PathOf("deep/keys/a"));
        a["certificate-file"].ShouldBe("/home/me/a-cert.pub");
        a["known-hosts"].ShouldBe(folder.PathOf("known"));
        (a["config"], a["agent"]).ShouldBe(("none", "none"));
        var b = inventory.Find("b")!.Settings;
        (b["identity-file"], b["config"], b["agent"]).ShouldBe(("/etc/key", folder.PathOf("deep/ssh.conf"), "~other/agent.sock"));
        (b["jump"], b["connect-timeout"]).ShouldBe(("one,me@two:2222", "5s"));
    }

    [Fact]
    public void Secret_comes_from_the_environment_and_its_host_is_not_ready_without_it()
    {
        const string Text = """
            hosts: { a: { password: "${{ env('PW') }}" }, b: { sudo-password: "${{ env( 'SUDO' ) }}" }, c: {} }
            """;

        var (inventory, diagnostics) = Sources.TryRead(Text, variables: name => name == "PW" ? "s3cret" : null);

        diagnostics.ShouldBeEmpty();
        inventory!.Secrets.ShouldBe(["s3cret"]);
        inventory.Find("a")!.Settings["password"].ShouldBe("s3cret");
        inventory.WhyNotReady(inventory.Find("a")!).ShouldBeNull();
        inventory.Find("b")!.Settings.ShouldBeEmpty();
        inventory.WhyNotReady(inventory.Find("b")!).ShouldBe("`sudo-password` of the host `b` comes from the environment variable SUDO, which is not set (inventory.yaml:1:67)");
        inventory.WhyNotReady(inventory.Find("c")!).ShouldBeNull();
    }

    [Fact]
    public void Later_source_adds_to_an_earlier_one_and_takes_precedence()
    {
        using var folder = new TemporaryFolder();
        var (inventory, diagnostics) = Sources.TryRead(null,
            InventorySource.OfFile(folder.Write("one.yaml", "hosts: { a: { user: one, vars: { x: 1, y: 1 } } }\ngroups: { g: { hosts: [a, b] } }")),
            InventorySource.OfFile(folder.Write("two.yaml", "hosts: { b: {}, a: { user: two, vars: { x: 2 } } }\ngroups: { g: { vars: { z: 3 } } }")));

        diagnostics.ShouldBeEmpty();
        inventory!.Hosts.Names().ShouldBe("a b");
        var a = inventory.Find("a")!;
        (a.User, a.Variables["x"], a.Variables["y"], a.Variables["z"]).ShouldBe(("two", 2L, 1L, 3L));
        inventory.FindGroup("g")!.Hosts.Names().ShouldBe("a b");
    }

    [Fact]
    public void Hundred_thousand_hosts_share_what_their_groups_say()
    {
        var inventory = Sources.Read("hosts: { \"web[00000:99999]\": { vars: { own: 1 } } }\ngroups: { web: { hosts: [\"web[00000:99999]\"], vars: { a: 1 } } }");

        inventory.Hosts.Count.ShouldBe(100_000);
        inventory.Select("web[99999]").Single().Variables["a"].ShouldBe(1L);
        Sources.Wrong("hosts: { \"web[0:99999]\": {}, one: {} }").Message.ShouldBe("the inventory has more than 100,000 hosts");
    }

    [Fact]
    public void Groups_nested_thousands_deep_are_no_trouble()
    {
        var groups = string.Concat(Enumerable.Range(0, 5000).Select(i => $"  g{i}: {{ groups: [g{i + 1}], vars: {{ v: {i} }} }}\n"));
        var inventory = Sources.Read($"hosts: {{ h: {{}} }}\ngroups:\n{groups}  g5000: {{ hosts: [h] }}");

        inventory.Find("h")!.Variables["v"].ShouldBe(4999L);
        inventory.FindGroup("g0")!.Hosts.Names().ShouldBe("h");
    }

    [Theory]
    [InlineData("hots: {}", "the inventory has no key `hots`", "did you mean `hosts`?")]
    [InlineData("hosts: { a: { adress: x } }", "the host `a` has no key `adress`", "did you mean `address`?")]
    [InlineData("hosts: { a: { ansible_host: x } }", "the host `a` has no key `ansible_host`", "where it is reached is its `address`")]
    [InlineData("hosts: { a: { groups: [web] } }", "the host `a` has no key `groups`", "a group names its hosts: groups: { web: { hosts: [web1] } }")]
    [InlineData("user: me", "the inventory has no key `user`", "what is so of every host stands with the group all: groups: { all: { user: ... } }")]
    [InlineData("hosts: { a: { port: 70000 } }", "`port` must be a whole number from 1 to 65535, and this is '70000'", null)]
    [InlineData("hosts: { a: { address: me@x } }", "`address` must be a DNS name or an IP address, and this is 'me@x'", "the user and the port have keys of their own: user, port")]
    [InlineData("hosts: { a: { keep-alive: 5 } }", "`keep-alive` must be a duration, and this is '5'", "write a duration with its unit, such as 500ms, 10s, 5m, 1h30m or 2d; 3650d is the most")]
    [InlineData("hosts: { a: { host-key: no } }", "`host-key` must be strict, accept-new, off, or a fingerprint such as SHA256:oNh6..., and this is 'no'", null)]
    [InlineData("hosts: { a: { user: \"${{ env('U') }}\" } }", "`user` in an inventory is data, and may not hold an expression", "only passwords and passphrases may be ${{ env('NAME') }}")]
    [InlineData("vars: { a: \"x ${{ inputs.a }}\" }", "a variable in an inventory is data, and may not hold an expression", "only passwords and passphrases may be ${{ env('NAME') }}")]
    [InlineData("hosts: { a: { password: \"${{ secrets.X }}\" } }", "`password` may be one environment variable, and nothing else", "password: ${{ env('PASSWORD') }}")]
    [InlineData("hosts: { a: { password: \"x${{ env('X') }}\" } }", "`password` may be one environment variable, and nothing else", "password: ${{ env('PASSWORD') }}")]
    [InlineData("hosts: { a: { sudo-password: \"${{ env('X', 'default') }}\" } }", "`sudo-password` may be one environment variable, and nothing else", "sudo-password: ${{ env('SUDO_PASSWORD') }}")]
    [InlineData("hosts: { \"a b\": {} }", "`a b` cannot be a host's name", "a name has no spaces")]
    [InlineData("hosts: { \"a[3:1]\": {} }", "`a[3:1]` has a range that starts after its end", "such as web[01:50], node[0:100:10] or db-[a:f]")]
    [InlineData("hosts: web1", "`hosts` must be a mapping of names, and this is text", "such as hosts: { web1: { address: 10.0.0.1 } }")]
    [InlineData("hosts: { a: {} }\ngroups: { g: { hosts: [b1, a] } }", "the group `g` names the host `b1`, which is not under `hosts`", "add it: hosts: { b1: {} }")]
    [InlineData("hosts: { web1: {} }\ngroups: { g: { hosts: [wbe1] } }", "the group `g` names the host `wbe1`, which is not under `hosts`", "did you mean `web1`?")]
    [InlineData("groups: { web: {}, g: { groups: [wbe] } }", "the group `g` names the group `wbe`, which is not under `groups`", "did you mean `web`?")]
    [InlineData("groups: { g: { children: [web] } }", "the group `g` has no key `children`", "groups within a group are its `groups`")]
    [InlineData("groups: { \"a:b\": {} }", "`a:b` cannot be a group's name", "a name has no spaces, and none of : , ! & ~ * ? [ ]; hosts, groups and vars are keys")]
    [InlineData("groups: { ungrouped: {} }", "`ungrouped` are the hosts that no group names", "what is so of every host stands with the group all")]
    [InlineData("groups: { a: { groups: [b] }, b: { groups: [c] }, c: { groups: [a] } }", "groups are in each other in a circle: a -> b -> c -> a", "take one of them out of the other")]
    [InlineData("groups: { a: { groups: [a] } }", "groups are in each other in a circle: a -> a", "take one of them out of the other")]
    [InlineData("groups: { a: { groups: [all] } }", "groups are in each other in a circle: all -> a -> all", "take one of them out of the other")]
    [InlineData("- web1", "the inventory must be a mapping, and this is a list", "such as hosts: { web1: { address: 10.0.0.1 } }")]
    public void File_that_is_wrong_says_what_would_be_right(string text, string message, string? help)
    {
        var found = Sources.Wrong(text);

        found.Message.ShouldBe(message);
        found.Help.ShouldBe(help);
        found.Severity.ShouldBe(Severity.Error);
    }

    [Fact]
    public void Password_in_the_file_is_warned_of_and_masked()
    {
        var (inventory, diagnostics) = Sources.TryRead("hosts: { a: { password: hunter2 } }");

        var warning = diagnostics.ShouldHaveSingleItem();
        warning.ToString().ShouldBe("inventory.yaml:1:25: warning RUN0705: `password` stands in the file, where everybody who has it can read it");
        warning.Help.ShouldBe("take it from the environment: password: ${{ env('PASSWORD') }}");
        inventory!.Secrets.ShouldBe(["hunter2"]);
    }

    [Fact]
    public void Empty_file_is_an_inventory_without_hosts() => Sources.Read("# nobody yet\n").Hosts.ShouldBeEmpty();
}
