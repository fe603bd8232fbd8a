using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

/// <summary>What the plugins that come with Runner say of their inputs' limits is known before anything runs.</summary>
public sealed class InputLimitTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Theory]
    [InlineData("http.serve", "routes: [{ path: health }]", "must start with /")]
    [InlineData("http.serve", "routes: [{ path: /health, status: [200, 99] }]", "must be from 200 to 599, and this is 99")]
    [InlineData("http.pages", "url: \"http://localhost/\", max-pages: 0", "`max-pages` must be 1 or more, and this is 0")]
    [InlineData("http.pages", "url: \"http://localhost/\", page: { size: 0 }", "must be 1 or more, and this is 0")]
    [InlineData("http.get", "url: \"http://localhost/\", hedge: { after: 1s, attempts: 11 }", "must be from 2 to 10, and this is 11")]
    [InlineData("websocket.connect", "url: \"https://localhost/\"", "`url` must start with ws:// or wss://")]
    [InlineData("websocket.connect", "url: \"ws://localhost/\", compression-options: { client-max-window-bits: 8 }", "must be from 9 to 15, and this is 8")]
    [InlineData("websocket.exchange", "url: \"ws://localhost/\", messages: [{ receive: { count: 0 } }]", "must be from 1 to 1000000, and this is 0")]
    [InlineData("tcp.connect", "host: localhost, port: 0", "`port` must be from 1 to 65535, and this is 0")]
    [InlineData("tcp.probe", "host: localhost, ports: [80, 70000]", "must be from 1 to 65535, and this is 70000")]
    [InlineData("udp.listen", "port: -1", "`port` must be from 0 to 65535, and this is -1")]
    [InlineData("udp.exchange", "host: 239.1.2.3, port: 5, text: x, multicast: { ttl: 256 }", "must be from 0 to 255, and this is 256")]
    [InlineData("icmp.ping", "host: localhost, ttl: 0", "`ttl` must be from 1 to 255, and this is 0")]
    [InlineData("dns.lookup", "name: localhost, tries: 21", "`tries` must be from 1 to 20, and this is 21")]
    public async Task Value_that_cannot_work_is_found_by_validate(string action, string with, string said)
    {
        here.Write("check.yaml", $"steps: [{{ uses: {action}, with: {{ {with} }} }}]");

        var ended = await here.RunAsync("validate", "check.yaml");

        ended.ExitCode.ShouldBe(2, ended.Out + ended.Error);
        (ended.Out + ended.Error).ShouldContain("RUN0310");
        (ended.Out + ended.Error).ShouldContain(said);
    }

    [Theory]
    [InlineData("websocket.close", "code: 999")]
    [InlineData("websocket.receive", "count: 1000001")]
    public async Task Value_of_a_later_step_is_found_too(string action, string with)
    {
        here.Write("check.yaml", $$"""
            steps:
              - { id: feed, uses: websocket.connect, with: { url: "ws://localhost/" } }
              - { uses: {{action}}, with: { connection: feed, {{with}} } }
            """);

        var ended = await here.RunAsync("validate", "check.yaml");

        ended.ExitCode.ShouldBe(2, ended.Out + ended.Error);
        (ended.Out + ended.Error).ShouldContain("RUN0310");
    }

    /// <summary>At the limits themselves nothing is said.</summary>
    [Fact]
    public async Task Values_at_the_limits_are_fine()
    {
        here.Write("check.yaml", """
            steps:
              - uses: http.serve
                with: { record: 0, routes: [{ path: /, status: [200, 599], drip: { bytes: 1 } }], certificate: { days: -1 } }
              - { uses: http.get, with: { url: "http://localhost/", rate-limit: { requests: 100000 }, circuit-breaker: { failures: 1 } } }
              - { id: feed, uses: websocket.connect, with: { url: "WSS://localhost/", compression-options: { client-max-window-bits: 9, server-max-window-bits: 15 } } }
              - { uses: websocket.close, with: { connection: feed, code: 4999 } }
              - { uses: tcp.listen, with: { port: 65535 } }
              - { uses: tcp.probe, with: { host: localhost, ports: [1, 65535] } }
              - { uses: icmp.ping, with: { host: localhost, ttl: 255, size: 0 } }
            """);

        var ended = await here.RunAsync("validate", "check.yaml");

        ended.ExitCode.ShouldBe(0, ended.Out + ended.Error);
    }
}
