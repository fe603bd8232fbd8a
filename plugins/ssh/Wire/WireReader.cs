using System.Buffers.Binary;
using System.Text;

namespace Runner.Plugins.Ssh.Wire;

/// <summary>Reads the data types of SSH (RFC 4251, section 5) from a message, and trusts no length in it.</summary>
ref struct WireReader(ReadOnlySpan<byte> message)
{
    ReadOnlySpan<byte> rest = message;

    /// <summary>What has not been read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => rest;

    /// <exception cref="WireFormatException">The message ends before.</exception>
    public byte Byte() => Take(1)[0];

    /// <inheritdoc cref="Byte"/>
    public bool Boolean() => Byte() != 0;

    /// <inheritdoc cref="Byte"/>
    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>A string, which may hold any bytes. It lives as long as the message does.</summary>
    /// <inheritdoc cref="Byte"/>
    public ReadOnlySpan<byte> Bytes()
    {
        var length = UInt32();
        return length <= (uint)rest.Length ? Take((int)length) : throw new WireFormatException($"a string of {length} bytes where {rest.Length} are left");
    }

    /// <summary>A string for people; what is not UTF-8 is replaced.</summary>
    /// <inheritdoc cref="Byte"/>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length) throw new WireFormatException("a message that ends too early");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
