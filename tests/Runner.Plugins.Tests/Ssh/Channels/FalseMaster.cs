using System.Buffers.Binary;
using System.Net.Sockets;
using Runner.Plugins.Ssh.Wire;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Ssh.Channels;

/// <summary>A master's socket behind which a test says what it likes.</summary>
sealed class FalseMaster : IDisposable
{
    readonly PeerFolder folder = new();
    readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public FalseMaster(Func<NetworkStream, Task> speak)
    {
        listener.Bind(new UnixDomainSocketEndPoint(Socket));
        listener.Listen();
        Speaking = Task.Run(async () =>
        {
            using var socket = await listener.AcceptAsync(TestContext.Current.CancellationToken);
            await using var stream = new NetworkStream(socket);
            await speak(stream);
        });
    }

    public string Socket => folder.At("m");

    public Task Speaking { get; }

    /// <summary>A message of numbers, with its length before it.</summary>
    public static byte[] Message(params uint[] numbers)
    {
        var bytes = new byte[4 + 4 * numbers.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, 4 * numbers.Length);
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + 4 * i), numbers[i]);
        return bytes;
    }

    /// <summary>A message of the connection protocol.</summary>
    public static byte[] Packet(byte type, Action<WireBuffer> body)
    {
        var buffer = new WireBuffer();
        var start = buffer.Begin();
        buffer.Byte(0);
        buffer.Byte(type);
        body(buffer);
        buffer.End(start);
        return buffer.Written.ToArray();
    }

    /// <summary>Reads one message of the client.</summary>
    public static async Task<byte[]> ReadAsync(NetworkStream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(message);
        return message;
    }

    /// <summary>Greets and agrees to carry channels, as a master does.</summary>
    public static async Task AgreeAsync(NetworkStream stream)
    {
        await ReadAsync(stream);
        await stream.WriteAsync(Message(1, 4));
        await ReadAsync(stream);
        await stream.WriteAsync(Message(0x8000000f, 1));
    }

    /// <summary>Agrees, opens the channel that the client asks for, and starts what it is to run.</summary>
    public static async Task StartAsync(NetworkStream stream)
    {
        await AgreeAsync(stream);
        await ReadAsync(stream);
        await stream.WriteAsync(Packet(91, body =>
        {
            body.UInt32(1);
            body.UInt32(7);
            body.UInt32(1000);
            body.UInt32(100);
        }));
        await ReadAsync(stream);
        await stream.WriteAsync(Packet(99, body => body.UInt32(1)));
    }

    public void Dispose()
    {
        listener.Dispose();
        folder.Dispose();
    }
}
