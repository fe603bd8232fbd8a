namespace Runner.Sdk;

/// <summary>A WebSocket handshake or close went wrong.</summary>
public sealed class WebSocketException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public WebSocketException(string target, string message, Exception? inner = null)
        : base(ErrorKind.Websocket, target, message, inner) => IsTransient = true;
}
