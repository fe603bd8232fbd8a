using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Expressions;
using Runner.Workflows.Inventories.Sources;
using Runner.Workflows.Tests.Expressions;
using Runner.Workflows.Tests.Fixtures;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Inventories;

/// <summary>Golden cases by reading Ansible's documentation, which hold where Ansible is not installed.</summary>
public sealed class AnsibleFormatTests
{
    static Inventory Read(string name)
    {
        using var folder = new TemporaryFolder();
        var files = AnsibleCases.All[name];
        foreach (var (path, text) in files) folder.Write(path, text);
        var (inventory, diagnostics) = Sources.TryRead(null, InventorySource.OfFile(folder.PathOf(files[0].Path), files[0].Path));
        diagnostics.ShouldBeEmpty();
        return inventory!;
    }

    [Fact]
    public void Ini_has_hosts_with_variables_groups_and_groups_of_groups()
    {
        var inventory = Read("ini");

        inventory.Hosts.Names().ShouldBe("lonely.example.com bastion web01.example.com web02.example.com web03.example.com web04.example.com db-a db-b db-c");
        inventory.FindGroup("ungrouped")!.Hosts.Names().ShouldBe("lonely.example.com bastion");
        inventory.FindGroup("prod")!.Groups.ShouldBe(["web", "db"]);
        inventory.FindGroup("prod")!.Hosts.Count.ShouldBe(7);
        var bastion = inventory.Find("bastion")!;
        (bastion.Address, bastion.Port, bastion.Variables.Count).ShouldBe(("203.0.113.7", 2222, 0));
        var web = inventory.Find("web02.example.com")!;
        web.User.ShouldBe("deploy");
        web.Variables["http_port"].ShouldBe(8080L);
        web.Variables["name"].ShouldBe("two words");
        web.Variables["quoted"].ShouldBe("its");
        web.Variables["in_quotes"].ShouldBe("in quotes");
        web.Variables["greeting"].ShouldBe("hello there   # not a comment");
        web.Variables["port"].ShouldBe(80L);
        web.Variables["list"].ShouldBe(new List<object?> { 1L, 2L, "three" });
        web.Variables["empty"].ShouldBe("");
        web.Variables["version"].ShouldBe(1.1);
        web.Variables["env"].ShouldBe("prod");
        var fourth = inventory.Find("web04.example.com")!;
        fourth.Port.ShouldBe(2200);
        (fourth.Variables["flag"], fourth.Variables["text"], fourth.Variables["octal"], fourth.Variables["hex"], fourth.Variables["none"], fourth.Variables["big"]).ShouldBe((true, "yes", "010", 255L, null, 1000L));
        var db = inventory.Find("db-a")!;
        db.User.ShouldBe("postgres");
        db.Variables["roles"].ShouldBe(new List<object?> { "primary", "backup" });
        // Only True is true to Python.
        db.Variables["primary"].ShouldBe("true");
        db.Variables["hash"].ShouldBe("a#b");
    }

