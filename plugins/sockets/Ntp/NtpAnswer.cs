namespace Runner.Plugins.Sockets;

/// <summary>What a time server says (RFC 5905, section 7.3).</summary>
public sealed record NtpAnswer
{
    /// <summary>Who answered, such as <c>192.0.2.123:123</c>.</summary>
    public required string Server { get; init; }

    /// <summary>How far this machine's clock is behind the server's; negative when it is ahead.</summary>
    public required TimeSpan Offset { get; init; }

    /// <summary>How long question and answer were on their way together. The offset is wrong by at most half of it.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>The server's time when it answered.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Whether the server says that it knows the time. Else the offset means nothing.</summary>
    public required bool Synchronized { get; init; }

    /// <summary>How many servers are between it and a clock: 1 for a server with a clock of its own, 16 for one that does not know the time.</summary>
    public required int Stratum { get; init; }

    /// <summary>Where it has its time from: of stratum 1 the kind of clock (<c>GPS</c>, <c>PPS</c>), else the address of its server, or a hash of it.</summary>
    public required string ReferenceId { get; init; }

    /// <summary>When its clock was last set; null when never.</summary>
    public required DateTimeOffset? ReferenceTime { get; init; }

    /// <summary>What it says of leap seconds.</summary>
    public required NtpLeap Leap { get; init; }

    /// <summary>The version of NTP that it speaks.</summary>
    public required int Version { get; init; }

    /// <summary>How long a message to the clock at the root and back takes.</summary>
    public required TimeSpan RootDelay { get; init; }

    /// <summary>By how much its time may be wrong.</summary>
    public required TimeSpan RootDispersion { get; init; }

    /// <summary>How finely it reads its clock.</summary>
    public required TimeSpan Precision { get; init; }

    /// <summary>The offset and the stratum: for logs and debuggers.</summary>
    public override string ToString() => $"{Server}: {Offset.TotalMilliseconds:0.###} ms off, stratum {Stratum}";
}
