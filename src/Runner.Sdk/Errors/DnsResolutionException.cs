namespace Runner.Sdk;

/// <summary>A name did not resolve.</summary>
public sealed class DnsResolutionException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public DnsResolutionException(string target, string message, Exception? inner = null)
        : base(ErrorKind.Dns, target, message, inner) => IsTransient = true;
}
