using System.Text;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>Sends a message: exactly one of <c>text</c>, <c>json</c> and <c>base64</c>.</summary>
[Action("websocket.send")]
public sealed record WebSocketSend : IAction<WebSocketSent>
{
    /// <summary>The step that opened the WebSocket.</summary>
    public required WebSocketClient Connection { get; init; }

    /// <summary>Text to send.</summary>
    public string? Text { get; init; }

    /// <summary>A value to send as JSON, in a text message.</summary>
    public JsonElement? Json { get; init; }

    /// <summary>Bytes to send in a binary message, written in base64.</summary>
    public byte[]? Base64 { get; init; }

    /// <inheritdoc/>
    public async ValueTask<WebSocketSent> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var (bytes, type) = Payload(Text, Json, Base64, ["text", "json", "base64"]);
        await Connection.SendAsync(bytes, type, cancel).ConfigureAwait(false);
        return new(type, bytes.Length, Connection.Reconnects);
    }

    /// <summary>The one payload that is given.</summary>
    internal static (byte[] Bytes, WebSocketMessageKind Type) Payload(string? text, JsonElement? json, byte[]? base64, string[] names)
    {
        if ((text is null ? 0 : 1) + (json is null ? 0 : 1) + (base64 is null ? 0 : 1) != 1)
        {
            var input = json is not null ? names[1] : base64 is not null ? names[2] : names[0];
            throw new ActionInputException(input, $"A message is exactly one of `{names[0]}`, `{names[1]}` and `{names[2]}`: give one of them.");
        }
        return base64 is not null ? (base64, WebSocketMessageKind.Binary) : (Encoding.UTF8.GetBytes(text ?? json!.Value.GetRawText()), WebSocketMessageKind.Text);
    }
}

/// <summary>What was sent.</summary>
/// <param name="Type">Whether it was text or binary.</param>
/// <param name="Size">Its size in bytes, before compression.</param>
/// <param name="Reconnects">How often the connection was lost and opened again so far.</param>
public sealed record WebSocketSent(WebSocketMessageKind Type, long Size, int Reconnects);
