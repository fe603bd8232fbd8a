using System.Buffers.Binary;

namespace Runner.Plugins.Sockets;

/// <summary>
/// What a server answered to a hand-made hello: which version it chose, and, up to TLS 1.2 where it is said in the clear, its
/// certificates and whether it staples (RFC 5246, section 7.4; RFC 6066, section 8).
/// </summary>
sealed record ServerFlight
{
    const int HandshakeRecord = 22, AlertRecord = 21;
    const int ServerHello = 2, Certificate = 11, CertificateRequest = 13, HelloDone = 14, CertificateStatus = 22;

    /// <summary>RFC 8446, section 5.1, with room for what old servers add.</summary>
    const int MaxRecord = 16 * 1024 + 2048;

    /// <summary>No server's chain and staple are this large.</summary>
    const int MaxFlight = 256 * 1024;

    /// <summary>The version that it chose; 0 when it chose none.</summary>
    internal ushort Version { get; private set; }

    /// <summary>The cipher suite that it chose.</summary>
    internal ushort Cipher { get; private set; }

    /// <summary>Its certificates in DER, its own first.</summary>
    internal List<byte[]> Certificates { get; } = [];

    /// <summary>Whether a response of OCSP came with them.</summary>
    internal bool Stapled { get; private set; }

    /// <summary>Whether it asked for the client's certificate.</summary>
    internal bool WantsCertificate { get; private set; }

    /// <summary>Whether it said all that it says before the client must go on: without, nothing can be said of what is missing.</summary>
    internal bool Whole { get; private set; }

    /// <summary>Reads until the server has chosen a version (1.3), or said all of its first flight; or refused, or closed.</summary>
    /// <exception cref="InvalidDataException">What it says is not TLS.</exception>
    internal static async ValueTask<ServerFlight> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var flight = new ServerFlight();
        var messages = new ReceiveBuffer();
        var header = new byte[5];
        for (var total = 0; !flight.Whole;)
        {
            if (await stream.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false, cancel).ConfigureAwait(false) < 5) return flight;
            var length = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3));
            if (header[0] is AlertRecord) return flight;
            if (header[0] is not HandshakeRecord || header[1] != 3 || length is 0 or > MaxRecord) throw new InvalidDataException("It does not speak TLS.");
            if ((total += length) > MaxFlight) throw new InvalidDataException("Its part of the handshake has no end.");
            var room = messages.Room(length);
            if (await stream.ReadAtLeastAsync(room, length, throwOnEndOfStream: false, cancel).ConfigureAwait(false) < length) return flight;
            messages.Filled(length);
            flight.ReadMessages(messages);
        }
        return flight;
    }

    void ReadMessages(ReceiveBuffer messages)
    {
        while (!Whole && messages.Length >= 4)
        {
            var head = messages.Unread;
            var length = (head[1] << 16) | (head[2] << 8) | head[3];
            if (length > MaxFlight) throw new InvalidDataException("Its part of the handshake has no end.");
            if (messages.Length < 4 + length) return;
            var message = messages.Take(4 + length);
            try
            {
                ReadMessage(message[0], message.AsSpan(4));
            }
            catch (ArgumentOutOfRangeException cut)
            {
                throw new InvalidDataException("Its part of the handshake is malformed.", cut);
            }
        }
    }

    void ReadMessage(int type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case ServerHello:
                ReadHello(body);
                Whole = Version == ClientHello.Tls13; // the rest is encrypted
                break;
            case Certificate:
                for (var list = body[3..]; list.Length > 0;)
                {
                    var length = (list[..3][0] << 16) | (list[1] << 8) | list[2];
                    Certificates.Add(list.Slice(3, length).ToArray());
                    list = list[(3 + length)..];
                }
                break;
            case CertificateStatus:
                Stapled = body.Length > 4;
                break;
            case CertificateRequest:
                WantsCertificate = true;
                break;
            case HelloDone:
                Whole = true;
                break;
        }
    }

    void ReadHello(ReadOnlySpan<byte> body)
    {
        var version = BinaryPrimitives.ReadUInt16BigEndian(body);
        var afterSession = body[(35 + body[34..35][0])..];
        Cipher = BinaryPrimitives.ReadUInt16BigEndian(afterSession);
        var rest = afterSession[3..];
        if (rest.Length >= 2)
        {
            for (rest = rest.Slice(2, BinaryPrimitives.ReadUInt16BigEndian(rest)); rest.Length >= 4;)
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
                var data = rest.Slice(4, length);
                if (BinaryPrimitives.ReadUInt16BigEndian(rest) == 43) version = BinaryPrimitives.ReadUInt16BigEndian(data);
                rest = rest[(4 + length)..];
            }
        }
        Version = version;
    }
}
