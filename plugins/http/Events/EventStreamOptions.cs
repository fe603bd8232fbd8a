namespace Runner.Plugins.Http;

/// <summary>How an <see cref="EventStream"/> behaves.</summary>
public sealed record EventStreamOptions
{
    /// <summary>
    /// How many times in a row it may connect again, without an event in between, when the server ends the stream or the
    /// connection breaks.
    /// </summary>
    public int MaxReconnects { get; init; } = 10;

    /// <summary>How long to wait before connecting again, unless the server says otherwise; never less than 100 ms.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The id of the last event that is known already; null for none.</summary>
    public string? LastEventId { get; init; }

    /// <summary>The largest event to accept, in bytes.</summary>
    public long MaxEventSize { get; init; } = HttpSessionOptions.DefaultMaxBodySize;

    /// <summary>The clock for waiting.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
