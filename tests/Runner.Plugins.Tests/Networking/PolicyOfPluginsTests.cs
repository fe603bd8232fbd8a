using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Plugins.Scan.Targets;
using Runner.Plugins.Sockets;
using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.WebSockets;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Networking;

/// <summary>No plugin leads around the network policy.</summary>
public sealed class PolicyOfPluginsTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task ShouldBeRefusedAsync<T>(IAction<T> action, NetworkPolicy? policy = null)
    {
        await using var context = new TestActionContext { Policy = policy ?? NetworkPolicyTests.Denying("127.0.0.2", "denied.invalid") };
        var error = await Should.ThrowAsync<NetworkPolicyException>(async () => await action.RunAsync(context, Cancel));
        error.Message.ShouldContain("(runner.yaml:1:1)");
    }

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("denied.invalid")]
    public async Task Every_protocol_is_refused_what_is_denied(string host)
    {
        await ShouldBeRefusedAsync(new HttpGet { Url = $"http://{host}:9/" });
        await ShouldBeRefusedAsync(new WebSocketConnect { Url = $"ws://{host}:9/" });
        await ShouldBeRefusedAsync(new TcpConnect { Host = host, Port = 9 });
        await ShouldBeRefusedAsync(new TlsInspect { Host = host, Port = 9 });
        await ShouldBeRefusedAsync(new UdpSend { Host = host, Port = 9, Text = "x" });
        await ShouldBeRefusedAsync(new UdpConnect { Host = host, Port = 9 });
        await ShouldBeRefusedAsync(new DnsLookup { Name = "localhost", Server = [host] });
        await ShouldBeRefusedAsync(new NtpQuery { Server = host });
        await ShouldBeRefusedAsync(new IcmpPing { Host = host });
        await ShouldBeRefusedAsync(new SshRun { Host = host, Command = "true" });
    }

    [Fact]
    public async Task A_port_probe_is_refused_and_does_not_call_the_port_closed() =>
        await ShouldBeRefusedAsync(new TcpProbe { Host = "127.0.0.2", Port = 9 });

    [Fact]
    public async Task A_redirect_leads_to_nobody_who_is_denied()
    {
        await using var peer = await KestrelPeer.StartAsync(http =>
        {
            http.Response.Redirect("http://127.0.0.2:9/");
            return Task.CompletedTask;
        });

        await ShouldBeRefusedAsync(new HttpGet { Url = peer.Url });
    }

    [Fact]
    public async Task A_pooled_connection_is_not_used_by_who_may_not()
    {
        await using var peer = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("hello"));
        await using var open = new TestActionContext();
        (await new HttpGet { Url = peer.Url }.RunAsync(open, Cancel)).Body.ShouldBe("hello");
        var shared = new SharingContext(open, NetworkPolicyTests.Denying("loopback"));

        await Should.ThrowAsync<NetworkPolicyException>(async () => await new HttpGet { Url = peer.Url }.RunAsync(shared, Cancel));
    }

    [Fact]
    public async Task What_is_allowed_is_reached_as_ever()
    {
        await using var peer = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("hello"));
        await using var context = new TestActionContext { Policy = NetworkPolicyTests.Allowing("127.0.0.1") };

        (await new HttpGet { Url = peer.Url }.RunAsync(context, Cancel)).Body.ShouldBe("hello");
        await Should.ThrowAsync<NetworkPolicyException>(async () => await new HttpGet { Url = "http://127.0.0.3:9/" }.RunAsync(context, Cancel));
    }

    [Fact]
    public async Task A_proxy_is_judged_and_so_is_the_name_that_is_asked_of_it()
    {
        await using var peer = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("through"));
        var proxy = peer.Url;
        await using var context = new TestActionContext { Policy = NetworkPolicyTests.Denying("127.0.0.2", "denied.invalid") };

        (await new HttpGet { Url = "http://other.invalid/", Proxy = proxy }.RunAsync(context, Cancel)).Body.ShouldBe("through");
        await ShouldBeRefusedAsync(new HttpGet { Url = "http://denied.invalid/", Proxy = proxy });
        await ShouldBeRefusedAsync(new HttpGet { Url = "http://127.0.0.2/", Proxy = proxy });
        await ShouldBeRefusedAsync(new HttpGet { Url = "http://other.invalid/", Proxy = "http://127.0.0.2:9" });
        await ShouldBeRefusedAsync(new WebSocketConnect { Url = "ws://denied.invalid/", Proxy = proxy });
        await ShouldBeRefusedAsync(new WebSocketConnect { Url = "ws://other.invalid/", Proxy = "http://127.0.0.2:9" });
    }

    [Fact]
    public async Task Where_something_is_allowed_a_proxy_is_asked_for_allowed_names_only()
    {
        await using var peer = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("through"));
        await using var context = new TestActionContext { Policy = NetworkPolicyTests.Allowing("loopback", "*.invalid") };

        (await new HttpGet { Url = "http://other.invalid/", Proxy = peer.Url }.RunAsync(context, Cancel)).Body.ShouldBe("through");
        var error = await Should.ThrowAsync<NetworkPolicyException>(async () => await new HttpGet { Url = "http://other.test/", Proxy = peer.Url }.RunAsync(context, Cancel));
        error.Message.ShouldContain("whoever connects to it for us looks its address up");
    }

    [Fact]
    public async Task An_ssh_alias_is_judged_by_what_it_stands_for()
    {
        PeerProcess.Require("ssh");
        using var folder = new PeerFolder();
        var config = folder.Write("config", "Host alias\n  HostName 127.0.0.2\nHost behind\n  HostName 127.0.0.2\n  ProxyJump 127.0.0.1:9\nHost through\n  HostName 127.0.0.1\n  ProxyJump alias\n");

        foreach (var host in new[] { "alias", "behind", "through" }) await ShouldBeRefusedAsync(new SshRun { Host = host, Config = config, Command = "true" });
        await ShouldBeRefusedAsync(new SshRun { Host = "127.0.0.1", Jump = ["127.0.0.2"], Command = "true" });
    }

    [Fact]
    public async Task A_scan_of_public_addresses_says_what_to_add()
    {
        var error = await Should.ThrowAsync<NetworkPolicyException>(() => TargetList.Parse(["10.0.0.0/30", "8.8.8.8"]).ResolveAsync(Cancel));

        error.Message.ShouldBe("The network policy forbids to scan 8.8.8.8: it is a public address, and such are scanned only where `network.scan.allow` has them.");
        error.Help.ShouldNotBeNull().ShouldContain("say so in runner.yaml: `network: { scan: { allow: [\"8.8.8.8\"] } }`");
    }

    [Fact]
    public async Task A_scan_of_a_network_with_a_denied_address_says_how_to_leave_it_out()
    {
        var options = new TargetOptions { Network = NetworkPolicyTests.Denying("10.0.0.9") };

        var error = await Should.ThrowAsync<NetworkPolicyException>(() => TargetList.Parse(["10.0.0.0/24"], options: options).ResolveAsync(Cancel));

        error.Message.ShouldBe("The network policy forbids to scan 10.0.0.9: `network.deny` has 10.0.0.9 (runner.yaml:1:1).");
        error.Help.ShouldNotBeNull().ShouldContain("`exclude: [\"10.0.0.9\"]`");
        (await TargetList.Parse(["10.0.0.0/24"], ["10.0.0.9"], options).ResolveAsync(Cancel)).Count.ShouldBe(255);
    }

    /// <summary>Another step of the same process, under another policy.</summary>
    sealed class SharingContext(ActionContext with, NetworkPolicy policy) : ActionContext
    {
        public override NetworkPolicy Network => policy;

        public override TimeProvider Time => with.Time;

        public override string BaseDirectory => with.BaseDirectory;

        public override void Log(LogLevel level, string message) => with.Log(level, message);

        public override void Progress(string message, double? fraction = null) => with.Progress(message, fraction);

        public override void Mask(string secret) => with.Mask(secret);

        public override void Open(IConnection connection) => with.Open(connection);

        public override T Shared<T>() => with.Shared<T>();

        public override T ForJob<T>() => with.ForJob<T>();
    }
}
