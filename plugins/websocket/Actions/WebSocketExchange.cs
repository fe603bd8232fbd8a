using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>A whole conversation in one step: opens a WebSocket, sends and receives as <c>messages</c> says, and closes it.</summary>
[Action("websocket.exchange")]
public sealed record WebSocketExchange : WebSocketInputs, IAction<WebSocketConversation>
{
    /// <summary>What is said and waited for, in order.</summary>
    public required IReadOnlyList<ExchangeTurn> Messages { get; init; }

    /// <summary>How long each message that is waited for may take, where its turn does not say.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async ValueTask<WebSocketConversation> RunAsync(ActionContext context, CancellationToken cancel)
    {
        ReceiveRules.CheckWait(Wait);
        if (Messages.Count == 0) throw new ActionInputException("messages", "`messages` is empty: give what to send, such as `- send: hello`, and to receive.");
        var turns = Messages.Select((turn, index) => Turn.Of(turn, index, Wait)).ToList();

        var started = Stopwatch.GetTimestamp();
        var client = await WebSocketClient.ConnectAsync(Url, Options(context), cancel).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var transcript = new List<TranscriptEntry>();
            foreach (var turn in turns) await turn.RunAsync(client, transcript, context.Time, cancel).ConfigureAwait(false);
            var received = transcript.Where(entry => entry.Direction == MessageDirection.Received).Select(entry => entry.Message).ToArray();
            var close = await client.CloseAsync(cancel: cancel).ConfigureAwait(false);
            return new()
            {
                Transcript = transcript,
                Received = received,
                Last = received.Length == 0 ? null : received[^1],
                Close = close,
                Handshake = client.Handshake,
                Duration = Stopwatch.GetElapsedTime(started),
            };
        }
    }
}

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

/// <summary>What was said.</summary>
public sealed record WebSocketConversation
{
    /// <summary>All messages, sent and received, in order.</summary>
    public required IReadOnlyList<TranscriptEntry> Transcript { get; init; }

    /// <summary>The messages that came, in order.</summary>
    public required IReadOnlyList<WebSocketMessage> Received { get; init; }

    /// <summary>The last message that came; null when none did.</summary>
    public required WebSocketMessage? Last { get; init; }

    /// <summary>How it ended.</summary>
    public required WebSocketClose Close { get; init; }

    /// <summary>What came of the opening handshake.</summary>
    public required WebSocketHandshake Handshake { get; init; }

    /// <summary>How long all of it took, from opening to closing.</summary>
    public required TimeSpan Duration { get; init; }
}

/// <summary>One message of a conversation.</summary>
/// <param name="Direction">Who sent it.</param>
/// <param name="Message">The message.</param>
public sealed record TranscriptEntry(MessageDirection Direction, WebSocketMessage Message);

/// <summary>Who sent a message.</summary>
public enum MessageDirection
{
    /// <summary>We.</summary>
    Sent,

    /// <summary>The peer.</summary>
    Received,
}
