namespace Runner.Plugins.Http;

/// <summary>The events that came, and why no more were waited for.</summary>
public sealed record HttpEventsReceived
{
    /// <summary>The events, in order; with <c>until</c>, the last is the one that was waited for.</summary>
    public required IReadOnlyList<ServerSentEvent> Events { get; init; }

    /// <summary>How many there are.</summary>
    public int Count => Events.Count;

    /// <summary>What ended the waiting.</summary>
    public required EventsEnd EndedBy { get; init; }

    /// <summary>Whether what was waited for came: <c>count</c> or <c>until</c> is reached, or neither was given.</summary>
    public required bool Complete { get; init; }

    /// <summary>How many times the stream was connected again.</summary>
    public required int Reconnects { get; init; }

    /// <summary>The id that the server last gave to an event; empty for none. As <c>last-event-id</c> it goes on from there.</summary>
    public required string LastEventId { get; init; }

    /// <summary>The URL that answered; empty when the time was over before.</summary>
    public required string Url { get; init; }
}

/// <summary>What ended the waiting for events.</summary>
public enum EventsEnd
{
    /// <summary>As many came as were asked for.</summary>
    Count,

    /// <summary>The event came that was waited for.</summary>
    Until,

    /// <summary>The time was over.</summary>
    Wait,

    /// <summary>The server ended the stream, and connecting again was not allowed any more or not wanted by it.</summary>
    Server,
}
