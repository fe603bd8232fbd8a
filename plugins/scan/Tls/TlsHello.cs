using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Runner.Plugins.Scan.Tls;

/// <summary>
/// A ClientHello of our own (RFC 8446, section 4.1.2; RFC 5246, section 7.4.1.2), to ask for what this machine's library would not speak:
/// old versions, weak ciphers. No handshake comes of it.
/// </summary>
/// <param name="Version">The newest version that is offered. 1.3 is offered alone; below, the server may choose an older one.</param>
sealed record TlsHello(ushort Version)
{
    internal const ushort Tls10 = 0x0301, Tls11 = 0x0302, Tls12 = 0x0303, Tls13 = 0x0304;

    static readonly ushort[] Modern = [0x1301, 0x1302, 0x1303];

    /// <summary>ECDHE, DHE and RSA, with AEAD and CBC, and the weak ones, so that every server of the last 25 years finds one.</summary>
    static readonly ushort[] Usual =
    [
        0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009e, 0x009f, 0xccaa, 0xc009, 0xc013, 0xc00a, 0xc014, 0xc023, 0xc027, 0xc024, 0xc028,
        0x0033, 0x0039, 0x0067, 0x006b, 0x009c, 0x009d, 0x002f, 0x0035, 0x003c, 0x003d, 0xc012, 0xc008, 0x0016, 0x000a, 0x0005, 0x0004,
    ];

    /// <summary>Says that renegotiation is the safe one (RFC 5746); some servers insist.</summary>
    const ushort SafeRenegotiation = 0x00ff;

    /// <summary>The name to ask for (SNI); null for an address.</summary>
    internal string? Host { get; init; }

    /// <summary>The cipher suites to offer; null for the usual ones of the version.</summary>
    internal IReadOnlyList<ushort>? Ciphers { get; init; }

    internal static string NameOf(ushort version) => version is >= Tls10 and <= Tls13 ? $"TLSv1.{version - Tls10}" : version == 0x0300 ? "SSLv3" : $"0x{version:x4}";

    /// <summary>Asks on a connection of its own; null when nothing that is TLS comes back, or not in time.</summary>
    internal static async ValueTask<ServerHello?> AskAsync(IPEndPoint peer, TlsHello hello, TimeSpan wait, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(wait);
        using var socket = new Socket(peer.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(peer, limit.Token).ConfigureAwait(false);
            var stream = new NetworkStream(socket);
            await using var closing = stream.ConfigureAwait(false);
            await stream.WriteAsync(hello.ToBytes(), limit.Token).ConfigureAwait(false);
            return await ServerHello.ReadAsync(stream, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or SocketException or InvalidDataException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>The record.</summary>
    internal byte[] ToBytes()
    {
        var writer = new Writer();
        writer.Byte(22);
        writer.Short(Math.Min(Version, Tls10)); // what the oldest accept
        using (writer.Sized(2))
        {
            writer.Byte(1);
            using (writer.Sized(3)) WriteBody(writer);
        }
        return writer.ToArray();
    }

    void WriteBody(Writer writer)
    {
        writer.Short(Math.Min(Version, Tls12));
        writer.Bytes(RandomNumberGenerator.GetBytes(32));
        using (writer.Sized(1)) writer.Bytes(Version == Tls13 ? RandomNumberGenerator.GetBytes(32) : []);
        using (writer.Sized(2))
        {
            foreach (var cipher in Ciphers ?? (Version == Tls13 ? Modern : Usual)) writer.Short(cipher);
            if (Version != Tls13) writer.Short(SafeRenegotiation);
        }
        using (writer.Sized(1)) writer.Byte(0); // no compression
        using (writer.Sized(2)) WriteExtensions(writer);
    }

    void WriteExtensions(Writer writer)
    {
        if (Host is not null && Encoding.ASCII.GetBytes(Host) is { Length: > 0 and < 256 } name)
        {
            using (writer.Extension(0)) // server_name, RFC 6066 section 3
            using (writer.Sized(2))
            {
                writer.Byte(0);
                using (writer.Sized(2)) writer.Bytes(name);
            }
        }
        using (writer.Extension(10)) // supported_groups
        using (writer.Sized(2)) writer.Shorts(0x001d, 0x0017, 0x0018, 0x0019, 0x0100);
        using (writer.Extension(11)) writer.Bytes([1, 0]); // points uncompressed
        if (Version >= Tls12)
        {
            using (writer.Extension(13)) // signature_algorithms
            using (writer.Sized(2)) writer.Shorts(0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201);
        }
        if (Version != Tls13) return;
        using (writer.Extension(43)) writer.Bytes([2, 3, 4]); // supported_versions: 1.3
        using (writer.Extension(45)) writer.Bytes([1, 1]); // psk_key_exchange_modes
        using (writer.Extension(51)) // key_share: any 32 bytes are a key of X25519, whose other half nobody needs
        using (writer.Sized(2))
        {
            writer.Short(0x001d);
            using (writer.Sized(2)) writer.Bytes(RandomNumberGenerator.GetBytes(32));
        }
    }

    /// <summary>Writes numbers and vectors, whose length stands before them and is known after them.</summary>
    sealed class Writer
    {
        readonly List<byte> bytes = new(512);

        internal void Byte(byte value) => bytes.Add(value);

        internal void Short(ushort value) => bytes.AddRange([(byte)(value >> 8), (byte)value]);

        internal void Shorts(params ReadOnlySpan<ushort> values)
        {
            foreach (var value in values) Short(value);
        }

        internal void Bytes(ReadOnlySpan<byte> value) => bytes.AddRange(value);

        internal byte[] ToArray() => [.. bytes];

        internal Length Extension(ushort type)
        {
            Short(type);
            return Sized(2);
        }

        /// <summary>A length of so many bytes, filled in when what it counts is written.</summary>
        internal Length Sized(int width)
        {
            bytes.AddRange(stackalloc byte[width]);
            return new(bytes, width);
        }

        internal readonly struct Length(List<byte> bytes, int width) : IDisposable
        {
            readonly int start = bytes.Count;

            public void Dispose()
            {
                var length = bytes.Count - start;
                for (var i = 1; i <= width; i++, length >>= 8) bytes[start - i] = (byte)length;
            }
        }
    }
}
