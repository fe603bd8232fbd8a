using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Runner.Plugins.Ssh.Wire;

/// <summary>Writes the data types of SSH (RFC 4251, section 5), in frames with their length before them, into a buffer of the pool.</summary>
sealed class WireBuffer : IDisposable
{
    /// <summary>What an idle connection may keep; thousands of them are idle most of the time.</summary>
    const int KeptWhenEmpty = 4 * 1024;

    byte[] bytes = [];

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Count);

    /// <summary>Begins a frame, whose length <see cref="End"/> fills in.</summary>
    /// <returns>Where it begins.</returns>
    public int Begin()
    {
        var start = Count;
        UInt32(0);
        return start;
    }

    public void End(int start) => BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(start), (uint)(Count - start - 4));

    public void Byte(byte value)
    {
        Reserve(1)[0] = value;
        Count++;
    }

    public void Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);
        Count += 4;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        UInt32((uint)value.Length);
        value.CopyTo(Reserve(value.Length));
        Count += value.Length;
    }

    /// <summary>A string in UTF-8.</summary>
    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        UInt32((uint)length);
        Encoding.UTF8.GetBytes(value, Reserve(length));
        Count += length;
    }

    /// <summary>Makes room at once for what is known to follow, instead of little by little.</summary>
    public void EnsureRoom(int count) => Reserve(count);

    public void Clear()
    {
        Count = 0;
        if (bytes.Length > KeptWhenEmpty) Dispose();
    }

    public void Dispose()
    {
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
        Count = 0;
    }

    Span<byte> Reserve(int count)
    {
        if (bytes.Length - Count < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Count + count), 2 * bytes.Length));
            bytes.AsSpan(0, Count).CopyTo(larger);
            if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
            bytes = larger;
        }
        return bytes.AsSpan(Count);
    }
}
