using System.Buffers;
using System.Net.WebSockets;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>Reads whole messages. Between messages it holds no buffer.</summary>
static class MessageReader
{
    const int FirstBuffer = 4096;

    /// <summary>The next message; null when the peer sent a close frame.</summary>
    /// <exception cref="ProtocolException">The message is larger than the limit.</exception>
    internal static async ValueTask<WebSocketMessage?> ReadAsync(Link link)
    {
        var (socket, options) = (link.Socket, link.Request.Options);
        // With an empty buffer it waits for a message to begin.
        var part = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
        if (part.MessageType == WebSocketMessageType.Close) return null;
        if (part.EndOfMessage) return Message([], part, link);

        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var count = 0;
            while (!part.EndOfMessage)
            {
                if (count == buffer.Length) buffer = Grow(buffer);
                part = await socket.ReceiveAsync(buffer.AsMemory(count), CancellationToken.None).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close) return null;
                count += part.Count;
                if (count > options.MaxMessageSize) throw TooLarge(link.Request);
            }
            return Message(buffer.AsSpan(0, count).ToArray(), part, link);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static WebSocketMessage Message(byte[] bytes, ValueWebSocketReceiveResult last, Link link) => new(
        bytes,
        last.MessageType == WebSocketMessageType.Text ? WebSocketMessageKind.Text : WebSocketMessageKind.Binary,
        link.Request.Options.Time.GetUtcNow(),
        link.Request.Target);

    static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, buffer.Length * 2L));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    internal static ProtocolException TooLarge(HandshakeRequest request) =>
        new(request.Target, $"{request.Server} sent a message larger than the limit of {Words.Bytes(request.Options.MaxMessageSize)}.")
        {
            Status = CloseCodes.TooBig,
            Help = $"Raise max-message-size (now {request.Options.MaxMessageSize}) if such a message is expected.",
        };
}
