using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>
/// One turn of a conversation: to send, to receive, or to go over to TLS. With both, it sends first: a turn is a question and
/// its answer.
/// </summary>
public sealed record TcpTurn
{
    /// <summary>What to send.</summary>
    public TcpPayload? Send { get; init; }

    /// <summary>What to wait for.</summary>
    public TcpReception? Receive { get; init; }

    /// <summary>Goes over to TLS, after what is sent and received.</summary>
    public StartTlsTurn? StartTls { get; init; }

    internal void Check(string path)
    {
        if (Send is null && Receive is null && StartTls is null)
            throw new ActionInputException(path, $"`{path}` does nothing: give `send`, `receive` or `start-tls`.");
        Send?.Checked(path + ".send.");
        Receive?.Until(path + ".receive.");
        StartTls?.Check(path + ".start-tls.");
    }

    /// <summary>A server's side of the turn: what the client says comes first.</summary>
    internal async ValueTask RunAsync(TcpClient client, TlsSettings? tls, CancellationToken cancel)
    {
        if (Receive is not null) await Receive.ReceiveAsync(client, "", cancel).ConfigureAwait(false);
        if (Send is not null) await Send.SendAsync(client, "", cancel).ConfigureAwait(false);
        if (StartTls is not null) await client.AcceptTlsAsync(tls!, StartTls.Wait, cancel).ConfigureAwait(false);
    }
}

/// <summary>Going over to TLS within a conversation.</summary>
public sealed record StartTlsTurn
{
    /// <summary>Whose words ask for it first; none for the bare handshake.</summary>
    public StartTlsProtocol Protocol { get; init; }

    /// <summary>How long it may take.</summary>
    public TimeSpan Wait { get; init; } = TcpClient.DefaultWait;

    internal void Check(string path) => TimeLimit.Checked(Wait, path + "wait");
}
