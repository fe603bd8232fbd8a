using System.Diagnostics;

namespace Runner.Plugins.Http;

/// <summary>Where and when a request was really sent.</summary>
/// <remarks>
/// The handler does not tell which pooled connection it chose. But it writes an HTTP/1.1 request within that request's
/// own asynchronous flow, so the connection's stream can tell the flow's current trace. HTTP/2 multiplexes and writes
/// from a loop of its own; there <see cref="ConnectionPool"/> knows the one connection of the origin.
/// </remarks>
sealed class ExchangeTrace
{
    static readonly AsyncLocal<ExchangeTrace?> Flowing = new();

    internal static ExchangeTrace? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    internal ConnectionFacts? Connection { get; private set; }

    /// <summary>The timestamp of the first write on <see cref="Connection"/>; 0 before.</summary>
    internal long SentAt { get; private set; }

    internal void SentOn(ConnectionFacts connection)
    {
        // A handler may send a request again on another connection when a pooled one turns out dead: the last one counts.
        if (ReferenceEquals(Connection, connection)) return;
        Connection = connection;
        SentAt = Stopwatch.GetTimestamp();
    }
}
