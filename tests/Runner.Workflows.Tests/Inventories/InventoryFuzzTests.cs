using System.Text;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;

namespace Runner.Workflows.Tests.Inventories;

/// <summary>Whatever a file or a pattern holds, the answer is hosts or a reason.</summary>
public sealed class InventoryFuzzTests
{
    /// <summary>Few, so that the tests stay quick; <c>RUNNER_FUZZ_ROUNDS</c> searches longer.</summary>
    static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("RUNNER_FUZZ_ROUNDS"), out var rounds) ? rounds : 500;

    static readonly string[] Tokens =
    [
        "\n", "\n", "\n", "[", "]", "[web]\n", "[web:vars]\n", "[web:children]\n", "[web:", ":", ": ", "=", " ", "  ", "#", ";", "'", "\"", "\\", "{", "}", "{{", "(", ")", ",", "-", "1", "08", "0x", "1_0", "1e5", "True", "None", "a=1",
        "web", "db1", "web[1:3]", "web[3:1]", "[a:c]", "[::]", "[2001:db8::1]:22", ":22", "hosts:", "groups:", "children:", "vars:", "all:", "  hosts:\n    ", "<<: ", "*a", "&a ", "~", "null", "!vault ", "$ANSIBLE_VAULT;", "ansible_host=x", "ansible_port=99999",
        "ansible_ssh_common_args=-o", "ProxyJump=", "ansible_group_priority=5", "password: ${{ env('A') }}", "${{", "}}", "\"hosts\":", "[\"a\"]", "\"_meta\":", "\"hostvars\":", "\"children\":", "\"web\":", "\u0000", "é", "\t", "\r",
    ];

    static readonly string[] PatternTokens = ["web", "db", "all", "w*", "?", "[", "]", "[0]", "[-1]", "[0:2]", ":", ",", "!", "&", "~", "~w", "(", ")", "\\", "{", "+", ".", "1", "-", " ", "::", "é", "^", "$", "|"];

    [Theory]
    [InlineData("hosts", 1)]
    [InlineData("hosts.yaml", 2)]
    [InlineData("hosts.json", 3)]
    public void File_of_garbage_is_read_or_told_of(string name, int seed)
    {
        var random = new Random(seed);
        string[] seeds = name == "hosts.json" ? [AnsibleCases.All["json"][0].Text] : [.. AnsibleCases.All.Values.Select(files => files[0].Text).Append("hosts: { \"web[1:3]\": {} }\ngroups: { web: { hosts: [web1], vars: { a: 1 } } }")];
        var read = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var text = new StringBuilder(random.Next(3) == 0 ? "" : seeds[random.Next(seeds.Length)]);
            for (var n = random.Next(1, name == "hosts.json" ? 4 : 12); n > 0; n--) text.Insert(random.Next(text.Length + 1), Tokens[random.Next(Tokens.Length)]);

            var (inventory, diagnostics) = Sources.TryRead(text.ToString(), name);

            (inventory is null).ShouldBe(diagnostics.Any(each => each.Severity == Severity.Error), text.ToString());
            foreach (var diagnostic in diagnostics) DiagnosticText.Format(diagnostic).ShouldNotBeEmpty();
            if (inventory is null) continue;
            read++;
            foreach (var host in inventory.Hosts) inventory.Find(host.Name).ShouldBe(host);
        }

        // JSON hardly ever survives.
        read.ShouldBeGreaterThan(name == "hosts.json" ? 0 : Rounds / 100);
    }

    [Fact]
    public void Pattern_of_garbage_chooses_hosts_or_says_why_not()
    {
        var inventory = Sources.Read("hosts: { \"web[1:5]\": {}, \"db[1:2]\": {}, \"2001:db8::1\": {} }\ngroups: { web: { hosts: [\"web[1:5]\"] }, db: { hosts: [db1, db2] } }");
        var random = new Random(4);
        var chosen = 0;
        for (var i = 0; i < Rounds * 4; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => PatternTokens[random.Next(PatternTokens.Length)]));
            try
            {
                inventory.Select(pattern).ShouldNotBeEmpty(pattern);
                chosen++;
            }
            catch (InventoryPatternException e)
            {
                e.Message.ShouldNotBeEmpty();
                (e.Span.Start >= 0 && e.Span.End <= pattern.Length).ShouldBeTrue($"{pattern}: {e.Span}");
            }
        }

        chosen.ShouldBeGreaterThan(Rounds / 10);
    }
}
