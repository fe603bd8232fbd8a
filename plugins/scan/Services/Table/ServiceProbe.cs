namespace Runner.Plugins.Scan.Services;

/// <summary>A question that makes services of some kind say what they are.</summary>
/// <param name="Name">Names it in the table.</param>
/// <param name="Protocol">Over TCP or over UDP.</param>
sealed record ServiceProbe(string Name, TransportProtocol Protocol)
{
    /// <summary>The probe that sends nothing.</summary>
    internal const string Greeting = "greeting";

    /// <summary>What is sent; null for the one that only listens.</summary>
    internal ProbePayload? Payload { get; init; }

    /// <summary>The ports where it is asked first.</summary>
    internal IReadOnlyList<PortSpan> Ports { get; init; } = [];

    /// <summary>From 1, what is met everywhere, to 9, what is asked on its usual ports only.</summary>
    internal int Rarity { get; init; } = 5;

    /// <summary>Whether the answer is one of HTTP, which says itself where it ends.</summary>
    internal bool IsHttp { get; init; }

    /// <summary>What answers look like, the more telling first.</summary>
    internal IReadOnlyList<ServicePattern> Patterns { get; init; } = [];

    /// <summary>Answers as real programs gave them, with the names that they must get.</summary>
    internal IReadOnlyList<ProbeExample> Examples { get; init; } = [];

    /// <summary>Whether a service of this kind usually listens on a port.</summary>
    internal bool IsUsualOn(int port)
    {
        foreach (var span in Ports)
        {
            if (port >= span.First && port <= span.Last) return true;
        }
        return false;
    }
}

/// <summary>Ports from a first to a last one.</summary>
readonly record struct PortSpan(int First, int Last);

/// <summary>An answer, and what it must be recognised as.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Answer">The bytes, one a character.</param>
/// <param name="Line">Where it stands in the table.</param>
sealed record ProbeExample(string Service, string Answer, int Line);
