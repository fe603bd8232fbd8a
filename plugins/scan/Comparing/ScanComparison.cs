namespace Runner.Plugins.Scan;

/// <summary>What changed from one scan to another. Only what both of them asked is compared.</summary>
public sealed record ScanComparison
{
    /// <summary>The earlier scan.</summary>
    public required ComparedScan Before { get; init; }

    /// <summary>The later scan.</summary>
    public required ComparedScan After { get; init; }

    /// <summary>Ports that are open now, and were not: those of new hosts too.</summary>
    public required IReadOnlyList<PortChange> Opened { get; init; }

    /// <summary>Ports that were open, and are not now: those of hosts that are gone too.</summary>
    public required IReadOnlyList<PortChange> Closed { get; init; }

    /// <summary>Ports that are open still, where something else answers: another service, product, version or certificate.</summary>
    public required IReadOnlyList<PortChange> Changed { get; init; }

    /// <summary>Hosts that are up now, and were not.</summary>
    public required IReadOnlyList<ComparedHost> NewHosts { get; init; }

    /// <summary>Hosts that were up, and are not now.</summary>
    public required IReadOnlyList<ComparedHost> GoneHosts { get; init; }

    /// <summary>How many changes there are, all together.</summary>
    public int Changes => Opened.Count + Closed.Count + Changed.Count + NewHosts.Count + GoneHosts.Count;

    /// <summary>The changes as lines for people, such as <c>opened 10.0.0.5 8080/tcp http</c>.</summary>
    public IReadOnlyList<string> Lines =>
    [
        .. NewHosts.Select(host => $"new host {host}"),
        .. GoneHosts.Select(host => $"gone host {host}"),
        .. Opened.Select(port => $"opened {port}"),
        .. Closed.Select(port => $"closed {port}"),
        .. Changed.Select(port => $"changed {port}"),
    ];

    /// <summary>The changes in a few words, such as <c>2 opened, 1 changed</c>; <c>no change</c> without any.</summary>
    public string Summary
    {
        get
        {
            (int Count, string What)[] kinds = [(Opened.Count, "opened"), (Closed.Count, "closed"), (Changed.Count, "changed"), (NewHosts.Count, NewHosts.Count == 1 ? "new host" : "new hosts"), (GoneHosts.Count, GoneHosts.Count == 1 ? "host gone" : "hosts gone")];
            return Changes == 0 ? "no change" : string.Join(", ", kinds.Where(kind => kind.Count > 0).Select(kind => $"{kind.Count} {kind.What}"));
        }
    }
}

/// <summary>One of two scans that are compared.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Started">When it started.</param>
/// <param name="By">Who made it.</param>
public sealed record ComparedScan(string Id, DateTimeOffset Started, string By);

/// <summary>A host that came or went.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Name">The name that it was given by; null when it was an address.</param>
public sealed record ComparedHost(string Address, string? Name)
{
    /// <inheritdoc/>
    public override string ToString() => Name is null ? Address : $"{Name} ({Address})";
}

/// <summary>A port that changed.</summary>
public sealed record PortChange
{
    /// <summary>The host's address.</summary>
    public required string Address { get; init; }

    /// <summary>The name that the host was given by; null when it was an address.</summary>
    public string? Name { get; init; }

    /// <summary>The port.</summary>
    public required int Port { get; init; }

    /// <summary>Of TCP or of UDP.</summary>
    public required TransportProtocol Protocol { get; init; }

    /// <summary>What was known of it; null when the host was not there.</summary>
    public PortState? Was { get; init; }

    /// <summary>What is known of it now; null when the host is gone.</summary>
    public PortState? Now { get; init; }

    /// <summary>What answers there, or answered before it closed: its protocol by its common name.</summary>
    public string? Service { get; init; }

    /// <summary>What is different of a port that is open still.</summary>
    public IReadOnlyList<ServiceChange> Differences { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString()
    {
        var host = Name is null ? Address : $"{Name} ({Address})";
        var what = $"{host} {Port}/{(Protocol == TransportProtocol.Udp ? "udp" : "tcp")}{(Service is null ? "" : $" {Service}")}";
        return Differences.Count == 0 ? $"{what}{(Now == PortState.Filtered ? " (filtered now)" : "")}" : $"{what}: {string.Join(", ", Differences)}";
    }
}

/// <summary>What is different about a service.</summary>
/// <param name="Field">What: <c>service</c>, <c>product</c>, <c>version</c>, <c>tls</c> or <c>certificate</c>.</param>
/// <param name="Was">As it was; null when it had none.</param>
/// <param name="Now">As it is; null when it has none.</param>
public sealed record ServiceChange(string Field, string? Was, string? Now)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field} {Was ?? "none"} -> {Now ?? "none"}";
}
