using System.Buffers.Binary;

namespace Runner.Plugins.Scan.Tls;

/// <summary>What a server answers to a hello: what it chose, and up to TLS 1.2 its certificates, which it then shows in the clear (RFC 5246, section 7.4).</summary>
sealed class ServerHello
{
    const int Handshake = 22, Alert = 21;

    /// <summary>No server's part of a handshake is as long.</summary>
    const int MaxBytes = 256 * 1024;

    /// <summary>The version that it chose; 0 when it chose none.</summary>
    internal ushort Version { get; private set; }

    /// <summary>The cipher suite that it chose.</summary>
    internal ushort Cipher { get; private set; }

    /// <summary>Its certificates in DER, its own first.</summary>
    internal List<byte[]> Certificates { get; } = [];

    /// <summary>Whether it asked for a certificate of ours.</summary>
    internal bool WantsCertificate { get; private set; }

    /// <summary>Reads up to where the client would go on, an alert, or the end.</summary>
    /// <exception cref="InvalidDataException">It does not speak TLS.</exception>
    internal static async ValueTask<ServerHello> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var hello = new ServerHello();
        var messages = Array.Empty<byte>();
        var header = new byte[5];
        for (var total = 0; total < MaxBytes;)
        {
            if (await stream.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false, cancel).ConfigureAwait(false) < 5) break;
            int length = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3));
            if (header[1] != 3 || header[0] is not (Handshake or Alert) || length is 0 or > 18 * 1024) throw new InvalidDataException("not TLS");
            if (header[0] == Alert) break;
            var record = new byte[length];
            if (await stream.ReadAtLeastAsync(record, length, throwOnEndOfStream: false, cancel).ConfigureAwait(false) < length) break;
            total += length;
            messages = [.. messages, .. record];
            if (hello.TakeMessages(ref messages)) break;
        }
        return hello;
    }

    /// <summary>Takes the messages that are whole; whether the server has said all.</summary>
    bool TakeMessages(ref byte[] messages)
    {
        var rest = messages.AsSpan();
        var isOver = false;
        try
        {
            while (!isOver && rest.Length >= 4)
            {
                var length = (rest[1] << 16) | (rest[2] << 8) | rest[3];
                if (length > MaxBytes) throw new InvalidDataException("a message without end");
                if (rest.Length < 4 + length) break;
                isOver = TakeMessage(rest[0], rest.Slice(4, length));
                rest = rest[(4 + length)..];
            }
        }
        catch (ArgumentOutOfRangeException cut)
        {
            throw new InvalidDataException("a message that is cut", cut);
        }
        messages = rest.ToArray();
        return isOver;
    }

    bool TakeMessage(byte type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case 2:
                TakeHello(body);
                return Version == TlsHello.Tls13; // the rest is encrypted
            case 11:
                for (var list = body[3..]; list.Length > 0;)
                {
                    var length = (list[..3][0] << 16) | (list[1] << 8) | list[2];
                    Certificates.Add(list.Slice(3, length).ToArray());
                    list = list[(3 + length)..];
                }
                return false;
            case 13:
                WantsCertificate = true;
                return false;
            default:
                return type == 14; // done
        }
    }

    void TakeHello(ReadOnlySpan<byte> body)
    {
        var version = BinaryPrimitives.ReadUInt16BigEndian(body);
        var rest = body[(35 + body[34..35][0])..]; // behind the random bytes and the session
        Cipher = BinaryPrimitives.ReadUInt16BigEndian(rest);
        for (rest = rest.Length > 5 ? rest[5..] : []; rest.Length >= 4;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            // supported_versions: in 1.3 the version in front is that of 1.2 (RFC 8446, section 4.1.3)
            if (BinaryPrimitives.ReadUInt16BigEndian(rest) == 43) version = BinaryPrimitives.ReadUInt16BigEndian(rest[4..]);
            rest = rest[(4 + length)..];
        }
        Version = version;
    }
}
