namespace Runner.Sdk;

/// <summary>An SSH session failed.</summary>
public sealed class SshException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public SshException(string target, string message, Exception? inner = null)
        : base(ErrorKind.Ssh, target, message, inner) => IsTransient = false;
}
