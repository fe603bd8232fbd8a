using System.Buffers.Binary;

namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>A request: its length, its type, room for the number that <see cref="SftpSession"/> gives it, and its fields.</summary>
sealed class PacketWriter
{
    const int IdAt = 5;

    byte[] bytes;
    int count;

    /// <param name="type">What is asked.</param>
    /// <param name="capacity">About how long the fields are.</param>
    internal PacketWriter(SftpMessage type, int capacity = 128)
    {
        bytes = new byte[capacity + 9];
        bytes[4] = (byte)type;
        count = 9;
    }

    internal PacketWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Room(4), value);
        return this;
    }

    internal PacketWriter UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Room(8), value);
        return this;
    }

    internal PacketWriter Bytes(ReadOnlySpan<byte> value)
    {
        UInt32((uint)value.Length);
        value.CopyTo(Room(value.Length));
        return this;
    }

    /// <exception cref="ArgumentException">No name can be like this.</exception>
    internal PacketWriter Name(string name) => Bytes(RemoteName.Encode(name));

    /// <summary>Attributes to set; what is null is left as it is.</summary>
    internal PacketWriter Attributes(AttributeChange change)
    {
        var flags = (change.Size is null ? 0u : 1) | (change.Owner is null ? 0u : 2) | (change.Mode is null ? 0u : 4) | (change.Times is null ? 0u : 8);
        UInt32(flags);
        if (change.Size is { } size) UInt64((ulong)size);
        if (change.Owner is { } owner) UInt32(owner.User).UInt32(owner.Group);
        if (change.Mode is { } mode) UInt32((uint)mode & 0xFFF);
        if (change.Times is { } times) UInt32(Seconds(times.Accessed)).UInt32(Seconds(times.Modified));
        return this;
    }

    /// <summary>The whole request, with its length and its number.</summary>
    internal ReadOnlyMemory<byte> Finish(uint id)
    {
        Stamp(bytes, count, id);
        return bytes.AsMemory(0, count);
    }

    /// <summary>How many bytes stand before the data of a request to write.</summary>
    internal static int WriteHeader(byte[] handle) => 4 + 1 + 4 + 4 + handle.Length + 8 + 4;

    /// <summary>Completes a request to write whose data already lies behind its head, so that nothing is copied.</summary>
    internal static void StampWrite(byte[] packet, uint id, byte[] handle, long offset, int data)
    {
        var at = packet.AsSpan();
        packet[4] = (byte)SftpMessage.Write;
        BinaryPrimitives.WriteUInt32BigEndian(at[9..], (uint)handle.Length);
        handle.CopyTo(at[13..]);
        at = at[(13 + handle.Length)..];
        BinaryPrimitives.WriteUInt64BigEndian(at, (ulong)offset);
        BinaryPrimitives.WriteUInt32BigEndian(at[8..], (uint)data);
        Stamp(packet, WriteHeader(handle) + data, id);
    }

    static void Stamp(byte[] packet, int length, uint id)
    {
        BinaryPrimitives.WriteUInt32BigEndian(packet, (uint)(length - 4));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(IdAt), id);
    }

    // The protocol counts seconds from 1970 in 32 bits, which end in 2106.
    static uint Seconds(DateTimeOffset time) => (uint)Math.Clamp(time.ToUnixTimeSeconds(), 0, uint.MaxValue);

    Span<byte> Room(int length)
    {
        if (bytes.Length - count < length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, count + length));
        count += length;
        return bytes.AsSpan(count - length, length);
    }
}

/// <summary>Attributes to set; null leaves one as it is.</summary>
sealed record AttributeChange
{
    internal static readonly AttributeChange None = new();

    public long? Size { get; init; }

    public (uint User, uint Group)? Owner { get; init; }

    public UnixFileMode? Mode { get; init; }

    public (DateTimeOffset Accessed, DateTimeOffset Modified)? Times { get; init; }

    public bool IsEmpty => this == None;
}
