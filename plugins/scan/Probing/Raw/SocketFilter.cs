using System.Net.Sockets;
using System.Runtime.InteropServices;
using Runner.Plugins.Scan.Probing.Calls;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Programs that the system runs over each packet before a socket gets it (BPF; socket(7), SO_ATTACH_FILTER).</summary>
static unsafe class SocketFilter
{
    const ushort LoadHalf = 0x28, LoadByte = 0x30, LoadHalfIndexed = 0x48, LoadByteIndexed = 0x50, LoadHeaderLength = 0xB1;
    const ushort And = 0x54, JumpIfEqual = 0x15, JumpIfSet = 0x45, Return = 0x06;

    /// <summary>
    /// Lets only TCP segments with SYN and ACK or with RST to the source ports through: all the machine's traffic passes here, and on
    /// loopback our own questions too.
    /// </summary>
    public static void AttachAnswers(Socket socket, ushort firstPort)
    {
        // A raw socket of IPv6 does not get the IP header.
        var v6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        Attach(socket,
        [
            v6 ? new(LoadByte, 0) : new(LoadHeaderLength, 0),
            new(v6 ? LoadHalf : LoadHalfIndexed, 2),
            new(And, unchecked((ushort)-SourcePorts.Count)),
            new(JumpIfEqual, firstPort, 0, 5),
            new(v6 ? LoadByte : LoadByteIndexed, 13),
            new(JumpIfSet, TcpSegment.Reset, 2, 0),
            new(And, TcpSegment.Syn | TcpSegment.Ack),
            new(JumpIfEqual, TcpSegment.Syn | TcpSegment.Ack, 0, 1),
            new(Return, 128),
            new(Return, 0),
        ]);
    }

    /// <summary>Lets only frames through whose half word at a place has a value.</summary>
    public static void AttachHalf(Socket socket, uint at, uint value) =>
        Attach(socket, [new(LoadHalf, at), new(JumpIfEqual, value, 0, 1), new(Return, 128), new(Return, 0)]);

    /// <summary>Makes the most room for answers that come at once.</summary>
    public static void Widen(Socket socket)
    {
        const int Wanted = 16 << 20;
        var wanted = Wanted;
        // Beyond the system's bound with CAP_NET_ADMIN only; within it otherwise.
        if (SocketCalls.SetOption((int)socket.Handle, SocketCalls.SolSocket, SocketCalls.SoReceiveBufferForce, &wanted, sizeof(int)) != 0) socket.ReceiveBufferSize = Wanted;
    }

    static void Attach(Socket socket, ReadOnlySpan<Instruction> program)
    {
        fixed (Instruction* first = program)
        {
            var filter = new Program { Length = (ushort)program.Length, Instructions = first };
            if (SocketCalls.SetOption((int)socket.Handle, SocketCalls.SolSocket, SocketCalls.SoAttachFilter, &filter, sizeof(Program)) != 0)
                throw new SocketException(Marshal.GetLastPInvokeError());
        }
    }

    readonly struct Instruction(ushort code, uint value, byte ifTrue = 0, byte ifFalse = 0)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = ifTrue, IfFalse = ifFalse;
        public readonly uint Value = value;
    }

    struct Program
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
