using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>
/// Closes a WebSocket: sends a close frame and waits for the peer's. One that has ended already is left as it is, and told of.
/// </summary>
[Action("websocket.close", Idempotent = true)]
public sealed record WebSocketCloseAction : IAction<WebSocketClose>
{
    /// <summary>The step that opened the WebSocket.</summary>
    public required WebSocketClient Connection { get; init; }

    /// <summary>Why: 1000 (normal closure) to 1003, 1007 to 1014, or an application's own from 3000 to 4999.</summary>
    [Range(1000, 4999)]
    public int Code { get; init; } = CloseCodes.Normal;

    /// <summary>Why, in words: up to 123 bytes.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How long the peer may take to answer. Then the connection is ended without: <c>result.clean</c> is false.</summary>
    public TimeSpan Wait { get; init; } = WebSocketClient.DefaultCloseTimeout;

    /// <inheritdoc/>
    public async ValueTask<WebSocketClose> RunAsync(ActionContext context, CancellationToken cancel)
    {
        TimeLimit.Checked(Wait, "wait", orZero: true);
        return await Connection.CloseAsync(Code, Reason, Wait, cancel).ConfigureAwait(false);
    }
}
