namespace Runner.Sdk;

/// <summary>No connection, or it was lost: refused, reset, unreachable.</summary>
public sealed class ConnectionFailedException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public ConnectionFailedException(string target, string message, Exception? inner = null)
        : base(ErrorKind.Connection, target, message, inner) => IsTransient = true;
}
