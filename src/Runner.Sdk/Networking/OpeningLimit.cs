namespace Runner.Sdk.Networking;

/// <summary>The time limit of opening one connection, and how far it came.</summary>
sealed class OpeningLimit : IDisposable
{
    /// <summary>The phase in which TCP has connected, and TLS has not.</summary>
    internal const string Handshake = "waiting for the TLS handshake";

    readonly CancellationTokenSource source;
    readonly PeerAddress peer;
    readonly CancellationToken cancel;

    internal OpeningLimit(PeerAddress peer, CancellationToken cancel)
    {
        this.peer = peer;
        this.cancel = cancel;
        source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        source.CancelAfter(peer.ConnectTimeout);
    }

    internal CancellationToken Token => source.Token;

    /// <summary>What is being done, for the message when time is up.</summary>
    internal string Phase { get; set; } = "looking up the name";

    /// <summary>Whether time is up, as against the caller having given up.</summary>
    internal bool IsOver => source.IsCancellationRequested && !cancel.IsCancellationRequested;

    internal NetworkTimeoutException Error(OperationCanceledException cause) =>
        new(peer.Target, $"No connection to {Words.Server(peer.Host, peer.Port)} within {Words.Duration(peer.ConnectTimeout)}, still {Phase}.", cause)
        {
            Help = Phase == Handshake
                ? "It was reached, and does not answer the handshake: does this port speak TLS from the start? Raise connect-timeout if the server is only slow."
                : "A firewall that drops packets looks like this. Raise connect-timeout if the server is only slow.",
        };

    public void Dispose() => source.Dispose();
}
