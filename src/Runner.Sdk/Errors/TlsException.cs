namespace Runner.Sdk;

/// <summary>TLS failed: the certificate is untrusted, expired or for another host, or there is no common protocol.</summary>
public sealed class TlsException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public TlsException(string target, string message, Exception? inner = null)
        : base(ErrorKind.Tls, target, message, inner) => IsTransient = false;
}
