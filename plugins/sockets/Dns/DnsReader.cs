using System.Buffers.Binary;

namespace Runner.Plugins.Sockets;

/// <summary>Reads the parts of a DNS message, never beyond its end.</summary>
ref struct DnsReader(ReadOnlySpan<byte> message, int at = 0)
{
    readonly ReadOnlySpan<byte> message = message;
    int at = at;

    /// <summary>Where it stands.</summary>
    internal readonly int At => at;

    internal byte Byte() => Bytes(1)[0];

    internal ushort Short() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

    internal uint Word() => BinaryPrimitives.ReadUInt32BigEndian(Bytes(4));

    internal string Name() => DnsName.Read(message, ref at);

    /// <summary>A text with its length before it.</summary>
    internal ReadOnlySpan<byte> Text() => Bytes(Byte());

    /// <summary>The next bytes.</summary>
    /// <exception cref="DnsFormatException">There are not so many.</exception>
    internal ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > message.Length - at) throw new DnsFormatException("its answer ends too early");
        var bytes = message.Slice(at, count);
        at += count;
        return bytes;
    }
}
