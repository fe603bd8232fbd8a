using System.Buffers.Binary;

namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>Reads the fields of an answer, and never beyond its end.</summary>
ref struct PacketReader(ReadOnlySpan<byte> packet)
{
    ReadOnlySpan<byte> rest = packet;

    internal readonly bool AtEnd => rest.IsEmpty;

    /// <exception cref="SftpFormatException">The answer ends before.</exception>
    internal byte Byte() => Take(1)[0];

    /// <inheritdoc cref="Byte"/>
    internal uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <inheritdoc cref="Byte"/>
    internal ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    /// <inheritdoc cref="Byte"/>
    internal ReadOnlySpan<byte> Bytes()
    {
        var length = UInt32();
        return length <= rest.Length ? Take((int)length) : throw new SftpFormatException($"a field of {length} bytes in an answer that has {rest.Length} left");
    }

    /// <inheritdoc cref="Byte"/>
    internal string Name() => RemoteName.Decode(Bytes());

    /// <summary>The attributes of a file (section 5). What extensions add to them is passed over.</summary>
    /// <inheritdoc cref="Byte"/>
    internal SftpAttributes Attributes()
    {
        const uint size = 1, owner = 2, permissions = 4, times = 8, extended = 0x80000000;
        var flags = UInt32();
        if ((flags & ~(size | owner | permissions | times | extended)) != 0) throw new SftpFormatException($"attributes with unknown flags (0x{flags:x8})");
        var attributes = new SftpAttributes();
        if ((flags & size) != 0)
        {
            var length = UInt64();
            if (length > long.MaxValue) throw new SftpFormatException("a file of more bytes than there can be");
            attributes = attributes with { Size = (long)length };
        }
        if ((flags & owner) != 0) attributes = attributes with { UserId = UInt32(), GroupId = UInt32() };
        if ((flags & permissions) != 0) attributes = attributes with { RawMode = UInt32() };
        if ((flags & times) != 0)
            attributes = attributes with { Accessed = DateTimeOffset.FromUnixTimeSeconds(UInt32()), Modified = DateTimeOffset.FromUnixTimeSeconds(UInt32()) };
        if ((flags & extended) == 0) return attributes;
        for (var left = UInt32(); left > 0; left--)
        {
            Bytes();
            Bytes();
        }
        return attributes;
    }

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length) throw new SftpFormatException("an answer that ends in the middle of a field");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
