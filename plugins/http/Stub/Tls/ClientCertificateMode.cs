namespace Runner.Plugins.Http;

/// <summary>Whether a server asks its clients for a certificate.</summary>
public enum ClientCertificateMode
{
    /// <summary>It does not ask.</summary>
    None,

    /// <summary>It asks, and takes clients without one. One that it does not trust is refused.</summary>
    Request,

    /// <summary>It asks, and refuses clients without one.</summary>
    Require,
}
