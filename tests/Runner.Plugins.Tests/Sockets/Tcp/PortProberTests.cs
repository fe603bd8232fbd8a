using System.Net;
using Runner.Plugins.Sockets;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Sockets.Tcp;

/// <summary>Ports that are open, and ports that are not.</summary>
public sealed class PortProberTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_ports_are_told_each_and_in_order()
    {
        await using var context = new TestActionContext();
        await using var socat = await SocatPeer.StartAsync("SYSTEM:echo SSH-2.0-test; cat");
        var open = socat.Port;
        var closed = PeerProcess.FreePort();

        var probed = await new TcpProbe { Host = "127.0.0.1", Ports = [open, closed], BannerWait = TimeSpan.FromSeconds(5) }.RunAsync(context, Cancel);

        probed.Open.ShouldBeFalse();
        probed.OpenPorts.ShouldBe([open]);
        (probed.State, probed.Banner).ShouldBe((TcpPortState.Open, "SSH-2.0-test\n"));
        probed.Connect.ShouldBeGreaterThan(TimeSpan.Zero);
        var other = probed.Results[1];
        (other.Port, other.Open, other.State, other.Banner, other.Remote).ShouldBe((closed, false, TcpPortState.Refused, null, null));
        other.Error.ShouldBe($"No connection to 127.0.0.1:{closed}: it refused the connection.");
    }

    [Fact]
    public async Task Silent_server_has_no_banner_and_an_endless_one_a_cut_one()
    {
        await using var silent = RawPeer.Start((_, cancel) => Task.Delay(Timeout.Infinite, cancel));
        await using var endless = RawPeer.Start(async (stream, cancel) =>
        {
            while (true) await stream.WriteAsync("xxxxxxxx"u8.ToArray(), cancel);
        });
        await using var closing = RawPeer.Start((_, _) => Task.CompletedTask);
        var wait = TimeSpan.FromMilliseconds(200);

        (await PortProber.ProbeAsync("127.0.0.1", silent.Port, bannerWait: wait, cancel: Cancel)).Banner.ShouldBeNull();
        (await PortProber.ProbeAsync("127.0.0.1", endless.Port, bannerWait: wait, cancel: Cancel)).Banner!.Length.ShouldBe(4096);
        (await PortProber.ProbeAsync("127.0.0.1", closing.Port, bannerWait: wait, cancel: Cancel)).Open.ShouldBeTrue();
    }

    [Fact]
    public async Task Full_queue_is_a_timeout()
    {
        using var full = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;
        var options = new TcpClientOptions { ConnectTimeout = TimeSpan.FromMilliseconds(300) };
        await using var first = await TcpClient.ConnectAsync("127.0.0.1", port, options, Cancel);

        PortProbe probe;
        var fillers = new List<TcpClient>();
        do
        {
            probe = await PortProber.ProbeAsync("127.0.0.1", port, options, cancel: Cancel);
            if (probe.Open) fillers.Add(await TcpClient.ConnectAsync("127.0.0.1", port, options, Cancel));
        }
        while (probe.Open && fillers.Count < 10);
        foreach (var filler in fillers) await filler.DisposeAsync();

        probe.State.ShouldBe(TcpPortState.Timeout);
    }

    [Fact]
    public async Task Unix_socket_is_open_or_not()
    {
        using var folder = new PeerFolder();
        await using var context = new TestActionContext();
        await using var server = TcpServer.Start(new() { UnixSocket = folder.At("a.sock"), Echo = true });

        (await new TcpProbe { UnixSocket = folder.At("a.sock") }.RunAsync(context, Cancel)).Open.ShouldBeTrue();
        (await new TcpProbe { UnixSocket = folder.At("b.sock") }.RunAsync(context, Cancel)).State.ShouldBe(TcpPortState.Unreachable);
    }

    [Fact]
    public async Task Name_that_does_not_resolve_is_an_error_and_no_state()
    {
        await using var context = new TestActionContext();
        await Should.ThrowAsync<DnsResolutionException>(async () => await new TcpProbe { Host = "no-such-name.invalid", Port = 80 }.RunAsync(context, Cancel));
        (await Should.ThrowAsync<ActionInputException>(async () => await new TcpProbe { Host = "x", Ports = [] }.RunAsync(context, Cancel))).Input.ShouldBe("ports");
        (await Should.ThrowAsync<ActionInputException>(async () => await new TcpProbe { Host = "x", Ports = [0] }.RunAsync(context, Cancel))).Input.ShouldBe("ports");
        (await Should.ThrowAsync<ActionInputException>(async () => await new TcpProbe { Host = "x", Port = 1, Ports = [1] }.RunAsync(context, Cancel))).Input.ShouldBe("ports");
    }
}
