using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>
/// A connection to a master over which it is asked for its process and told to end (PROTOCOL.mux of OpenSSH). It also tells when the
/// master is gone: then it ends.
/// </summary>
[UnsupportedOSPlatform("windows")]
sealed class MasterControl : IAsyncDisposable
{
    const uint Hello = 1, Version = 4, AliveCheck = 0x10000004, Terminate = 0x10000005, Alive = 0x80000005;
    const int LongestAnswer = 64 * 1024;

    /// <summary>How long a master may take to end before it is killed.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly Socket socket;
    readonly string path;

    MasterControl(Socket socket, string path, int process) => (this.socket, this.path, Process) = (socket, path, process);

    /// <summary>The number of the master's process.</summary>
    public int Process { get; }

    /// <summary>Connects to a master.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="IOException">Who listens is no master, or goes away.</exception>
    public static async Task<MasterControl> OpenAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel).ConfigureAwait(false);
            await socket.SendAsync(Message([Hello, Version, AliveCheck, 0], first: 2), cancel).ConfigureAwait(false);
            if (await ReceiveAsync(socket, cancel).ConfigureAwait(false) is not [Hello, Version, ..] || await ReceiveAsync(socket, cancel).ConfigureAwait(false) is not [Alive, 0, var process, ..])
                throw new IOException("the client speaks another version of its protocol for shared connections");
            return new(socket, path, (int)process);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Ends the master and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        using (socket)
        {
            if (!await EndsAsync(Message([Terminate, 1], first: 2)).ConfigureAwait(false))
            {
                // It still holds this connection, so that the number is still its own.
                Signals.Send(Process, Signals.Kill);
                await EndsAsync(default).ConfigureAwait(false);
            }
        }
        File.Delete(path);
    }

    /// <summary>Whether the master ends soon, perhaps after it was told something.</summary>
    async Task<bool> EndsAsync(ReadOnlyMemory<byte> told)
    {
        using var limit = new CancellationTokenSource(Patience);
        var rest = new byte[256];
        try
        {
            if (!told.IsEmpty) await socket.SendAsync(told, limit.Token).ConfigureAwait(false);
            while (await socket.ReceiveAsync(rest, limit.Token).ConfigureAwait(false) > 0)
            {
                // What it still says is that it will end.
            }
            return true;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Messages of numbers, one of the first so many and one of the others, as they go over the socket.</summary>
    static byte[] Message(ReadOnlySpan<uint> numbers, int first)
    {
        var bytes = new byte[4 * (numbers.Length + (numbers.Length > first ? 2 : 1))];
        var rest = bytes.AsSpan();
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i == 0 || i == first) Put((uint)(4 * (i == 0 ? first : numbers.Length - first)), ref rest);
            Put(numbers[i], ref rest);
        }
        return bytes;

        static void Put(uint number, ref Span<byte> rest)
        {
            BinaryPrimitives.WriteUInt32BigEndian(rest, number);
            rest = rest[4..];
        }
    }

    /// <summary>A message, as the numbers that it begins with.</summary>
    static async Task<uint[]> ReceiveAsync(Socket socket, CancellationToken cancel)
    {
        var head = new byte[4];
        await FillAsync(head).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (length is < 4 or > LongestAnswer) throw new IOException($"the client's answer is of {Words.Bytes(length)}");
        var body = new byte[length];
        await FillAsync(body).ConfigureAwait(false);
        var numbers = new uint[length / 4];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(4 * i));
        return numbers;

        async Task FillAsync(Memory<byte> memory)
        {
            while (!memory.IsEmpty)
            {
                var count = await socket.ReceiveAsync(memory, cancel).ConfigureAwait(false);
                if (count == 0) throw new IOException("the client has ended");
                memory = memory[count..];
            }
        }
    }
}
