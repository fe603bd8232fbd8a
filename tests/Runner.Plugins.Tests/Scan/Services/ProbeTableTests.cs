using System.Text;
using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Services;

namespace Runner.Plugins.Tests.Scan.Services;

/// <summary>The table of probes: the one that is shipped, and what mistakes in one are told as.</summary>
public sealed class ProbeTableTests
{
    [Fact]
    public void Every_expression_of_the_shipped_table_can_be_made()
    {
        foreach (var pattern in ProbeTable.Default.Probes.SelectMany(probe => probe.Patterns)) Should.NotThrow(pattern.Compile, pattern.Service);
    }

    [Fact]
    public void Every_example_of_the_shipped_table_gets_its_name()
    {
        var examples = ProbeTable.Default.Probes.SelectMany(probe => probe.Examples.Select(example => (probe, example))).ToList();

        examples.Count.ShouldBeGreaterThan(30);
        foreach (var (probe, example) in examples)
            ProbeTable.Default.Match(probe, example.Answer)?.Pattern.Service.ShouldBe(example.Service, $"probes.txt:{example.Line}");
        examples.ShouldAllBe(entry => ProbeTable.Default.Match(entry.probe, entry.example.Answer) != null);
    }

    [Fact]
    public void Shipped_table_knows_at_least_forty_protocols()
    {
        ProbeTable.Default.Probes.SelectMany(probe => probe.Patterns).Select(pattern => pattern.Service).Distinct().Count().ShouldBeGreaterThan(40);
    }

    [Fact]
    public void Prefix_that_spares_an_expression_never_says_no_where_the_expression_says_yes()
    {
        foreach (var probe in ProbeTable.Default.Probes)
        {
            foreach (var example in probe.Examples)
            {
                foreach (var pattern in probe.Patterns)
                {
                    var expected = System.Text.RegularExpressions.Regex.IsMatch(
                        example.Answer, pattern.Expression, System.Text.RegularExpressions.RegexOptions.Singleline | System.Text.RegularExpressions.RegexOptions.CultureInvariant | (pattern.IgnoresCase ? System.Text.RegularExpressions.RegexOptions.IgnoreCase : 0));
                    (pattern.Match(example.Answer) is not null).ShouldBe(expected, $"{pattern.Expression} on line {example.Line}");
                }
            }
        }
    }

    [Theory]
    [InlineData("^SSH-([\\d.]+)", "SSH-")]
    [InlineData("^\\x15\\x03[\\x00-\\x04]", "\u0015\u0003")]
    [InlineData("^\\+OK", "+OK")]
    [InlineData("^ab?c", "a")]
    [InlineData("^ab*", "a")]
    [InlineData("^ab{2}", "a")]
    [InlineData("^a|^b", "")]
    [InlineData("^(?:a|b)", "")]
    [InlineData("^a(?:b|c)", "a")]
    [InlineData("abc", "")]
    [InlineData("^ab+", "ab")]
    public void Prefix_is_what_every_match_begins_with(string expression, string prefix) => PatternPrefix.Of(expression).ShouldBe(prefix);

    [Theory]
    [InlineData("send \"x\"", "own:1: `send` stands before the first probe: begin with `probe tcp NAME`")]
    [InlineData("probe sctp x", "own:1: `sctp` is no transport: write tcp or udp")]
    [InlineData("probe tcp x\nsend \"\\q\"", "own:2: `\\q` is no escape: there are \\r \\n \\t \\\\ \\\" \\xHH \\h \\p")]
    [InlineData("probe tcp x\nsend \"abc", "own:2: the closing \" is missing")]
    [InlineData("probe tcp x\nsend \"a\"\nports 80-70", "own:3: `80-70` is no port: give numbers of 1 to 65535 and ranges such as 8000-8010")]
    [InlineData("probe tcp x\nsend \"a\"\nrarity 10", "own:3: a rarity is `10`: give 1 to 9")]
    [InlineData("probe tcp x\nsend \"a\"\nmatch y /^a", "own:3: the closing / of the expression is missing (a slash in it is written \\/)")]
    [InlineData("probe tcp x\nsend \"a\"\nmatch y /^a/ name=\"b\"", "own:3: `name` is nothing that a match can tell: there are product, version, info and then")]
    [InlineData("probe tcp x\nsend \"a\"\nmatch y /^a/ product=\"$x\"", "own:3: a $ is followed by the number of a group, $1 to $9, or by {1:n} for its bytes as a number")]
    [InlineData("probe tcp x\nsend \"a\"\nmatch y /^a/ then z", "own:3: there is no probe `z` to go on with")]
    [InlineData("probe tcp x\nsend \"a\"", "own:1: the probe `x` has no match")]
    [InlineData("probe tcp x\nmatch y /^a/", "own:1: the probe `x` has nothing to send (only `probe tcp greeting` listens)")]
    [InlineData("# fine\n\nprobe tcp x\nsned \"a\"", "own:4: `sned` is no keyword: there are probe, send, ports, rarity, answer, match, example, tls, secure")]
    [InlineData("probe tcp x\nsend \"a\"\nmatch y /^(?=a)/", "own:3: the expression")]
    [InlineData("probe tcp x\nsend \"a\"\nmatch y /^(a/", "own:3: the expression")]
    public void Mistake_is_told_with_its_line(string text, string message) =>
        Should.Throw<FormatException>(() => ProbeTable.Parse(text, "own", checks: true)).Message.ShouldStartWith(message);

    [Fact]
    public void Table_of_ones_own_comes_before_the_shipped_one()
    {
        var table = ProbeTable.Parse("probe tcp greeting\nmatch mine /^SSH-2/ product=\"Mine $1\"\n\nprobe tcp hello\nsend \"hello \\h:\\p\\n\"\nports 7777\nmatch mine /^hi (.)(..)/ version=\"$1.${2:n}\"\n", "own", ProbeTable.Default);

        table.Match(table.Greeting, "SSH-2.0-x\r\n")!.Pattern.Service.ShouldBe("mine");
        table.Match(table.Greeting, "220 (vsFTPd 3.0.3)\r\n")!.Product.ShouldBe("vsftpd");
        var probe = table.Find(TransportProtocol.Tcp, "hello")!;
        Encoding.Latin1.GetString(probe.Payload!.For("[::1]", 80)).ShouldBe("hello [::1]:80\n");
        table.For(TransportProtocol.Tcp, 7777, 7).First().ShouldBe(probe);
        table.Match(probe, "hi 4\u0001\u0002")!.Version.ShouldBe("4.258");
        table.IsUsuallyTls(993).ShouldBeTrue();
        table.SecureName("imap").ShouldBe("imaps");
    }
}
