using System.Net;
using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Discovery;
using Runner.Plugins.Scan.Probing.Raw;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Tests.Scan.Raw;

/// <summary>Anybody may send anything: what is read of a packet is what it holds, and nobody's packet is anybody's answer.</summary>
public sealed class MalformedPacketTests
{
    static readonly ScanAddress Target = ScanAddress.Of(IPAddress.Parse("192.0.2.7")), TargetV6 = ScanAddress.Of(IPAddress.Parse("2001:db8::7"));

    [Fact]
    public void Reader_leaves_any_bytes_alone_that_are_no_answer()
    {
        var random = new Random(6);
        using var arp = new ArpAsker();
        using var neighbours = new NeighbourAsker();
        var cookies = new Cookies();
        var answers = new AnswerQueue();
        for (var i = 0; i < 200_000; i++)
        {
            var bytes = new byte[random.Next(0, 130)];
            random.NextBytes(bytes);
            // Often enough something that looks right at first.
            if (bytes.Length > 1 && i % 2 == 0) (bytes[0], bytes[1]) = ((byte)(i % 4 == 0 ? 0x40 | random.Next(16) : random.Next(2) == 0 ? 3 : 1), (byte)random.Next(16));
            if (bytes.Length > 9 && i % 3 == 0) (bytes[6], bytes[7], bytes[8]) = (0, 2, (byte)(0x40 | random.Next(16)));
            if (bytes.Length > 0 && i % 5 == 0) (bytes[0], bytes[Math.Min(1, bytes.Length - 1)]) = (136, 0);

            if (IpPacket.TryReadV4(bytes, out var header, out var payload)) (header.Length + payload.Length).ShouldBe(bytes.Length);
            TcpSegment.TryRead(bytes, out _, out _, out _, out _);
            foreach (var isV6 in new[] { false, true })
            {
                if (IcmpError.TryRead(bytes, isV6, out var error)) error.Quoted.Length.ShouldBeGreaterThanOrEqualTo(8);
                Echo.TryRead(bytes, isV6 ? TargetV6 : Target, cookies, out _, out _).ShouldBeFalse();
            }

            var packet = new ReceivedPacket(bytes, [], 255, 1);
            arp.Read(packet, answers);
            neighbours.Read(packet, answers);
        }

        answers.Count.ShouldBe(0);
    }

    [Fact]
    public void Error_that_is_cut_off_or_about_a_later_fragment_says_nothing()
    {
        var packet = new byte[44];
        TcpSegment.Write(packet, Target, 61440, Target, 80, TcpSegment.Syn, 12345);
        byte[] message = [3, 13, 0, 0, 0, 0, 0, 0, .. packet];

        IcmpError.TryRead(message.AsSpan(0, 36), false, out var shortest).ShouldBeTrue();
        shortest.Reason.ShouldBe(StateReason.AdminProhibited);
        shortest.Target.ShouldBe(Target);
        for (var length = 0; length < 36; length++) IcmpError.TryRead(message.AsSpan(0, length), false, out _).ShouldBeFalse();
        message[8 + 7] = 9; // its place in the packet
        IcmpError.TryRead(message, false, out _).ShouldBeFalse();
    }

    [Fact]
    public void Answer_counts_for_the_address_and_port_that_were_asked_only()
    {
        var cookies = new Cookies();
        var made = Enumerable.Range(0, 5000).Select(ticket => cookies.Make(new(Target, (ushort)(ticket + 1), ticket, 0), 61440)).ToArray();

        for (var ticket = 0; ticket < made.Length; ticket++)
        {
            var port = (ushort)(ticket + 1);
            cookies.TryFind(made[ticket], Target, port, 61440, out var found, out _).ShouldBeTrue();
            found.ShouldBe(ticket);
            cookies.TryFind(made[ticket], Target, (ushort)(port + 1), 61440, out _, out _).ShouldBeFalse();
            cookies.TryFind(made[ticket], Target with { Value = Target.Value + 1 }, port, 61440, out _, out _).ShouldBeFalse();
            cookies.TryFind(made[ticket] + 1, Target, port, 61440, out _, out _).ShouldBeFalse();
            cookies.TryFind(made[ticket], Target, port, 61441, out _, out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void Ticket_that_is_used_again_forgets_whom_it_was_for()
    {
        var cookies = new Cookies();
        var first = cookies.Make(new(Target, 80, 3, 0), 61440);
        cookies.Make(new(TargetV6, 443, 3, 0), 61440);
        cookies.TryFind(first, Target, 80, 61440, out _, out _).ShouldBeFalse();
    }
}
