namespace Runner.Sdk.Networking;

/// <summary>The inputs that every action has which connects to a peer: how the peer is reached and trusted.</summary>
public abstract record PeerInputs : DialInputs
{
    /// <summary>How the peer's certificate is judged, and which one we show. Without it the peer must have one that this machine trusts.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>How the peer is trusted. Trusting anyone is warned of.</summary>
    /// <exception cref="ActionInputException">An input cannot be read.</exception>
    protected TlsSettings Trust(ActionContext context) => TlsSettings.From(Tls, context);
}
