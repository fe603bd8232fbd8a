namespace Runner.Sdk;

/// <summary>The peer did not answer in time.</summary>
public sealed class NetworkTimeoutException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public NetworkTimeoutException(string target, string message, Exception? inner = null)
        : base(ErrorKind.Timeout, target, message, inner) => IsTransient = true;
}
