using System.Net;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>What is known of one open connection, for every request that uses it.</summary>
sealed class ConnectionFacts
{
    int used;
    string? remoteAddress;

    internal IPEndPoint? Remote { get; private set; }

    internal TimeSpan Dns { get; private set; }

    internal TimeSpan Connect { get; private set; }

    internal TimeSpan Tls { get; private set; }

    /// <summary>The server's certificate as it was sent (DER); null without TLS. Parsed only when someone asks.</summary>
    internal byte[]? Certificate { get; set; }

    /// <summary>The bytes below TLS; null until there is a connection.</summary>
    internal ConnectionStream? Wire { get; set; }

    /// <summary>The first bytes that the peer sent, to say what it is when it is not what it should be.</summary>
    internal byte[] FirstBytes => Wire?.FirstBytes ?? [];

    /// <summary>Whether requests are sent on it already, or it is still being opened.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Whether a request has been answered on it.</summary>
    internal bool HasAnswered { get; set; }

    internal string RemoteAddress => remoteAddress ??= Remote?.ToString() ?? "";

    /// <summary>Notes how it was opened. From here on requests are sent on it.</summary>
    internal void Opened(PeerConnection connection)
    {
        (Remote, Dns, Connect, Tls) = (connection.Remote, connection.Dns, connection.Connect, connection.Tls);
        Certificate = connection.Security?.RemoteCertificate?.GetRawCertData();
        IsOpen = true;
    }

    /// <summary>Fails when the peer ends the connection before its first answer.</summary>
    /// <remarks>
    /// The handler takes such an end for a pooled connection that had been idle too long, and quietly sends the request up to
    /// three more times. On a connection that never answered that is no idle end, and repeating is the workflow's to decide.
    /// </remarks>
    internal void RefuseSilentEnd()
    {
        if (!HasAnswered) throw new HttpIOException(HttpRequestError.ResponseEnded);
    }

    /// <summary>True for the first request only: the one that paid for opening the connection.</summary>
    internal bool TakeFirstUse() => Interlocked.Exchange(ref used, 1) == 0;
}
