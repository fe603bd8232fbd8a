using Runner.Sdk.Networking;

namespace Runner.Plugins.Scan;

/// <summary>How services are asked what they are. The defaults name what is common with one connection or a few.</summary>
public sealed record ServiceScanOptions
{
    /// <summary>How long one port may take, all questions together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may take to begin, and a connection to be made.</summary>
    public TimeSpan AnswerWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a server may take to greet, on ports where it is not known whether it does, before it is asked something.</summary>
    public TimeSpan GreetingWait { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Up to which rarity questions are asked that the port does not suggest: 1, only what is met everywhere, to 9, everything.</summary>
    public int MaxRarity { get; init; } = 7;

    /// <summary>Whom certificates are judged by.</summary>
    public TlsSettings Tls { get; init; } = TlsSettings.Default;

    /// <summary>Questions and patterns of the user's own, asked before those that come with Runner; written as Runner's own table is.</summary>
    public string? Probes { get; init; }

    /// <summary>What may be reached. Public addresses need an explicit allow in it.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Ambient;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
