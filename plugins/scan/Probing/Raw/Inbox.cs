using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Runner.Plugins.Scan.Probing.Calls;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Packets that come in by one socket, taken by the batch.</summary>
sealed unsafe class Inbox : IDisposable
{
    // The longest that matters: an IPv4 header with options and an ICMP error that quotes another and the first of what follows it.
    const int Batch = 128, Room = 256, ControlRoom = 64;

    readonly Socket socket;
    readonly IPacketReader reader;
    readonly BatchCalls.Message* messages;
    bool disposed;

    /// <summary>Takes a socket over.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="reader">What packets are for.</param>
    public Inbox(Socket socket, IPacketReader reader)
    {
        this.socket = socket;
        this.reader = reader;
        const int One = Room + ControlRoom + LinkAddress.Room;
        messages = (BatchCalls.Message*)NativeMemory.AllocZeroed((nuint)(Batch * (sizeof(BatchCalls.Message) + sizeof(BatchCalls.Vector) + One)));
        var vectors = (BatchCalls.Vector*)(messages + Batch);
        var memory = (byte*)(vectors + Batch);
        for (var i = 0; i < Batch; i++, memory += One)
        {
            vectors[i] = new() { Start = memory, Length = Room };
            messages[i].Header = new() { Vectors = vectors + i, VectorCount = 1, Control = memory + Room, Name = memory + Room + ControlRoom };
        }
    }

    /// <summary>Its descriptor, to wait for.</summary>
    public int Descriptor => (int)socket.Handle;

    /// <summary>Reads what has come, without waiting. Ends also where packets come in faster than they are read.</summary>
    public void Drain(AnswerQueue answers)
    {
        for (var turn = 0; turn < 64; turn++)
        {
            for (var i = 0; i < Batch; i++)
            {
                messages[i].Header.NameLength = LinkAddress.Room;
                messages[i].Header.ControlLength = ControlRoom;
            }

            var count = BatchCalls.Receive(Descriptor, messages, Batch, 0);
            // Nothing there, or an error that a datagram of ours met and that the socket passes on once: the next turn of the engine reads on.
            if (count <= 0) return;
            var now = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                ref var header = ref messages[i].Header;
                var data = new ReadOnlySpan<byte>(header.Vectors->Start, (int)Math.Min(messages[i].Length, Room));
                var name = new ReadOnlySpan<byte>(header.Name, (int)Math.Min(header.NameLength, LinkAddress.Room));
                reader.Read(new(data, name, HopsOf(header.Beside(ControlRoom)), now), answers);
            }

            if (count < Batch) return;
        }
    }

    /// <summary>The hop limit among what comes beside a packet; 0 where it is not.</summary>
    static byte HopsOf(ControlMessages beside)
    {
        while (beside.Next())
        {
            if (beside.Kind is (SocketCalls.SolIp, SocketCalls.IpTtl) or (SocketCalls.SolIpV6, SocketCalls.IpV6HopLimit)) return (byte)MemoryMarshal.Read<int>(beside.Value);
        }

        return 0;
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        socket.Dispose();
        NativeMemory.Free(messages);
    }
}
