using System.Buffers.Binary;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>
/// Follows the frames that come (RFC 6455, section 5.2) by their headers, and knows two that .NET takes: one that says it is larger
/// than any message may be, which would be waited for until the peer is gone, and fragments without data, which have no end.
/// </summary>
/// <remarks>What else is wrong with a frame is .NET's to find.</remarks>
struct FrameWatch
{
    /// <summary>How many fragments of one message may be empty. Flushing writers send a few.</summary>
    const int MaxEmptyFragments = 1000;

    ulong header0, header1; // 14 bytes, without an array for each of thousands of connections
    int have;
    int empty;
    ulong rest;

    /// <summary>What is wrong; null for nothing.</summary>
    internal ProtocolException? Problem { get; private set; }

    internal void Read(ReadOnlySpan<byte> bytes, HandshakeRequest request)
    {
        while (!bytes.IsEmpty && Problem is null)
        {
            if (rest > 0)
            {
                var skipped = (int)Math.Min(rest, (ulong)bytes.Length);
                rest -= (ulong)skipped;
                bytes = bytes[skipped..];
                continue;
            }
            Put(bytes[0]);
            bytes = bytes[1..];
            if (have >= 2 && have == HeaderLength) EndHeader(request);
        }
    }

    readonly int HeaderLength => 2 + ((At(1) & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 }) + ((At(1) & 0x80) == 0 ? 0 : 4);

    void Put(byte value)
    {
        if (have < 8) header0 |= (ulong)value << (56 - (8 * have));
        else header1 |= (ulong)value << (56 - (8 * (have - 8)));
        have++;
    }

    readonly byte At(int index) => (byte)(index < 8 ? header0 >> (56 - (8 * index)) : header1 >> (56 - (8 * (index - 8))));

    void EndHeader(HandshakeRequest request)
    {
        Span<byte> header = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(header, header0);
        BinaryPrimitives.WriteUInt64BigEndian(header[8..], header1);
        rest = (header[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(header[2..]),
            127 => BinaryPrimitives.ReadUInt64BigEndian(header[2..]),
            var few => (ulong)few,
        };
        (header0, header1, have) = (0, 0, 0);
        var (final, compressed, opcode) = ((header[0] & 0x80) != 0, (header[0] & 0x40) != 0, header[0] & 0x0F);
        if (opcode >= 8) return;
        // A length with the highest bit set is broken, not long: .NET says so.
        if (rest > Largest(request.Options, compressed || opcode == 0) && rest <= long.MaxValue) Problem = MessageReader.TooLarge(request);
        if (opcode != 0 || final) empty = 0;
        if (rest == 0 && !final && ++empty > MaxEmptyFragments)
        {
            Problem = new(request.Target, $"{request.Server} broke the WebSocket protocol: it sent a message of more than {MaxEmptyFragments} fragments without data.")
            {
                Status = CloseCodes.Protocol,
            };
        }
    }

    /// <summary>What does not get smaller by compression gets a little larger; a continuation does not say whether it is compressed.</summary>
    static ulong Largest(WebSocketClientOptions options, bool compressed)
    {
        var largest = (ulong)options.MaxMessageSize;
        return compressed && options.Compression is not null ? largest + (largest / 8) + 1024 : largest;
    }
}
