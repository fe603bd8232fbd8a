using System.Text.Json;

namespace Runner.Plugins.WebSockets;

/// <summary>What is waited for: a message for which all that is given holds, or the end.</summary>
public sealed record MessageCondition
{
    /// <summary>The text of the message, exactly.</summary>
    public string? Text { get; init; }

    /// <summary>What the text contains; upper and lower case differ.</summary>
    public string? TextContains { get; init; }

    /// <summary>A regular expression (.NET's) that finds something in the text. It may take 1 s.</summary>
    public string? TextMatches { get; init; }

    /// <summary>
    /// What the message has in it as JSON. Of a mapping each field must be there and be equal, others may be there too, at every level:
    /// <c>{ type: trade, data: { symbol: BTC } }</c>. Lists must have as many items, each likewise.
    /// </summary>
    public JsonElement? Json { get; init; }

    /// <summary>Whether it is text or binary.</summary>
    public WebSocketMessageKind? Type { get; init; }

    /// <summary>In place of all else: the peer closes the WebSocket with a close frame. <c>result.close</c> then has the code.</summary>
    public bool Closed { get; init; }
}
