using System.Net;
using Runner.Sdk.Networking;

namespace Runner.Plugins.WebSockets;

/// <summary>What the server answered to the handshake, and the connection that it came on.</summary>
sealed record HandshakeAnswer
{
    internal required int Status { get; init; }

    internal required string Reason { get; init; }

    internal required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The start of the answer's body, where it came along and is text: servers say there what they dislike.</summary>
    internal string Excerpt { get; init; } = "";

    /// <summary>What is said over the connection from here on.</summary>
    internal required Stream Stream { get; init; }

    /// <summary>Bytes of it that came with the answer.</summary>
    internal byte[] Rest { get; init; } = [];

    internal required Opening Opening { get; init; }

    internal string Header(string name) => Headers.TryGetValue(name, out var value) ? value : "";
}

/// <summary>What is known of an opened connection.</summary>
sealed record Opening(IPEndPoint? Remote, TimeSpan Dns, TimeSpan Connect, TimeSpan Tls, byte[]? Certificate)
{
    internal static Opening Of(PeerConnection connection) =>
        new(connection.Remote, connection.Dns, connection.Connect, connection.Tls, connection.Security?.RemoteCertificate?.GetRawCertData());
}
