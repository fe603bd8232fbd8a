using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Services;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Scan.Services;

/// <summary>Peers that do what no service should: each ends in an answer, never in an exception.</summary>
public sealed class BadPeerTests
{
    static readonly ServiceScanner Quick = new(new() { AnswerWait = TimeSpan.FromMilliseconds(300), GreetingWait = TimeSpan.FromMilliseconds(100), Timeout = TimeSpan.FromSeconds(20) });

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<ScannedService> DetectAsync(RawPeer peer)
    {
        var port = await Quick.DetectAsync("127.0.0.1", peer.Port, cancel: Cancel);
        port.State.ShouldBe(PortState.Open);
        return port.Service.ShouldNotBeNull();
    }

    [Fact]
    public async Task Silent_peer_is_unknown_after_bounded_connections()
    {
        await using var peer = RawPeer.Start((_, cancel) => Task.Delay(Timeout.Infinite, cancel));

        var service = await DetectAsync(peer);

        (service.Name, service.Banner, service.IsProbed).ShouldBe((null, null, true));
        peer.Connections.ShouldBeLessThan(60);
    }

    [Fact]
    public async Task Peer_that_closes_at_once_is_asked_little()
    {
        await using var peer = RawPeer.Start((_, _) => Task.CompletedTask);

        (await DetectAsync(peer)).Name.ShouldBeNull();
    }

    [Fact]
    public async Task Peer_that_resets_is_unknown()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.ReadAtLeastAsync(new byte[1], 1, cancellationToken: cancel);
            RawPeer.Reset(stream);
        });

        (await DetectAsync(peer)).Name.ShouldBeNull();
    }

    [Fact]
    public async Task Endless_data_is_cut()
    {
        var block = new byte[64 * 1024];
        Array.Fill(block, (byte)'x');
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            try
            {
                while (true) await stream.WriteAsync(block, cancel);
            }
            catch (IOException)
            {
                // The scanner has had enough.
            }
        });

        var service = await DetectAsync(peer);

        service.Name.ShouldBeNull();
        service.Banner.ShouldNotBeNull().Length.ShouldBe(300);
    }

    [Fact]
    public async Task Garbage_is_unknown_and_its_banner_printable()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.WriteAsync(new byte[] { 0xfe, 0xff, 0x1b, (byte)'[', (byte)'3', (byte)'1', (byte)'m', 0, 0xff, (byte)'h', (byte)'i' }, cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });

        var service = await DetectAsync(peer);

        service.Name.ShouldBeNull();
        service.Banner.ShouldBe(".[31m.hi");
    }

    [Fact]
    public async Task Half_tls_is_tls_without_a_certificate_and_without_an_exception()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.ReadAtLeastAsync(new byte[4096], 1, cancellationToken: cancel);
            // A record of the handshake that promises more than comes.
            await stream.WriteAsync(new byte[] { 0x16, 3, 3, 0, 100, 2, 0, 0, 96, 3, 3 }, cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });

        var service = await DetectAsync(peer);

        service.Tls?.Subject.ShouldBeNull();
    }

    [Fact]
    public async Task Server_that_speaks_late_is_recognised_by_its_greeting_all_the_same()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await Task.Delay(200, cancel);
            await stream.WriteAsync("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"u8.ToArray(), cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });

        var service = await DetectAsync(peer);

        (service.Name, service.Product, service.Version).ShouldBe(("ssh", "OpenSSH", "9.2p1"));
    }

    [Fact]
    public async Task Echo_is_not_taken_for_whatever_it_is_asked_for()
    {
        await using var peer = RawPeer.Start((stream, cancel) => stream.CopyToAsync(stream, cancel));

        (await DetectAsync(peer)).Name.ShouldBe("echo");
    }

    [Fact]
    public async Task Greeting_that_may_be_of_two_protocols_is_told_apart_by_asking()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.WriteAsync("220 welcome\r\n"u8.ToArray(), cancel);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            while (await reader.ReadLineAsync(cancel) is not null) await stream.WriteAsync("500 what?\r\n"u8.ToArray(), cancel);
        });

        (await DetectAsync(peer)).Name.ShouldBe("ftp");
    }

    [Fact]
    public async Task Page_of_a_redirect_tells_where_it_leads()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 302 Found\r\nServer: thing/1.2 (a b)\r\nLocation: https://example.test/\u001b[31m\r\nContent-Length: 0\r\n\r\n");

        var service = await DetectAsync(peer);

        (service.Name, service.Product, service.Version, service.Info).ShouldBe(("http", "thing", "1.2", "a b"));
        service.Page.ShouldBe(new ScannedPage(302, null, "thing/1.2 (a b)", "https://example.test/.[31m"));
    }

    [Fact]
    public async Task Closed_port_is_closed_and_nothing_else()
    {
        var port = await Quick.DetectAsync("127.0.0.1", PeerProcess.FreePort(), cancel: Cancel);

        (port.State, port.Reason, port.Service!.Name).ShouldBe((PortState.Closed, StateReason.ConnRefused, null));
    }

    [Fact]
    public void Closed_port_of_udp_does_not_answer_itself() => NetworkRoom.Inside(room =>
    {
        // With two ports to ask from, every other question comes from the port that it is for.
        room.Shell("sysctl -qw net.ipv4.ip_local_port_range='40000 40001'");

        for (var i = 0; i < 20; i++)
        {
            var port = Quick.DetectAsync("127.0.0.1", 40_000, TransportProtocol.Udp, Cancel).AsTask().GetAwaiter().GetResult();
            (port.State, port.Reason).ShouldBe((PortState.Closed, StateReason.PortUnreach));
        }
    });

    [Fact]
    public async Task Closed_port_of_udp_is_closed()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var free = ((IPEndPoint)taken.LocalEndPoint!).Port;
        taken.Dispose();

        var port = await Quick.DetectAsync("127.0.0.1", free, TransportProtocol.Udp, Cancel);

        (port.State, port.Reason).ShouldBe((PortState.Closed, StateReason.PortUnreach));
    }

    [Fact]
    public async Task Answers_that_expressions_could_lose_themselves_in_are_matched_in_time()
    {
        var answer = "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("Server: \r\nX: version number tagline You Know, \r\n", 600));
        var http = ProbeTable.Default.Find(TransportProtocol.Tcp, "http")!;
        var started = Stopwatch.GetTimestamp();

        ProbeTable.Default.Match(http, answer[..(16 * 1024 - 1)]);

        await Task.CompletedTask;
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }
}
