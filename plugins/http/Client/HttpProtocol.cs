namespace Runner.Plugins.Http;

/// <summary>Which version of HTTP to speak.</summary>
public enum HttpProtocol
{
    /// <summary>Over TLS HTTP/2 where the server offers it (ALPN, RFC 7301), otherwise HTTP/1.1.</summary>
    Auto,

    /// <summary>HTTP/1.1 only (RFC 9112).</summary>
    Http1,

    /// <summary>HTTP/2 only (RFC 9113). Without TLS the server must speak it from the first byte ("prior knowledge").</summary>
    Http2,

    /// <summary>HTTP/3 only (RFC 9114), over QUIC and TLS. The system must have QUIC (libmsquic on Linux).</summary>
    Http3,
}
