namespace Runner.Sdk;

/// <summary>An HTTP exchange that the client cannot use, such as a redirect loop.</summary>
public sealed class HttpException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public HttpException(string target, string message, Exception? inner = null)
        : base(ErrorKind.Http, target, message, inner) => IsTransient = false;
}
