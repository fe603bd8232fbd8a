using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests;

/// <summary>The plugin of several protocols, from workflows.</summary>
public sealed class SocketsTests : IDisposable
{
    static readonly string DnsHealth = Repository.PathOf("workflows/dns-health.yaml");

    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task Dns_health_is_valid_as_it_is_shipped() => (await here.RunAsync("validate", DnsHealth)).ExitCode.ShouldBe(0);

    [Fact]
    public async Task Dns_health_asks_every_server_for_every_name()
    {
        await using var dns = await DnsmasqPeer.StartAsync();

        var ended = await here.RunAsync(
            "run", DnsHealth, "--input", "names=[www.lookup.test, alias.lookup.test]", "--input", $"servers=[{dns.Server}, {dns.ZoneServer}]",
            "--input", "address=192.0.2.10", "--input", "within=20s", "--log", "json");

        ended.ExitCode.ShouldBe(0, ended.Out + ended.Error);
        ended.Of("run-finished").Single().GetProperty("succeeded").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Dns_health_tells_of_the_name_that_is_missing()
    {
        await using var dns = await DnsmasqPeer.StartAsync();

        var ended = await here.RunAsync("run", DnsHealth, "--input", "names=[www.lookup.test, gone.lookup.test]", "--input", $"servers=[{dns.Server}]", "--input", "within=20s");

        ended.ExitCode.ShouldBe(1, ended.Out + ended.Error);
        ended.Out.ShouldContain("NXDOMAIN");
        ended.Out.ShouldContain("gone.lookup.test");
    }

    [Fact]
    public async Task Name_that_does_not_exist_fails_a_step_without_expectations()
    {
        await using var dns = await DnsmasqPeer.StartAsync();
        here.Write("check.yaml", $"steps: [{{ uses: dns.lookup, with: {{ name: gone.lookup.test, type: mx, server: {dns.Server} }} }}]");

        var ended = await here.RunAsync("run", "check.yaml");

        ended.ExitCode.ShouldBe(1, ended.Out + ended.Error);
        ended.Out.ShouldContain("`result.rcode` was 'NXDOMAIN'");
    }

    [Fact]
    public async Task Udp_server_and_clients_talk_in_one_workflow()
    {
        here.Write("udp.yaml", """
            steps:
              - { id: server, uses: udp.listen, with: { answers: [{ text: PONG }] } }
              - uses: udp.exchange
                with: { host: 127.0.0.1, port: "${{ steps.server.result.port }}", text: PING, timeout: 30s }
                expect: result.first.text == 'PONG'
              - { id: client, uses: udp.connect, with: { host: 127.0.0.1, port: "${{ steps.server.result.port }}" } }
              - { uses: udp.send, with: { connection: client, hex: "00 ff" } }
              - uses: udp.receive
                with: { connection: client, timeout: 30s }
                expect: result.first.hex == '504f4e47'
              - uses: udp.receive
                with: { connection: server, count: 2, timeout: 30s }
                expect:
                  - result.datagrams[0].text == 'PING'
                  - result.last.base64 == 'AP8='
              - uses: net.interfaces
                expect: length(result.interfaces) > 0
            """);

        var ended = await here.RunAsync("run", "udp.yaml", "--log", "json");

        ended.ExitCode.ShouldBe(0, ended.Out + ended.Error);
        ended.Step("2").GetProperty("result").GetProperty("datagrams")[0].GetProperty("text").GetString().ShouldBe("PONG");
    }

    [Fact]
    public async Task Actions_of_a_prefix_are_suggested_and_shown()
    {
        here.Write("check.yaml", "steps: [{ uses: dns.lokup, with: { name: x } }]");

        var ended = await here.RunAsync("validate", "check.yaml");

        ended.ExitCode.ShouldBe(2);
        (ended.Out + ended.Error).ShouldContain("did you mean dns.lookup?");
        (await here.RunAsync("plugins", "show", "udp")).Out.ShouldContain("udp.exchange");
    }
}
