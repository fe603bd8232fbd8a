using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>Opens a WebSocket (RFC 6455), which later steps of the job use as <c>connection</c>. The job closes it at its end.</summary>
[Action("websocket.connect", Opens = typeof(WebSocketClient))]
public sealed record WebSocketConnect : WebSocketInputs, IAction<WebSocketHandshake>
{
    /// <summary>
    /// How to open it again when it is lost. Without it a lost connection is an error of the next step that uses it. What either side
    /// said while it was down is lost; <c>result.reconnects</c> of later steps says how often that was.
    /// </summary>
    public WebSocketReconnect? Reconnect { get; init; }

    /// <inheritdoc/>
    public async ValueTask<WebSocketHandshake> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var options = Options(context) with
        {
            Reconnect = Reconnect,
            OnReconnecting = Reconnect is null ? null : next => context.Log(
                LogLevel.Warning, $"{next.Cause.Message} Opening it again in {Words.Duration(next.Wait)}, try {next.Attempt} of {Reconnect.Attempts}."),
            OnReconnected = Reconnect is null ? null : handshake => context.Log(
                LogLevel.Warning, $"The WebSocket to {handshake.Url} is open again. What was said meanwhile is lost."),
        };
        var client = await WebSocketClient.ConnectAsync(Url, options, cancel).ConfigureAwait(false);
        context.Open(client);
        return client.Handshake;
    }
}
