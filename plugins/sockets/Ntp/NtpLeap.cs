namespace Runner.Plugins.Sockets;

/// <summary>What a time server says of leap seconds (RFC 5905, figure 9).</summary>
public enum NtpLeap
{
    /// <summary>The day has no leap second.</summary>
    None,

    /// <summary>The last minute of the day has 61 seconds.</summary>
    Insert,

    /// <summary>The last minute of the day has 59 seconds.</summary>
    Delete,

    /// <summary>The server does not know the time.</summary>
    Unknown,
}
