using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>
/// A whole conversation as one step: turns that send, receive, and go over to TLS, over a connection of its own or one that an earlier
/// step opened. A connection of its own is closed at the end.
/// </summary>
[Action("tcp.exchange")]
public sealed record TcpExchange : TcpPeerInputs, IAction<TcpExchanged>
{
    /// <summary>What to send and to wait for, in order. A turn with both sends first.</summary>
    public required IReadOnlyList<TcpTurn> Turns { get; init; }

    /// <summary>The step that opened the connection to use. Without it, one to <c>host</c> and <c>port</c> is opened.</summary>
    public TcpClient? Connection { get; init; }

    /// <summary>How the peer's certificate is judged when a turn starts TLS. It is <c>tls</c> unless given.</summary>
    public Runner.Sdk.Networking.TlsOptions? StartTls { get; init; }

    /// <inheritdoc/>
    public async ValueTask<TcpExchanged> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (Connection is not null && (Host is not null || Port is not null || UnixSocket is not null))
            throw new ActionInputException("connection", "`connection` and a peer (`host`, `port`, `unix-socket`) are both given: give one.");
        for (var i = 0; i < Turns.Count; i++) Turns[i].Check($"turns[{i}]");

        var started = context.Time.GetTimestamp();
        var client = Connection ?? await ConnectAsync(context, cancel).ConfigureAwait(false);
        try
        {
            var received = new List<TcpReceived>();
            long sent = 0;
            foreach (var turn in Turns)
            {
                if (turn.Send is { } payload)
                {
                    var size = await payload.SendAsync(client, "", cancel).ConfigureAwait(false);
                    context.Log(LogLevel.Debug, $"Sent {Words.Bytes(size)}");
                    sent += size;
                }
                if (turn.Receive is { } reception)
                {
                    received.Add(await reception.ReceiveAsync(client, "", cancel).ConfigureAwait(false));
                    context.Log(LogLevel.Debug, $"Received {Words.Quote(received[^1].Text)}");
                }
                if (turn.StartTls is { } start)
                    await client.StartTlsAsync(start.Protocol, TlsSettings.From(StartTls ?? Tls, context), null, start.Wait, cancel).ConfigureAwait(false);
            }
            return new(received, sent, client.Security?.Version, client.Security?.Certificate, context.Time.GetElapsedTime(started));
        }
        finally
        {
            if (Connection is null) await client.DisposeAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>What a conversation came to.</summary>
/// <param name="Received">What was received, one for each turn that receives.</param>
/// <param name="Sent">How many bytes were sent.</param>
/// <param name="Protocol">The version of TLS in the end: <c>1.3</c>; null without TLS.</param>
/// <param name="Certificate">What the peer showed; null without TLS.</param>
/// <param name="Elapsed">How long it took, with connecting.</param>
public sealed record TcpExchanged(
    IReadOnlyList<TcpReceived> Received, long Sent, string? Protocol, Runner.Sdk.Networking.PeerCertificate? Certificate, TimeSpan Elapsed)
{
    /// <summary>The text that was received last; empty when no turn receives.</summary>
    public string Text => Received.Count > 0 ? Received[^1].Text : "";
}
