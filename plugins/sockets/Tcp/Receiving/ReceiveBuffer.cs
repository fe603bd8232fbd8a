namespace Runner.Plugins.Sockets;

/// <summary>What a peer has sent and nobody has taken yet.</summary>
sealed class ReceiveBuffer
{
    byte[] bytes = [];
    int start, end;

    internal ReadOnlySpan<byte> Unread => bytes.AsSpan(start, end - start);

    internal int Length => end - start;

    /// <summary>Room for a next piece.</summary>
    internal Memory<byte> Room(int size)
    {
        if (bytes.Length - end < size)
        {
            // Moving what is left to the front is enough when the front is mostly read; else the buffer doubles.
            var target = Length + size <= bytes.Length / 2 ? bytes : new byte[Math.Max(bytes.Length * 2, Length + size)];
            Unread.CopyTo(target);
            (bytes, end, start) = (target, Length, 0);
        }
        return bytes.AsMemory(end, size);
    }

    /// <summary>Says that the first bytes of the room are filled.</summary>
    internal ReadOnlyMemory<byte> Filled(int count)
    {
        end += count;
        return bytes.AsMemory(end - count, count);
    }

    /// <summary>The first bytes, which are then read.</summary>
    internal byte[] Take(int count)
    {
        var taken = Unread[..count].ToArray();
        start += count;
        if (start == end) (start, end) = (0, 0);
        return taken;
    }
}
