namespace Runner.Sdk;

/// <summary>The peer asked to slow down; <see cref="NetworkException.RetryAfter"/> is the delay that it asked for.</summary>
public sealed class RateLimitedException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public RateLimitedException(string target, string message, Exception? inner = null)
        : base(ErrorKind.RateLimit, target, message, inner) => IsTransient = true;
}
