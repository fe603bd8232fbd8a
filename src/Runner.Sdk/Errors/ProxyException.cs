namespace Runner.Sdk;

/// <summary>A proxy refused or failed.</summary>
public sealed class ProxyException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public ProxyException(string target, string message, Exception? inner = null)
        : base(ErrorKind.Proxy, target, message, inner) => IsTransient = false;
}
