namespace Runner.Plugins.Scan;

/// <summary>A port of a host, and what answers there.</summary>
/// <param name="Address">The host's address.</param>
/// <param name="Name">The name that it was given by; null when it was an address.</param>
/// <param name="Port">The port with its state and its service.</param>
public sealed record FoundService(string Address, string? Name, ScannedPort Port);

/// <summary>What answers on the ports that were asked.</summary>
/// <param name="Ports">All ports that were asked, by host and number; those that are closed too.</param>
public sealed record ServiceScan(IReadOnlyList<FoundService> Ports)
{
    /// <summary>Those where a protocol was recognised.</summary>
    public IReadOnlyList<FoundService> Named => [.. Ports.Where(port => port.Port.Service?.Name is not null)];

    /// <summary>Those that are open, and where nothing was recognised.</summary>
    public IReadOnlyList<FoundService> Unknown => [.. Ports.Where(port => port.Port.State == PortState.Open && port.Port.Service?.Name is null)];

    /// <summary>The names of all protocols, each once, such as <c>http</c>.</summary>
    public IReadOnlyList<string> Protocols => [.. Named.Select(port => port.Port.Service!.Name!).Distinct().Order(StringComparer.Ordinal)];
}
