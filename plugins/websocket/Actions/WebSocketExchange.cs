using System.Diagnostics;
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
        TimeLimit.Checked(Wait, "wait", orZero: true);
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
