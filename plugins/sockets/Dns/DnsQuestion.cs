using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Runner.Plugins.Sockets;

/// <summary>
/// One question, and how its answer is known: by a random number, and by the name in random capitals, which an answer
/// repeats. Who does not see the question would have to guess both.
/// </summary>
sealed class DnsQuestion
{
    internal const int HeaderLength = 12;

    /// <summary>What fits into a datagram that no network divides; the size that resolvers agreed on in 2020.</summary>
    const ushort DatagramSize = 1232;

    readonly bool recurse;
    readonly bool extended;

    internal DnsQuestion(byte[] name, DnsRecordType type, bool recurse, bool extended = true)
    {
        Name = name;
        Type = type;
        this.recurse = recurse;
        this.extended = extended;
        Id = (ushort)RandomNumberGenerator.GetInt32(0x10000);
        Capitals = RandomCapitals(name);
    }

    /// <summary>The name's labels as they were given.</summary>
    internal byte[] Name { get; }

    /// <summary>The name's labels as they are sent.</summary>
    internal byte[] Capitals { get; }

    internal DnsRecordType Type { get; }

    internal ushort Id { get; }

    /// <summary>The same question, with a number and capitals of its own.</summary>
    internal DnsQuestion Again() => new(Name, Type, recurse, extended);

    /// <summary>The same question for a server that does not know EDNS.</summary>
    internal DnsQuestion WithoutExtension() => new(Name, Type, recurse, extended: false);

    /// <summary>Whether the question tells, by EDNS, how long an answer may be.</summary>
    internal bool IsExtended => extended;

    /// <summary>The message (RFC 1035, section 4.1; RFC 6891, section 6.1).</summary>
    internal byte[] ToMessage()
    {
        const int optionsLength = 11;
        var message = new byte[HeaderLength + Capitals.Length + 4 + (extended ? optionsLength : 0)];
        BinaryPrimitives.WriteUInt16BigEndian(message, Id);
        message[2] = (byte)(recurse ? 1 : 0);
        message[5] = 1;
        Capitals.CopyTo(message, HeaderLength);
        var rest = message.AsSpan(HeaderLength + Capitals.Length);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)Type);
        rest[3] = 1;
        if (extended)
        {
            message[11] = 1;
            rest[6] = 41;
            BinaryPrimitives.WriteUInt16BigEndian(rest[7..], DatagramSize);
        }
        return message;
    }

    static byte[] RandomCapitals(byte[] name)
    {
        var mixed = (byte[])name.Clone();
        Span<byte> random = stackalloc byte[name.Length];
        RandomNumberGenerator.Fill(random);
        for (var i = 0; i < mixed.Length; i++)
            // A length is never a letter: labels have at most 63 bytes, and letters begin at 65.
            if (char.IsAsciiLetter((char)mixed[i]) && (random[i] & 1) != 0) mixed[i] ^= 0x20;
        return mixed;
    }
}
