using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Pings a host: asks it to echo, and measures the round trips. A step without <c>expect</c> fails when no reply comes at all.</summary>
[Action("icmp.ping", Idempotent = true, DefaultExpect = "result.received > 0")]
public sealed record IcmpPing : IAction<PingResult>
{
    /// <summary>Whom to ping: a name or an address.</summary>
    public required string Host { get; init; }

    /// <summary>How many requests to send.</summary>
    [Range(1, ushort.MaxValue)]
    public int Count { get; init; } = 4;

    /// <summary>How long to wait between two requests.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long each reply may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many bytes a request carries, beside its headers.</summary>
    [Range(0, 65_499)]
    public int Size { get; init; } = 56;

    /// <summary>How many routers a request may pass. Without it, as many as the system says.</summary>
    [Range(1, 255)]
    public int? Ttl { get; init; }

    /// <summary>Which family of addresses to take of the host's name.</summary>
    public AddressFamilyChoice Family { get; init; }

    /// <inheritdoc/>
    public async ValueTask<PingResult> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var result = await new PingClient(new()
        {
            Count = Count,
            Interval = Interval,
            Timeout = Timeout,
            Size = Size,
            Ttl = Ttl,
            Family = Family,
            Network = context.Network,
            Time = context.Time,
        }).PingAsync(Host, cancel).ConfigureAwait(false);
        foreach (var problem in result.Problems) context.Log(LogLevel.Warning, problem);
        return result;
    }
}
