using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>An <see cref="ExchangeTurn"/> checked and ready to run.</summary>
sealed class Turn
{
    readonly string place;
    readonly (byte[] Bytes, WebSocketMessageKind Type)? payload;
    readonly MessageMatcher? matcher;
    readonly int count = 1;
    readonly TimeSpan wait;
    readonly bool strict;

    Turn(ExchangeTurn turn, string place, TimeSpan wait)
    {
        this.place = place;
        this.wait = wait;
        if (turn.Receive is { } receive)
        {
            (count, this.wait) = (receive.Count, receive.Wait ?? wait);
            ReceiveRules.Check(count, this.wait);
            matcher = MessageMatcher.Of(receive.Until, $"{place}.receive.until");
        }
        else if (turn.Expect is not null)
        {
            strict = true;
            matcher = MessageMatcher.Of(turn.Expect, $"{place}.expect");
        }
        else payload = WebSocketSend.Payload(turn.Send, turn.SendJson, turn.SendBase64, ["send", "send-json", "send-base64"]);
    }

    /// <exception cref="ActionInputException">It says nothing, or more than one thing.</exception>
    internal static Turn Of(ExchangeTurn turn, int index, TimeSpan wait)
    {
        var given = (turn.Send is null ? 0 : 1) + (turn.SendJson is null ? 0 : 1) + (turn.SendBase64 is null ? 0 : 1)
            + (turn.Receive is null ? 0 : 1) + (turn.Expect is null ? 0 : 1);
        return given == 1
            ? new(turn, $"messages[{index}]", wait)
            : throw new ActionInputException(
                "messages",
                $"`messages[{index}]` says {(given == 0 ? "nothing" : "more than one thing")}: give exactly one of send, send-json, send-base64, receive and expect.");
    }

    /// <exception cref="NetworkException">The connection ended, time is up, or the message is not the expected one.</exception>
    internal async ValueTask RunAsync(WebSocketClient client, List<TranscriptEntry> transcript, TimeProvider time, CancellationToken cancel)
    {
        if (payload is var (bytes, type))
        {
            await client.SendAsync(bytes, type, cancel).ConfigureAwait(false);
            transcript.Add(new(MessageDirection.Sent, new(bytes, type, time.GetUtcNow(), client.Description)));
            return;
        }
        // The next message, whatever it is, tells more than the silence after it.
        var until = strict && !matcher!.WaitsForClose ? null : matcher;
        var received = await new Receiving(client, client.Description, time).RunAsync(count, until, wait, optional: false, cancel).ConfigureAwait(false);
        foreach (var message in received.Messages) transcript.Add(new(MessageDirection.Received, message));
        if (strict && received.Message is { } came && !matcher!.Matches(came))
        {
            throw new WebSocketException(client.Description, $"{client.Description} did not send what `{place}` expects ({matcher}): it sent {came}.")
            {
                IsTransient = false,
            };
        }
    }
}
