using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Goes over to TLS on an open connection, after the words by which its protocol asks for that. The server's greeting is waited for when
/// nothing has been received on the connection yet.
/// </summary>
[Action("tcp.start-tls")]
public sealed record TcpStartTls : IAction<TlsStarted>
{
    /// <summary>The step that opened the connection.</summary>
    public required TcpClient Connection { get; init; }

    /// <summary>Whose words ask for TLS; <c>none</c> when the peer expects the handshake now.</summary>
    public StartTlsProtocol Protocol { get; init; }

    /// <summary>How the peer's certificate is judged, and which one we show. Without it the peer must have one that this machine trusts.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>The protocols to offer in the handshake (ALPN).</summary>
    public IReadOnlyList<string>? Alpn { get; init; }

    /// <summary>How long each answer, and the handshake, may take.</summary>
    public TimeSpan Wait { get; init; } = TcpClient.DefaultWait;

    /// <inheritdoc/>
    public async ValueTask<TlsStarted> RunAsync(ActionContext context, CancellationToken cancel)
    {
        TimeLimit.Checked(Wait, "wait");
        var facts = await Connection.StartTlsAsync(Protocol, TlsSettings.From(Tls, context), AlpnNames.Checked(Alpn), Wait, cancel).ConfigureAwait(false);
        return new(facts.Version, facts.Cipher, facts.Alpn, facts.Certificate, Connection.Timings.Tls);
    }
}

/// <summary>What going over to TLS came to.</summary>
/// <param name="Protocol">The version of TLS: <c>1.3</c>.</param>
/// <param name="Cipher">The cipher suite, by its IANA name.</param>
/// <param name="Alpn">The protocol that was agreed on in the handshake; null for none.</param>
/// <param name="Certificate">What the peer showed.</param>
/// <param name="Elapsed">How long the handshake took.</param>
public sealed record TlsStarted(string Protocol, string Cipher, string? Alpn, PeerCertificate? Certificate, TimeSpan Elapsed);