    [Fact]
    public void Yaml_of_as_many_hosts_as_an_inventory_may_have_is_read()
    {
        using var folder = new TemporaryFolder();
        folder.Write("hosts.yaml", "all:\n  hosts:\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"    host{i}: {{ ansible_host: 10.0.{i / 250 % 250}.{i % 250}, rack: r{i % 40}, unit: {i % 9} }}\n")));
        var (inventory, diagnostics) = Sources.TryRead(null, InventorySource.OfFile(folder.PathOf("hosts.yaml"), "hosts.yaml"));

        diagnostics.ShouldBeEmpty();
        inventory!.Hosts.Count.ShouldBe(100_000);
    }

    [Fact]
    public void Configuration_of_an_inventory_plugin_is_refused_with_the_command_that_runs_it()
    {
        using var folder = new TemporaryFolder();
        folder.Write("aws.yaml", "plugin: amazon.aws.aws_ec2\nregions: [eu-west-1]\n");
        var (inventory, diagnostics) = Sources.TryRead(null, InventorySource.OfFile(folder.PathOf("aws.yaml"), "aws.yaml"));

        inventory.ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Help!.ShouldContain("command: [ansible-inventory, -i, aws.yaml, --list]");
    }

    [Fact]
    public void Groups_of_one_level_take_precedence_by_priority_and_then_by_name()
    {
        var host = Read("ini-order").Find("h1")!;

        host.Groups.ShouldBe(["beta", "parent", "zebra", "first", "child"]);
        (host.Variables["level"], host.Variables["by"], host.Variables["deep"], host.Variables["own"], host.Variables["everywhere"]).ShouldBe(("child", "first", "parent", "host", 1L));
        host.Variables.ContainsKey("ansible_group_priority").ShouldBeFalse();
    }

    [Fact]
    public void Yaml_is_read_as_YAML_1_1()
    {
        var inventory = Read("yaml");

        var stray = inventory.Find("stray")!;
        string[] names = ["yes_is_true", "off_is_false", "text", "mode", "minutes", "exponent", "float", "hex", "binary", "underscore", "zip", "nothing"];
        names.Select(name => stray.Variables[name]).ShouldBe([true, false, "yes", 420L, 90L, "1e3", 1500L, 31L, 5L, 1000L, "08540", null]);
        inventory.Find("web4.example.com")!.Port.ShouldBe(2201);
        inventory.Find("two.example.com")!.Variables["http_port"].ShouldBe(8080L);
        inventory.Find("two.example.com")!.Variables["tier"].ShouldBe("back");
        inventory.FindGroup("site")!.Hosts.Count.ShouldBe(6);
        inventory.FindGroup("other")!.Hosts.Names().ShouldBe("alone");
    }

    [Fact]
    public void Folders_of_variables_come_over_the_file()
    {
        var inventory = Read("folders");

        var one = inventory.Find("web1")!;
        (one.Address, one.User).ShouldBe(("192.0.2.1", "from-folder"));
        string[] names = ["a", "b", "c", "d", "e", "f", "g", "from_file"];
        names.Select(name => one.Variables[name]).ShouldBe(["all-folder", "first", "file", "all-folder", "site", "second", "deeper", "folder"]);
        inventory.Find("web2")!.Variables["only"].ShouldBe("wrong");
    }

    [Fact]
    public void Connections_become_settings_and_no_variables()
    {
        var inventory = Read("connections");

        var a = inventory.Find("a")!;
        (a.Address, a.Port, a.User, a.Settings["identity-file"], a.Variables.Count).ShouldBe(("192.0.2.1", 22, "me", "/keys/a", 0));
        var b = inventory.Find("b")!;
        (b.Settings["password"], b.Settings["sudo-password"], b.Variables.Count).ShouldBe(("p w", "sudo!", 0));
        inventory.Secrets.Order().ShouldBe(["p w", "sudo!"]);
    }

    [Theory]
    [InlineData("-o ProxyJump=bastion", "jump=bastion")]
    [InlineData("-o 'ProxyJump me@a:22,b' -o StrictHostKeyChecking=accept-new", "host-key=accept-new jump=me@a:22,b")]
    [InlineData("-J a -oUserKnownHostsFile=/known", "jump=a known-hosts=/known")]
    [InlineData("-o ProxyCommand=\"ssh -W %h:%p -q -p 2222 me@bastion\"", "jump=me@bastion:2222")]
    [InlineData("-C -o ControlMaster=auto -o ControlPersist=60s", "")]
    public void Arguments_of_ssh_become_settings(string arguments, string expected)
    {
        var inventory = Sources.Read($"all:\n  hosts:\n    h:\n      ansible_ssh_common_args: {System.Text.Json.JsonSerializer.Serialize(arguments)}\n", "hosts.yml");

        string.Join(' ', inventory.Find("h")!.Settings.OrderBy(each => each.Key).Select(each => $"{each.Key}={each.Value}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("hosts", "h ansible_connection=winrm\n", "`ansible_connection` is winrm, and Runner's ssh actions reach hosts by SSH only")]
    [InlineData("hosts", "h ansible_password={{vault_pw}}\n", "`ansible_password` is a template, which only Ansible evaluates: these hosts cannot be logged in to")]
    [InlineData("hosts", "h ansible_ssh_common_args='-o StrictHostKeyChecking=no'\n", "`ansible_ssh_common_args` has `-oStrictHostKeyChecking=no`, which Runner does not follow")]
    [InlineData("hosts", "h ansible_ssh_common_args='-o ProxyCommand=\"nc -X 5 %h %p\"'\n", "`ansible_ssh_common_args` has `-oProxyCommand=nc -X 5 %h %p`, which Runner does not follow")]
    public void What_Runner_does_not_follow_is_warned_of(string file, string text, string message)
    {
        var warning = Sources.Wrong(text, file);

        (warning.Code, warning.Severity, warning.Message).ShouldBe((DiagnosticCodes.UnusedSetting, Severity.Warning, message));
    }

    [Fact]
    public void Host_whose_password_is_a_template_is_not_ready()
    {
        var (inventory, _) = Sources.TryRead("h ansible_password={{vault_pw}}\nk\n", "hosts");

        inventory!.WhyNotReady(inventory.Find("h")!).ShouldBe("`password` of the host `h` is a template of Ansible, which Runner does not evaluate (hosts:1:1)");
        inventory.WhyNotReady(inventory.Find("k")!).ShouldBeNull();
    }

    [Theory]
    [InlineData("hosts.yml", "all:\n  hosts:\n    h: { ansible_host: \"{{ ip }}\", ansible_user: \"{{ me }}\" }\n    k:\n")]
    [InlineData("hosts.json", """{"web": {"hosts": ["h", "k"]}, "_meta": {"hostvars": {"h": {"ansible_host": "{{ ip }}", "ansible_user": "{{ me }}"}}}}""")]
    public void Address_that_is_a_template_fails_where_an_expression_reads_it(string file, string text)
    {
        var (inventory, _) = Sources.TryRead(text, file);
        var hosts = new InventoryContext(() => inventory!);
        var scope = new Scope(("host", hosts.Find("h")!.Value), ("other", hosts.Find("k")!.Value));

        Should.Throw<ExpressionEvaluationException>(() => scope.Evaluate("host.address")).Message.ShouldStartWith("`address` of the host `h` is a template of Ansible, which Runner does not evaluate (");
        Should.Throw<ExpressionEvaluationException>(() => scope.Evaluate("host.user"));
        (scope.Json("host.port"), scope.Json("host.name"), scope.Json("other.address")).ShouldBe(("null", "\"h\"", "\"k\""));
        // All of it may be shown all the same.
        ValueJson.Write(hosts.Find("h")!.Value, indented: false).ShouldContain("\"address\":null");
    }

    [Theory]
    [InlineData("hosts.yml", "all:\n  hosts:\n    h: { ansible_password: !unsafe 'a{{b', banner: !unsafe \"{{ x }}\", number: !unsafe 5, list: !unsafe [1, !unsafe '{%'] }\n")]
    [InlineData("hosts.json", """{"web": {"hosts": ["h"]}, "_meta": {"hostvars": {"h": {"ansible_password": {"__ansible_unsafe": "a{{b"}, "banner": {"__ansible_unsafe": "{{ x }}"}, "number": {"__ansible_unsafe": "5"}, "list": [1, {"__ansible_unsafe": "{%"}]}}}}""")]
    public void Text_that_is_said_to_be_no_template_is_none(string file, string text)
    {
        var inventory = Sources.Read(text, file);

        var host = inventory.Find("h")!;
        (host.Settings["password"], host.Variables["banner"], host.Variables["number"]).ShouldBe(("a{{b", "{{ x }}", "5"));
        ((IEnumerable<object?>)host.Variables["list"]!).ShouldBe([1L, "{%"]);
        inventory.WhyNotReady(host).ShouldBeNull();
    }

    [Theory]
    [InlineData("hosts", "[web\nh", "hosts:1:1", "`[web` is no section")]
    [InlineData("hosts", "h a=\"b\n", "hosts:1:1", "the line cannot be read: the quote \" is not closed")]
    [InlineData("hosts", "[web]\nweb1 web2\n", "hosts:2:1", "`web2` is no variable")]
    [InlineData("hosts", "[web:var]\na=1\n", "hosts:1:1", "a section cannot be `var`")]
    [InlineData("hosts", "[web:vars]\na=1\n", "hosts:1:1", "[web:vars] speaks of a group that no section declares")]
    [InlineData("hosts", "[web:children]\ndb\n", "hosts:2:1", "no section declares the group `db`")]
    [InlineData("hosts", "[web]\nh\n[web:vars]\nnothing\n", "hosts:4:1", "`nothing` is no variable")]
    [InlineData("hosts", "h ansible_port=ssh\n", "hosts:1:1", "`ansible_port` must be a whole number from 1 to 65535, and this is 'ssh'")]
    [InlineData("hosts", "[a:children]\nb\n[b:children]\na\n", "hosts:", "groups are in each other in a circle: ")]
    [InlineData("hosts", "#!/usr/bin/env python3\nprint()\n", "hosts:1:1", "this is a program, not a file of hosts")]
    [InlineData("hosts.yml", "web:\n  hosts:\n    a:\n  var: {}\nall:\n", "hosts.yml:4:3", "the group `web` has no key `var`")]
    [InlineData("hosts.yml", "all:\n  hosts:\n    - a\n", "hosts.yml:3:5", "`hosts` must be a mapping, and this is a list")]
    [InlineData("hosts.yml", "all:\n  vars:\n    pw: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      6162\n", "hosts.yml:3:9", "this value is encrypted with Ansible Vault, which Runner does not decrypt")]
    [InlineData("hosts.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n", "hosts.yml:1:1", "the file is encrypted with Ansible Vault, which Runner does not decrypt")]
    [InlineData("hosts.json", "{\n  \"web\": {\"hosts\": [\"a\",]}\n}", "hosts.json:2:25", "this is not JSON: a comma stands after the last item")]
    [InlineData("hosts.json", "[]", "hosts.json:1:1", "the inventory must be an object, and this is a list")]
    [InlineData("hosts.json", """{"web": {"host": ["a"]}}""", "hosts.json:1:1", "the group `web` has no member `host`")]
    [InlineData("hosts.json", """{"web": {"hosts": "a"}}""", "hosts.json:1:1", "`web.hosts` must be a list of names, and this is text")]
    [InlineData("hosts.json", """{"web": {"hosts": [1]}}""", "hosts.json:1:1", "an item of `web.hosts` must be a name, and this is a number")]
    [InlineData("hosts.json", """{"_meta": {"hostvars": {"a": {"p": {"__ansible_vault": "x"}}}}}""", "hosts.json:1:1", "`p` is encrypted with Ansible Vault, which Runner does not decrypt")]
    public void File_that_is_wrong_says_where_and_why(string file, string text, string location, string message)
    {
        var (inventory, diagnostics) = Sources.TryRead(text, file);

        inventory.ShouldBeNull();
        diagnostics[0].Location.ToString().ShouldStartWith(location);
        diagnostics[0].Message.ShouldStartWith(message);
    }

    [Fact]
    public void Dynamic_inventory_has_groups_with_hosts_variables_and_children()
    {
        var inventory = Sources.Read("""
            {
              "_meta": { "hostvars": { "web1": { "ansible_host": "10.0.0.1", "rack": 7 }, "later": {} } },
              "web": { "hosts": ["web1", "web2"], "vars": { "port": 80 } },
              "db": ["db1"],
              "prod": { "children": ["web", "db"] },
              "all": { "vars": { "dc": "fra" } }
            }
            """, "hosts.json");

        inventory.FindGroup("prod")!.Hosts.Names().ShouldBe("web1 web2 db1");
        var web = inventory.Find("web1")!;
        (web.Address, web.Variables["rack"], web.Variables["port"], web.Variables["dc"]).ShouldBe(("10.0.0.1", 7L, 80L, "fra"));
        inventory.FindGroup("ungrouped")!.Hosts.Names().ShouldBe("later");
    }
}
