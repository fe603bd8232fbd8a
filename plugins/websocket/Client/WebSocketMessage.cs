using System.Text;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>One message, whole: its fragments put together, decompressed.</summary>
public sealed class WebSocketMessage
{
    readonly byte[] bytes;
    readonly string from;
    string? text;
    string? base64;
    bool jsonParsed;
    JsonElement json;

    internal WebSocketMessage(byte[] bytes, WebSocketMessageKind type, DateTimeOffset time, string from)
    {
        this.bytes = bytes;
        this.from = from;
        Type = type;
        Time = time;
    }

    /// <summary>Whether it is text or binary.</summary>
    public WebSocketMessageKind Type { get; }

    /// <summary>The text; null for a binary message.</summary>
    public string? Text => Type == WebSocketMessageKind.Text ? text ??= Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The message as JSON, text or binary. Using it is an error when it is not JSON.</summary>
    /// <exception cref="ProtocolException">The message is not JSON; the error says what it is instead.</exception>
    [PresentWhen(nameof(MayBeJson))]
    public JsonElement Json => TryGetJson(out var value) ? value : throw NotJson();

    /// <summary>The bytes of a binary message in base64; null for text.</summary>
    public string? Base64 => Type == WebSocketMessageKind.Binary ? base64 ??= Convert.ToBase64String(bytes) : null;

    /// <summary>The size in bytes, after decompression.</summary>
    public long Size => bytes.Length;

    /// <summary>When it had come.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Whether the message starts as JSON does.</summary>
    internal bool MayBeJson => bytes.AsSpan().TrimStart(" \t\r\n"u8) is
        [(>= (byte)'0' and <= (byte)'9') or (byte)'{' or (byte)'[' or (byte)'"' or (byte)'-' or (byte)'t' or (byte)'f' or (byte)'n', ..];

    /// <summary>The bytes: of a text, its UTF-8.</summary>
    public ReadOnlyMemory<byte> GetBytes() => bytes;

    /// <summary>What it is, cut after a few characters: for logs and debuggers.</summary>
    public override string ToString() => Type == WebSocketMessageKind.Text ? $"text {Words.Quote(Text!)}" : $"binary, {Words.Bytes(Size)}";

    /// <summary>The message as JSON; false when it is none.</summary>
    internal bool TryGetJson(out JsonElement value)
    {
        if (!jsonParsed && MayBeJson)
        {
            try
            {
                json = JsonElement.Parse(bytes);
                jsonParsed = true;
            }
            catch (JsonException)
            {
                // Whoever needs it to be JSON says that it is not.
            }
        }
        value = json;
        return jsonParsed;
    }

    ProtocolException NotJson() => new(from, $"The message from {from} is not JSON: {this}.");
}

/// <summary>What a message is.</summary>
public enum WebSocketMessageKind
{
    /// <summary>Text in UTF-8.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Binary,
}
