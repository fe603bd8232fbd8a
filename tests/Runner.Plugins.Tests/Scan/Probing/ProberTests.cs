using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Connecting;
using Runner.Plugins.Scan.Targets;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Scan.Probing;

/// <summary>What any way of connecting is to do, of both that there are.</summary>
public sealed class ProberTests
{
    public static TheoryData<string> Kinds => ["connect", "socket"];

    static IProber Make(string kind, ScanAddress? local = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || kind != "connect", "epoll is of Linux");
        return kind == "connect" ? new ConnectProber(local) : new SocketProber(local);
    }

    static ProbeAnswer Ask(IProber prober, string address, int port, int ticket = 1, byte attempt = 0)
    {
        // As the engine does: on a busy machine a prober may give a probe up before the system has come to it.
        for (var times = 0; times < 5; times++)
        {
            prober.Send(new(ScanAddress.Of(IPAddress.Parse(address)), (ushort)port, ticket, attempt)).ShouldBeTrue();
            prober.Flush();
            if (Next(prober, seconds: 5) is { } answer) return answer;
            prober.Forget(ticket, attempt);
        }
        throw new InvalidOperationException("no answer");
    }

    static ProbeAnswer? Next(IProber prober, double seconds = 20)
    {
        var answers = new ProbeAnswer[4];
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < seconds;)
        {
            var count = prober.Collect(answers, TimeSpan.FromMilliseconds(50));
            if (count > 0) return answers[0];
        }
        return null;
    }

    static Socket Listen(string address = "127.0.0.1")
    {
        var socket = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        socket.Listen();
        return socket;
    }

    static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prober_tells_open_from_closed(string kind)
    {
        using var listener = Listen();
        using var prober = Make(kind);

        var open = Ask(prober, "127.0.0.1", PortOf(listener), ticket: 7, attempt: 3);
        var closed = Ask(prober, "127.0.0.1", LoopbackPort.Free(), ticket: 8);

        (open.Ticket, open.Attempt, open.State, open.Reason).ShouldBe((7, (byte)3, PortState.Open, StateReason.SynAck));
        (closed.Ticket, closed.State, closed.Reason).ShouldBe((8, PortState.Closed, StateReason.ConnRefused));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prober_speaks_IPv6(string kind)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this system does not speak IPv6");
        using var listener = Listen("::1");
        using var prober = Make(kind);

        Ask(prober, "::1", PortOf(listener)).State.ShouldBe(PortState.Open);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prober_connects_from_the_address_that_it_is_given(string kind)
    {
        using var listener = Listen();
        using var prober = Make(kind, ScanAddress.Of(IPAddress.Parse("127.0.0.1")));

        Ask(prober, "127.0.0.1", PortOf(listener)).State.ShouldBe(PortState.Open);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prober_says_so_when_it_is_given_an_address_that_is_not_ours(string kind)
    {
        using var prober = Make(kind, ScanAddress.Of(IPAddress.Parse("192.0.2.1")));

        var error = Should.Throw<Sdk.ConnectionFailedException>(() => Ask(prober, "127.0.0.1", 9));

        error.Message.ShouldContain("192.0.2.1");
        error.Help.ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prober_ends_what_it_opened_with_a_reset(string kind)
    {
        using var listener = Listen();
        using var prober = Make(kind);
        Ask(prober, "127.0.0.1", PortOf(listener)).State.ShouldBe(PortState.Open);

        using var accepted = listener.Accept();
        accepted.ReceiveTimeout = 20_000;

        Should.Throw<SocketException>(() => accepted.Receive(new byte[1])).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prober_tells_what_a_route_refuses(string kind) => NetworkRoom.Inside(room =>
    {
        room.Shell("ip route add unreachable 10.1.0.0/24");
        room.Shell("ip route add prohibit 10.2.0.0/24");
        using var prober = Make(kind);

        Ask(prober, "10.1.0.1", 80).Reason.ShouldBe(StateReason.HostUnreach);
        Ask(prober, "10.2.0.1", 80).Reason.ShouldBe(StateReason.AdminProhibited);
        Ask(prober, "10.3.0.1", 80).Reason.ShouldBe(StateReason.NetUnreach);
    });

    [Theory]
    [InlineData("icmp type port-unreachable", StateReason.PortUnreach)]
    [InlineData("icmp type admin-prohibited", StateReason.AdminProhibited)]
    [InlineData("icmp type host-prohibited", StateReason.HostProhibited)]
    [InlineData("icmp type host-unreachable", StateReason.HostUnreach)]
    [InlineData("icmp type net-unreachable", StateReason.NetUnreach)]
    public void Prober_reads_which_ICMP_message_ended_the_attempt(string with, StateReason reason) => NetworkRoom.Inside(room =>
    {
        room.Filter($"tcp dport 81 reject with {with}");
        using var prober = Make("connect");

        var answer = Ask(prober, "127.0.0.1", 81);

        (answer.State, answer.Reason).ShouldBe((PortState.Filtered, reason));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prober_does_not_take_a_connection_with_itself_for_an_open_port(string kind) => NetworkRoom.Inside(room =>
    {
        // With two ports to connect from, every other attempt meets itself.
        room.Shell("sysctl -qw net.ipv4.ip_local_port_range='40000 40001'");
        using var prober = Make(kind);

        for (var i = 0; i < 40; i++) Ask(prober, "127.0.0.1", 40_000 + (i & 1), ticket: i).State.ShouldBe(PortState.Closed);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prober_hears_nothing_of_a_probe_that_was_given_up(string kind) => NetworkRoom.Inside(room =>
    {
        room.Filter("tcp dport 81 drop");
        using var prober = Make(kind);
        for (var attempt = 0; attempt < 3; attempt++) prober.Send(new(ScanAddress.Of(IPAddress.Loopback), 81, 5, (byte)attempt)).ShouldBeTrue();

        prober.Forget(5, 1);
        prober.Forget(5, 0);
        prober.Forget(5, 2);
        prober.Forget(5, 2);
        prober.Forget(99, 0);

        Next(prober, seconds: 0.2).ShouldBeNull();
        Ask(prober, "127.0.0.1", 82, ticket: 5, attempt: 3).State.ShouldBe(PortState.Closed);
    });
}
