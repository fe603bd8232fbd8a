namespace Runner.Sdk;

/// <summary>Credentials were refused.</summary>
public sealed class AuthenticationException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public AuthenticationException(string target, string message, Exception? inner = null)
        : base(ErrorKind.Auth, target, message, inner) => IsTransient = false;
}
