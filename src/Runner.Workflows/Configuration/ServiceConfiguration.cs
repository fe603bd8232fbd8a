using System.Net;
using Runner.Workflows.Schedules;

namespace Runner.Workflows.Configuration;

/// <summary>What <c>runner.yaml</c> says of <c>runner serve</c>.</summary>
public sealed record ServiceConfiguration
{
    /// <summary>The folders of workflows, or patterns with <c>*</c>, relative to <c>runner.yaml</c>.</summary>
    public IReadOnlyList<string> Workflows { get; init; } = ["workflows"];

    /// <summary>How many runs may go on at once, on this node.</summary>
    public int MaxRuns { get; init; } = 100;

    /// <summary>When schedules start nothing.</summary>
    public IReadOnlyList<MaintenanceWindow> Maintenance { get; init; } = [];

    /// <summary>What this node has, for workflows that must run where it is.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>How long runs may go on after the service was told to end, before they are handed back.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where health and metrics are served; null for nowhere.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>Reads an address with a port, or a port alone, which is one of loopback; null when it is neither.</summary>
    public static IPEndPoint? ParseListen(string text) => ServiceKey.ParseEndPoint(text);
}
