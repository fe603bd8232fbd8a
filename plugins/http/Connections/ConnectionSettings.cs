using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>What connections must have in common to be shared.</summary>
sealed record ConnectionSettings(TlsSettings Tls, DialOptions Dialing, ProxySettings Proxy, bool Http3)
{
    internal static ConnectionSettings Default { get; } = new(TlsSettings.Default, DialOptions.Default, ProxySettings.System, Http3: false);
}
