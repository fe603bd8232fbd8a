using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>How many datagrams to wait for, and how long.</summary>
public sealed record ReceiveLimits
{
    /// <summary>More than this in one step is not kept.</summary>
    internal const int MostDatagrams = 100_000;

    /// <summary>How many; 0 for all that come within the time limit.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How long all of them may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Waits until a datagram's text matches this regular expression, and ends with it. The count does not matter then.</summary>
    public string? Until { get; init; }

    internal ReceiveLimits Checked()
    {
        InputRules.Between(Count, 0, MostDatagrams, "count");
        TimeLimit.Checked(Timeout, "timeout");
        return this;
    }
}
