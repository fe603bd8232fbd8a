using System.Runtime.InteropServices;
using Runner.Plugins.Scan.Targets;
using static Runner.Plugins.Scan.Probing.Calls.SocketCalls;

namespace Runner.Plugins.Scan.Probing.Calls;

/// <summary>
/// An entry of the error queue of a socket (<c>IP_RECVERR</c>, ip(7)): which ICMP message ended an attempt, and who sent it. The error
/// number alone cannot tell a closed port from a firewall that answers "port unreachable".
/// </summary>
/// <param name="Reason">What it says of the port; null for nothing.</param>
/// <param name="From">Who says so; null for this machine itself.</param>
readonly record struct QueuedError(StateReason? Reason, ScanAddress? From)
{
    const byte FromIcmp = 2, FromIcmpV6 = 3;

    const int DataRoom = 128, ControlRoom = 256;

    /// <summary>Of <see cref="ExtendedError"/>, and the shortest address behind it.</summary>
    const int Size = 16, ShortestAddress = 16;

    /// <summary>Asks for it on a new socket.</summary>
    public static unsafe void Enable(int descriptor, bool v6)
    {
        var on = 1;
        _ = SetOption(descriptor, v6 ? SolIpV6 : SolIp, v6 ? IpV6ReceiveErrors : IpReceiveErrors, &on, sizeof(int));
    }

    /// <summary>Takes the first entry of a socket; false when there is none that says something of the port.</summary>
    public static unsafe bool TryTake(int descriptor, out StateReason reason, out ScanAddress? from)
    {
        (reason, from) = (default, null);
        var name = stackalloc byte[SocketAddressBytes.Size];
        var data = stackalloc byte[DataRoom];
        var control = stackalloc byte[ControlRoom];
        var vector = new BatchCalls.Vector { Start = data, Length = DataRoom };
        var message = new BatchCalls.Header { Name = name, NameLength = SocketAddressBytes.Size, Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlRoom };
        if (BatchCalls.Receive(descriptor, &message, BatchCalls.FromErrorQueue) < 0) return false;
        for (var beside = message.Beside(ControlRoom); beside.Next();)
        {
            if (!TryRead(beside, out var error)) continue;
            (reason, from) = (error.Reason.GetValueOrDefault(), error.From);
            return error.Reason is not null;
        }
        return false;
    }

    /// <summary>Reads an entry; false where it is something else.</summary>
    public static bool TryRead(in ControlMessages beside, out QueuedError error)
    {
        error = default;
        if (beside.Kind is not ((SolIp, IpReceiveErrors) or (SolIpV6, IpV6ReceiveErrors)) || beside.Value.Length < Size) return false;
        var extended = MemoryMarshal.Read<ExtendedError>(beside.Value);
        var isIcmp = extended.Origin is FromIcmp or FromIcmpV6;
        // Behind it is the address of whom the message came from.
        var sender = beside.Value[Size..];
        error = new(extended.Origin switch
        {
            FromIcmp => IcmpReasons.OfV4(extended.Type, extended.Code),
            FromIcmpV6 => IcmpReasons.OfV6(extended.Type, extended.Code),
            // The machine itself: nobody answers for the address on the link.
            _ => Errno.Meaning((int)extended.Number)?.Reason,
        }, isIcmp && sender.Length >= ShortestAddress ? SocketAddressBytes.Read(sender) : null);
        return true;
    }

    /// <summary><c>struct sock_extended_err</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct ExtendedError
    {
        public uint Number;
        public byte Origin, Type, Code, Pad;
        public uint Info, Data;
    }
}
