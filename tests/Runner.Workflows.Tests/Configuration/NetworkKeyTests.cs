using System.Net;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Configuration;

public sealed class NetworkKeyTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly DiagnosticBag diagnostics = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Rules_are_read_with_their_places()
    {
        var policy = Read("""
            network:
              allow: [10.0.0.0/8, "*.example.com"]
              deny:
                - 169.254.169.254
              scan: { allow: public }
            """).Network;

        diagnostics.ShouldBeEmpty();
        policy.IsOpen.ShouldBeFalse();
        policy.RefusalOf(IPAddress.Parse("10.1.2.3")).ShouldBeNull();
        policy.RefusalOf(IPAddress.Parse("8.8.8.8"), "api.example.com").ShouldBeNull();
        policy.RefusalOf(IPAddress.Parse("169.254.169.254")).ShouldNotBeNull().ShouldEndWith("runner.yaml:4:7)");
        policy.RefusalOf(IPAddress.Parse("192.168.0.1")).ShouldNotBeNull().ShouldEndWith("runner.yaml:2:10)");
    }

    [Fact]
    public void Without_rules_everything_may_be_reached() => Read("plugins: []").Network.IsOpen.ShouldBeTrue();

    [Theory]
    [InlineData("deny: [10.0.0.5/8]", "has more than zeros after its prefix", "the network is 10.0.0.0/8", 2, 10)]
    [InlineData("deny: [10.0.0.0/33]", "is no network", "from 0 to 32", 2, 10)]
    [InlineData("deny: [300.1.1.1]", "is no address", "four numbers from 0 to 255", 2, 10)]
    [InlineData("deny: [privat]", "`privat` is no set of networks", "did you mean `private`?", 2, 10)]
    [InlineData("deny: [https://example.com]", "is a URL", "give its host", 2, 10)]
    [InlineData("deny: [\"example.com:80\"]", "is no address of IPv6, and rules have no ports", "2001:db8::1", 2, 10)]
    [InlineData("deny: [a.*.com]", "has a * elsewhere than at its start", "*.example.com", 2, 10)]
    [InlineData("allow: []", "`allow` has no rule", "remove the line", 2, 10)]
    [InlineData("alow: [private]", "`network` has no key `alow`", "did you mean `allow`?", 2, 3)]
    [InlineData("scan: { deny: [private] }", "`scan` has no key `deny`", "is not scanned either", 2, 11)]
    [InlineData("deny: { a: b }", "`deny` must be a value or a list", "such as deny:", 2, 9)]
    public void Wrong_rules_are_told_with_their_place(string text, string problem, string help, int line, int column)
    {
        Read($"network:\n  {text}");

        var error = diagnostics.ShouldHaveSingleItem();
        error.Message.ShouldContain(problem);
        error.Help.ShouldNotBeNull().ShouldContain(help);
        (error.Location.Start.Line, error.Location.Start.Column).ShouldBe((line, column));
    }

    [Fact]
    public void A_set_is_not_mistaken_for_a_host() => Read("network: { deny: [localhost, intranet, privat., loopback] }").Network.Deny.Select(rule => rule.IsName).ShouldBe([true, true, true, false]);

    RunnerConfiguration Read(string text) => RunnerConfiguration.Read(folder.Write("runner.yaml", text), diagnostics);
}
