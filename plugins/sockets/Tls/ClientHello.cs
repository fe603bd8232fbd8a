using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Runner.Plugins.Sockets;

/// <summary>
/// A ClientHello written by hand (RFC 8446, section 4.1.2; RFC 5246, section 7.4.1.2): it asks for versions of TLS that this machine's
/// own library may refuse to speak, and for what that library does not tell of. No handshake comes of it.
/// </summary>
static class ClientHello
{
    internal const ushort Tls10 = 0x0301, Tls11 = 0x0302, Tls12 = 0x0303, Tls13 = 0x0304;

    /// <summary>What servers of the last twenty years have one of; the last is no cipher but says that renegotiation is the safe one (RFC 5746).</summary>
    static readonly ushort[] Ciphers =
    [
        0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0xc023, 0xc027, 0xc024, 0xc028, 0x009e, 0x009f, 0xccaa,
        0x0033, 0x0039, 0x0067, 0x006b, 0x009c, 0x009d, 0x002f, 0x0035, 0x003c, 0x003d, 0xc008, 0xc012, 0x0016, 0x000a, 0x0005, 0x0004, 0x00ff,
    ];

    static readonly ushort[] Ciphers13 = [0x1301, 0x1302, 0x1303];

    static readonly ushort[] Groups = [0x001d, 0x0017, 0x0018, 0x0019];

    static readonly ushort[] Signatures = [0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201];

    /// <summary>The bytes of a record with the hello.</summary>
    /// <param name="version">The newest version to offer. 1.3 is offered alone; of the older, the server may choose a lower one.</param>
    /// <param name="host">The name to ask for (SNI); an address asks for none.</param>
    internal static byte[] Write(ushort version, string host)
    {
        var body = new List<byte>(512);
        Add(body, Math.Min(version, Tls12));
        body.AddRange(RandomNumberGenerator.GetBytes(32));
        var session = version == Tls13 ? RandomNumberGenerator.GetBytes(32) : [];
        body.Add((byte)session.Length);
        body.AddRange(session);
        AddVector(body, version == Tls13 ? Ciphers13 : Ciphers);
        body.AddRange([1, 0]); // no compression
        AddExtensions(body, version, host);

        byte[] message = [1, 0, (byte)(body.Count >> 8), (byte)body.Count, .. body];
        return [22, 3, 1, (byte)(message.Length >> 8), (byte)message.Length, .. message];
    }

    static void AddExtensions(List<byte> body, ushort version, string host)
    {
        var all = new List<byte>();
        if (!IPAddress.TryParse(host, out _) && Encoding.ASCII.GetBytes(host) is { Length: > 0 and < 256 } name)
        {
            List<byte> entry = [0];
            AddBytes(entry, name);
            Extension(0, list => AddBytes(list, [.. entry])); // server_name, RFC 6066
        }
        Extension(5, data => data.AddRange([1, 0, 0, 0, 0])); // status_request: an OCSP response, RFC 6066
        Extension(10, data => AddVector(data, Groups));
        Extension(11, data => data.AddRange([1, 0])); // uncompressed points
        if (version >= Tls12) Extension(13, data => AddVector(data, Signatures));
        Extension(23, _ => { }); // extended master secret, RFC 7627
        if (version == Tls13)
        {
            Extension(43, data => data.AddRange([2, 3, 4]));
            Extension(45, data => data.AddRange([1, 1]));
            // Any 32 bytes are a public key of X25519; nobody computes with its private half.
            Extension(51, data => AddBytes(data, [0x00, 0x1d, 0, 32, .. RandomNumberGenerator.GetBytes(32)]));
        }
        AddBytes(body, [.. all]);

        void Extension(ushort type, Action<List<byte>> write)
        {
            var data = new List<byte>();
            write(data);
            Add(all, type);
            AddBytes(all, [.. data]);
        }
    }

    static void Add(List<byte> to, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        to.AddRange(bytes);
    }

    static void AddBytes(List<byte> to, ReadOnlySpan<byte> bytes)
    {
        Add(to, (ushort)bytes.Length);
        to.AddRange(bytes);
    }

    static void AddVector(List<byte> to, ushort[] values)
    {
        Add(to, (ushort)(values.Length * 2));
        foreach (var value in values) Add(to, value);
    }
}
