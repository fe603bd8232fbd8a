using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>How pings went.</summary>
public sealed class PingResult
{
    /// <summary>The address that was pinged.</summary>
    public required string Address { get; init; }

    /// <summary>How many requests were sent.</summary>
    public required int Sent { get; init; }

    /// <summary>The replies that came in time, in the order of their requests.</summary>
    public required IReadOnlyList<PingReply> Replies { get; init; }

    /// <summary>How many requests were replied to in time.</summary>
    public int Received => Replies.Count;

    /// <summary>The share of requests without a reply: 0 for none, 1 for all.</summary>
    public double Loss => (double)(Sent - Received) / Sent;

    /// <summary>The shortest round trip; null without a reply.</summary>
    public TimeSpan? Min => Received == 0 ? null : Replies.Min(reply => reply.Time);

    /// <summary>The mean round trip; null without a reply.</summary>
    public TimeSpan? Avg => Received == 0 ? null : TimeSpan.FromTicks((long)Replies.Average(reply => reply.Time.Ticks));

    /// <summary>The longest round trip; null without a reply.</summary>
    public TimeSpan? Max => Received == 0 ? null : Replies.Max(reply => reply.Time);

    /// <summary>The standard deviation of the round trips; null without a reply.</summary>
    public TimeSpan? Stddev
    {
        get
        {
            if (Received == 0) return null;
            var mean = Replies.Average(reply => (double)reply.Time.Ticks);
            return TimeSpan.FromTicks((long)Math.Sqrt(Replies.Average(reply => Math.Pow(reply.Time.Ticks - mean, 2))));
        }
    }

    /// <summary>What routers and the peer said in place of a reply, each once, such as <c>192.0.2.1: the host is unreachable</c>.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>How many of how many, and the mean: for logs and debuggers.</summary>
    public override string ToString() => $"{Received} of {Sent} replies from {Address}{(Avg is { } mean ? $", {Words.Duration(mean)} on average" : "")}";
}

/// <summary>A reply to one request.</summary>
/// <param name="Sequence">The number of the request, from 1.</param>
/// <param name="From">Who replied.</param>
/// <param name="Time">The round trip.</param>
/// <param name="Size">How many bytes it carried, beside its headers.</param>
/// <param name="Ttl">How many routers it could still have passed; null where the system does not tell.</param>
public sealed record PingReply(int Sequence, string From, TimeSpan Time, int Size, int? Ttl);
