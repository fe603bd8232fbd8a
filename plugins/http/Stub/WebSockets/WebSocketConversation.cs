using System.Net.WebSockets;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>One open WebSocket of a stub server.</summary>
sealed class WebSocketConversation(WebSocket socket, StubRoute route)
{
    /// <summary>Ten thousand idle ones are to fit; whoever sends more than this at once gets the larger one.</summary>
    const int FirstBuffer = 1024;

    const int LargeBuffer = 64 * 1024;

    static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    /// <summary>Speaks as the route says until one side closes.</summary>
    /// <exception cref="WebSocketException">The client broke the protocol or the connection.</exception>
    internal async Task RunAsync(CancellationToken cancel)
    {
        foreach (var message in route.Messages ?? [])
            await socket.SendAsync(Encoding.UTF8.GetBytes(message).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancel).ConfigureAwait(false);
        if (route.Close is { } code)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(CloseLimit);
            await socket.CloseAsync((WebSocketCloseStatus)code, "", limit.Token).ConfigureAwait(false);
            return;
        }
        await ReadAsync(cancel).ConfigureAwait(false);
    }

    async Task ReadAsync(CancellationToken cancel)
    {
        var buffer = new byte[FirstBuffer];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), cancel).ConfigureAwait(false);
            if (received.MessageType is WebSocketMessageType.Close) break;
            if (route.Websocket is StubWebSocket.Echo)
                await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, cancel).ConfigureAwait(false);
            if (!received.EndOfMessage && buffer.Length < LargeBuffer) buffer = new byte[LargeBuffer];
            else if (received.EndOfMessage && buffer.Length > FirstBuffer) buffer = new byte[FirstBuffer];
        }
        // 1005 and 1006 say that there was no code; nobody may send them.
        if (socket.State is WebSocketState.CloseReceived)
        {
            var code = socket.CloseStatus is WebSocketCloseStatus.Empty or null ? WebSocketCloseStatus.NormalClosure : socket.CloseStatus.Value;
            await socket.CloseOutputAsync(code, socket.CloseStatusDescription, cancel).ConfigureAwait(false);
        }
    }
}
