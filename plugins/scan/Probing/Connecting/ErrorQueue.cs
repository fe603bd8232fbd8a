using System.Runtime.InteropServices;
using Runner.Plugins.Scan.Targets;
using static Runner.Plugins.Scan.Probing.Connecting.LinuxSocketCalls;

namespace Runner.Plugins.Scan.Probing.Connecting;

/// <summary>
/// The error queue of a socket (<c>IP_RECVERR</c>, ip(7)): which ICMP message ended a connection attempt, and who sent it. The error
/// number alone cannot tell a closed port from a firewall that answers "port unreachable".
/// </summary>
static unsafe class ErrorQueue
{
    const byte FromIcmp = 2, FromIcmpV6 = 3;

    /// <summary>Asks for it on a new socket.</summary>
    public static void Enable(int descriptor, bool v6)
    {
        var on = 1;
        if (v6) _ = SetOption(descriptor, SolIpV6, IpV6RecvErr, &on, sizeof(int));
        else _ = SetOption(descriptor, SolIp, IpRecvErr, &on, sizeof(int));
    }

    /// <summary>Takes the first message; false when there is none that says something of the port.</summary>
    public static bool TryTake(int descriptor, out StateReason reason, out ScanAddress? from)
    {
        reason = default;
        from = null;
        var name = stackalloc byte[SocketAddressBytes.Size];
        var data = stackalloc byte[128];
        var control = stackalloc byte[256];
        var vector = stackalloc nint[2] { (nint)data, 128 };
        var message = new MessageHeader { Name = name, NameLength = SocketAddressBytes.Size, Vectors = vector, VectorCount = 1, Control = control, ControlLength = 256 };
        if (ReceiveMessage(descriptor, &message, MsgErrQueue) < 0) return false;
        // struct cmsghdr: its length with the header (size_t), level and type (int); each begins at a multiple of size_t.
        var header = sizeof(nint) + 8;
        for (nint at = 0; at + header <= (nint)message.ControlLength;)
        {
            var length = *(nint*)(control + at);
            if (length < header) break;
            var (level, kind) = (*(int*)(control + at + sizeof(nint)), *(int*)(control + at + sizeof(nint) + 4));
            if ((level, kind) is (SolIp, IpRecvErr) or (SolIpV6, IpV6RecvErr) && length >= header + sizeof(ExtendedError))
            {
                var error = *(ExtendedError*)(control + at + header);
                var read = error.Origin switch
                {
                    FromIcmp => IcmpReasons.OfV4(error.Type, error.Code),
                    FromIcmpV6 => IcmpReasons.OfV6(error.Type, error.Code),
                    // The machine itself: nobody answers for the address on the link.
                    _ => Errno.Meaning((int)error.Number)?.Reason,
                };
                if (read is null) return false;
                reason = read.Value;
                var offender = header + sizeof(ExtendedError);
                if (error.Origin is FromIcmp or FromIcmpV6 && length >= offender + 16)
                    from = SocketAddressBytes.Read(new(control + at + offender, (int)Math.Min(length - offender, SocketAddressBytes.Size)));
                return true;
            }
            at += (length + sizeof(nint) - 1) & ~(nint)(sizeof(nint) - 1);
        }
        return false;
    }

    /// <summary><c>struct msghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct MessageHeader
    {
        public byte* Name;
        public uint NameLength;
        public nint* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
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
