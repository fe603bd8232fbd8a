using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Scan;

/// <summary>The lab does to packets what it was told: what is measured in it means something only then.</summary>
public sealed class ScanLabTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ports_of_the_target_are_open_closed_and_filtered_as_told()
    {
        await using var lab = await ScanLab.StartAsync("", "tcp 22,1000-1002", "filter tcp dport 30 reject with icmp type admin-prohibited", "filter tcp dport 31 drop");
        var nmap = await lab.RunAsync("nmap", "-n", "-Pn", "--reason", "-sT", "-p", "22,23,30,31,1001", lab.Address);
        nmap.Output.ShouldContain("22/tcp   open");
        nmap.Output.ShouldContain("23/tcp   closed");
        nmap.Output.ShouldContain("1001/tcp open");
        nmap.Output.ShouldMatch("31/tcp +filtered +[^ ]+ +no-response");
        // A connect scan sees the ICMP message as an error of its socket only.
        nmap.Output.ShouldMatch("30/tcp +filtered");
        (await lab.CountsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ports_greet_and_answer_over_both_families()
    {
        await using var lab = await ScanLab.StartAsync("", "tcp 25 greeting 220 lab\\r\\n", "udp 53 echo", "udp 54 text here");
        foreach (var address in new[] { lab.Address, lab.Address6 })
        {
            lab.Inside(() =>
            {
                using var socket = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(IPAddress.Parse(address), 25);
                return Receive(socket);
            }).ShouldBe("220 lab\r\n");
            lab.Inside(() => Ask(address, 53, "ping")).ShouldBe("ping");
            lab.Inside(() => Ask(address, 54, "ping")).ShouldBe("here");
        }
    }

    [Fact]
    public async Task Many_addresses_are_on_the_link_and_behind_the_target()
    {
        await using var lab = await ScanLab.StartAsync("", "addresses 10.77.1.1-20", "addresses 10.78.0.1-10.78.0.4", "addresses fd78::1-3");
        var nmap = await lab.RunAsync("nmap", "-n", "-sn", "10.77.1.0/27", "10.78.0.0/28");
        nmap.Output.ShouldContain("(24 hosts up)");
        (await lab.RunAsync("nmap", "-n", "-6", "-sn", "fd78::3", "fd78::4")).Output.ShouldContain("(1 host up)");
    }

    [Fact]
    public async Task Answers_take_the_way_of_both_delays()
    {
        await using var lab = await ScanLab.StartAsync("delay=15ms", "udp 7 echo");
        lab.Inside(() =>
        {
            var start = Stopwatch.GetTimestamp();
            Ask(lab.Address, 7, "x");
            return Stopwatch.GetElapsedTime(start);
        }).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public async Task Losses_are_of_the_rate_that_was_told_and_the_same_for_the_same_seed()
    {
        const int packets = 2000;
        var lost = new List<long>();
        for (var round = 0; round < 2; round++)
        {
            await using var lab = await ScanLab.StartAsync("loss=0.1 seed=3", "in scanner sysctl net.ipv6.conf.lab0.disable_ipv6=1", "in target sysctl net.ipv6.conf.lab0.disable_ipv6=1", "reset");
            Send(lab, packets);
            await Eventually.HoldsAsync(async () => (await lab.CountsAsync())[0] is var counts && counts.Forwarded + counts.Lost >= packets, Cancel);
            lost.Add((await lab.CountsAsync())[0].Lost);
        }
        // Five standard deviations of a binomial; a stray packet of the kernel's may be among those that are drawn for.
        lost[0].ShouldBeInRange(133, 267);
        lost[1].ShouldBeInRange(lost[0] - 3, lost[0] + 3);
    }

    [Fact]
    public async Task A_bottleneck_lets_its_rate_through_and_drops_what_does_not_fit_into_its_queue()
    {
        await using var lab = await ScanLab.StartAsync("rate=1000 queue=50", "reset");
        Send(lab, 2000);
        await Eventually.HoldsAsync(async () => (await lab.CountsAsync())[0] is var counts && counts.Forwarded + counts.Dropped >= 2000, Cancel);
        var counts = (await lab.CountsAsync())[0];
        counts.Dropped.ShouldBeGreaterThan(0);
        counts.Forwarded.ShouldBeGreaterThanOrEqualTo(50);
        await lab.TellAsync("link rate=0 delay=1ms");
        await lab.TellAsync("reset");
        Send(lab, 500);
        await Eventually.HoldsAsync(async () => (await lab.CountsAsync())[0].Forwarded >= 500, Cancel);
        (await lab.CountsAsync())[0].Dropped.ShouldBe(0);
    }

    [Fact]
    public async Task The_network_is_gone_with_its_process_even_when_it_is_killed()
    {
        var lab = await ScanLab.StartAsync("delay=1ms");
        File.Exists(lab.Scanner).ShouldBeTrue();
        using (var process = Process.GetProcessById(lab.ProcessId)) process.Kill();
        await Eventually.HoldsAsync(() => !Processes.IsAlive(lab.ProcessId), Cancel);
        File.Exists(lab.Scanner).ShouldBeFalse();
        await lab.DisposeAsync();
    }

    [Fact]
    public async Task A_mistake_is_told_and_the_lab_stands()
    {
        await using var lab = await ScanLab.StartAsync();
        foreach (var mistake in new[] { "tcp 70000", "udp 5 nonsense", "filter nonsense", "addresses 10.78.x", "in nowhere tcp 1", "sysctl no.such=1", "nonsense" })
        {
            await Should.ThrowAsync<InvalidOperationException>(() => lab.TellAsync(mistake));
        }
        await lab.TellAsync("tcp 80");
    }

    static string Ask(string address, int port, string text)
    {
        using var socket = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(IPAddress.Parse(address), port);
        socket.Send(Encoding.ASCII.GetBytes(text));
        return Receive(socket);
    }

    static string Receive(Socket socket)
    {
        socket.ReceiveTimeout = 20_000;
        var buffer = new byte[100];
        return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
    }

    static void Send(ScanLab lab, int packets) => lab.Inside(() =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var target = new IPEndPoint(IPAddress.Parse(lab.Address), 9);
        for (var n = 0; n < packets; n++) socket.SendTo([1], target);
        return packets;
    });
}
