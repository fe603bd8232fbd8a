using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// Listens to a stream of server-sent events (HTML Standard, section 9.2) until enough came, the right one came, or the time
/// is over. When the stream breaks it connects again and tells the server the last event's id.
/// </summary>
[Action("http.events", Idempotent = true, DefaultExpect = "result.complete")]
public sealed record HttpEvents : HttpActionInputs, IAction<HttpEventsReceived>
{
    /// <summary>How many events to wait for; without it any number.</summary>
    [Range(1, int.MaxValue)]
    public int? Count { get; init; }

    /// <summary>The event to wait for; it is the last of the result.</summary>
    public EventMatch? Until { get; init; }

    /// <summary>How long to listen. It ending before <c>count</c> or <c>until</c> is reached makes the result incomplete, and is no error.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many times in a row to connect again, without an event in between, when the stream ends or breaks. 0: the first end is
    /// the end. Before each it waits 3s, or as long as the server says with <c>retry</c>, but never less than 100ms.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int MaxReconnects { get; init; } = 10;

    /// <summary>The id of the last event that is known already: the server goes on after it.</summary>
    public string? LastEventId { get; init; }

    /// <inheritdoc/>
    public async ValueTask<HttpEventsReceived> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (Count < 1) throw new ActionInputException("count", $"`count` is {Count}: give 1 or more.");
        if (MaxReconnects < 0) throw new ActionInputException("max-reconnects", $"`max-reconnects` is {MaxReconnects}: give 0 or more.");
        TimeLimit.Checked(Wait, "wait");
        if (LastEventId is not null && !HeaderSyntax.IsValue(LastEventId))
            throw new ActionInputException("last-event-id", "`last-event-id` has a line break: it goes into a header, which is one line.");
        Until?.Check();

        var session = Session(context);
        var stream = session.Events(
            FirstCall(context, session),
            new() { MaxReconnects = MaxReconnects, LastEventId = LastEventId, MaxEventSize = session.Options.MaxBodySize, Time = context.Time });
        var events = new List<ServerSentEvent>();
        var end = await ListenAsync(stream, events, session.Options.MaxBodySize, context, cancel).ConfigureAwait(false);
        return new()
        {
            Events = events,
            EndedBy = end,
            Complete = end is EventsEnd.Count or EventsEnd.Until || (Count is null && Until is null),
            Reconnects = stream.Reconnects,
            LastEventId = stream.LastEventId,
            Url = stream.Url,
        };
    }

    private protected override HttpCall FirstCall(ActionContext context, HttpSession session)
    {
        var call = Call(context, "GET", null);
        return call with { Headers = EventStream.Headers(call.Headers, LastEventId ?? "") };
    }

    async ValueTask<EventsEnd> ListenAsync(EventStream stream, List<ServerSentEvent> events, long limit, ActionContext context, CancellationToken cancel)
    {
        using var time = new TimeLimit(Wait, context.Time, cancel);
        var size = 0L;
        try
        {
            await foreach (var one in stream.ReadAsync(time.Token).ConfigureAwait(false))
            {
                size += one.Data.Length;
                if (size > limit)
                {
                    throw new ProtocolException(stream.Url, $"The events of {stream.Url} came to more than the limit of {Words.Bytes(limit)} together.")
                    {
                        Help = $"Raise max-body-size (now {limit}), or wait for fewer events.",
                    };
                }
                events.Add(one);
                context.Progress(Words.Count(events.Count, "event"), Count is { } wanted ? (double)events.Count / wanted : null);
                if (Until?.Is(one) is true) return EventsEnd.Until;
                if (events.Count == Count) return EventsEnd.Count;
            }
            return EventsEnd.Server;
        }
        catch (OperationCanceledException) when (time.IsOver)
        {
            return EventsEnd.Wait;
        }
    }
}
