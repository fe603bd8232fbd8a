using System.Net;

namespace Runner.Plugins.Http;

/// <summary>What is known of one open connection, for every request that uses it.</summary>
sealed class ConnectionFacts
{
    int used;
    string? remoteAddress;

    internal IPEndPoint? Remote { get; set; }

    internal TimeSpan Dns { get; set; }

    internal TimeSpan Connect { get; set; }

    internal TimeSpan Tls { get; set; }

    /// <summary>The server's certificate as it was sent (DER); null without TLS. Parsed only when someone asks.</summary>
    internal byte[]? Certificate { get; set; }

    /// <summary>The first bytes that the peer sent, to say what it is when it is not what it should be.</summary>
    internal byte[] FirstBytes { get; set; } = [];

    /// <summary>Whether requests are sent on it already, or it is still being opened.</summary>
    internal bool IsOpen { get; set; }

    internal string RemoteAddress => remoteAddress ??= Remote?.ToString() ?? "";

    /// <summary>True for the first request only: the one that paid for opening the connection.</summary>
    internal bool TakeFirstUse() => Interlocked.Exchange(ref used, 1) == 0;
}
