using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>
/// Takes the next message, the next <c>count</c> of them, or messages until one is what <c>until</c> waits for. Messages that come between
/// steps wait, up to 1,000 or 16 MiB of them; with more, reading stops until a step takes some. Judge them with the step's
/// <c>expect</c>: <c>result.message.json.status == 'ok'</c>.
/// </summary>
[Action("websocket.receive")]
public sealed record WebSocketReceive : IAction<WebSocketReceived>
{
    /// <summary>The step that opened the WebSocket.</summary>
    public required WebSocketClient Connection { get; init; }

    /// <summary>How many messages to take; with <c>until</c>, how many that it waits for.</summary>
    [Range(1, 1_000_000)]
    public int Count { get; init; } = 1;

    /// <summary>What to wait for. Messages that come before are taken too, and counted as <c>skipped</c>.</summary>
    public MessageCondition? Until { get; init; }

    /// <summary>How long it may take. Longer is a timeout error.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether it is a result too, with <c>matched</c> false, when <c>wait</c> is over: to see that nothing comes.</summary>
    public bool Optional { get; init; }

    /// <inheritdoc/>
    public ValueTask<WebSocketReceived> RunAsync(ActionContext context, CancellationToken cancel)
    {
        ReceiveRules.Check(Count, Wait);
        return new Receiving(Connection, Connection.Description, context.Time).RunAsync(Count, MessageMatcher.Of(Until, "until"), Wait, Optional, cancel);
    }
}

/// <summary>What came.</summary>
public sealed record WebSocketReceived
{
    /// <summary>The messages that the step took, in order; of very many the last 1,000, or 16 MiB.</summary>
    public required IReadOnlyList<WebSocketMessage> Messages { get; init; }

    /// <summary>The last of them: the one that was waited for. Null when none came.</summary>
    public required WebSocketMessage? Message { get; init; }

    /// <summary>Whether all came that was waited for.</summary>
    public required bool Matched { get; init; }

    /// <summary>How many messages were not what <c>until</c> waits for.</summary>
    public required int Skipped { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Waited { get; init; }

    /// <summary>How often the connection was lost and opened again so far. Messages of such a time are missing.</summary>
    public required int Reconnects { get; init; }

    /// <summary>How the WebSocket ended; null while it is open.</summary>
    public required WebSocketClose? Close { get; init; }
}
