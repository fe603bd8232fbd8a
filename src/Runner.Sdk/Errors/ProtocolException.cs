namespace Runner.Sdk;

/// <summary>The peer does not speak the protocol, or sent more than the limits allow.</summary>
public sealed class ProtocolException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public ProtocolException(string target, string message, Exception? inner = null)
        : base(ErrorKind.Protocol, target, message, inner) => IsTransient = false;
}
