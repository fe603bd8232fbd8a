using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Runner.Plugins.Ssh.Wire;

/// <summary>Cuts what comes from a socket into frames: four bytes of length, and as many bytes.</summary>
sealed class FrameReader(Socket socket) : IDisposable
{
    /// <summary>OpenSSH makes no packet larger than 256 KiB; a little more for what surrounds it.</summary>
    internal const int LongestFrame = 256 * 1024 + 1024;

    const int SmallBuffer = 8 * 1024;
    const int LargeBuffer = 256 * 1024;

    byte[] buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    int start;
    int end;

    /// <summary>The frame without its length, until the next one is asked for.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>Whether there is another frame; false when the other side has closed after a whole one.</summary>
    /// <exception cref="WireFormatException">A length that cannot be.</exception>
    /// <exception cref="EndOfStreamException">The other side closed in the middle of a frame.</exception>
    /// <exception cref="SocketException">The socket broke.</exception>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancel)
    {
        while (!TryTake())
        {
            MakeRoom();
            var received = await socket.ReceiveAsync(buffer.AsMemory(end), SocketFlags.None, cancel).ConfigureAwait(false);
            if (received == 0) return start == end ? false : throw new EndOfStreamException("The end came in the middle of a message");
            end += received;
        }
        return true;
    }

    public void Dispose()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        Current = default;
        start = end = 0;
    }

    bool TryTake()
    {
        if (end - start < 4) return false;
        var length = Length;
        if (end - start - 4 < length) return false;
        Current = buffer.AsMemory(start + 4, length);
        start += 4 + length;
        return true;
    }

    int Length
    {
        get
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(start));
            return length <= LongestFrame ? (int)length : throw new WireFormatException($"a message of {length} bytes");
        }
    }

    /// <summary>Makes room for the frame that has begun; where much comes at once, for many.</summary>
    void MakeRoom()
    {
        if (start == end) start = end = 0;
        var needed = end - start < 4 ? 4 : 4 + Length;
        var isFull = end == buffer.Length;
        if (start + needed <= buffer.Length && !isFull) return;
        var size = isFull && start < buffer.Length / 2 ? Math.Min(2 * buffer.Length, LargeBuffer) : buffer.Length;
        size = Math.Max(size, needed);
        if (size > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(size);
            buffer.AsSpan(start, end - start).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        else
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
        }
        end -= start;
        start = 0;
    }
}
