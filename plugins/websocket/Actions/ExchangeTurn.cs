using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Runner.Plugins.WebSockets;

/// <summary>One turn of a conversation: exactly one of its keys.</summary>
public sealed record ExchangeTurn
{
    /// <summary>Text to send.</summary>
    public string? Send { get; init; }

    /// <summary>A value to send as JSON, in a text message.</summary>
    public JsonElement? SendJson { get; init; }

    /// <summary>Bytes to send in a binary message, written in base64.</summary>
    public byte[]? SendBase64 { get; init; }

    /// <summary>Messages to take; <c>{}</c> for the next one.</summary>
    public ReceiveTurn? Receive { get; init; }

    /// <summary>What the very next message must be. Another one is an error, and ends the conversation.</summary>
    public MessageCondition? Expect { get; init; }
}

/// <summary>Messages to take.</summary>
public sealed record ReceiveTurn
{
    /// <summary>How many; with <c>until</c>, how many that it waits for.</summary>
    [Range(1, 1_000_000)]
    public int Count { get; init; } = 1;

    /// <summary>What to wait for. Messages that come before are taken too.</summary>
    public MessageCondition? Until { get; init; }

    /// <summary>How long it may take; without it, the action's <c>wait</c>.</summary>
    public TimeSpan? Wait { get; init; }
}
