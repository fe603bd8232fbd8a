namespace Runner.Plugins.Scan;

/// <summary>An open port, as it is found.</summary>
/// <param name="Address">The host's address.</param>
/// <param name="Name">The name that the host was given by; null when it was an address.</param>
/// <param name="Port">The port, with what answers there where that was asked for.</param>
public sealed record FoundPort(string Address, string? Name, ScannedPort Port)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var (service, host) = (Port.Service, Name is null ? Address : $"{Name} ({Address})");
        var what = string.Join(' ', new[] { service?.Name, service?.Product, service?.Version }.OfType<string>());
        return $"{host} {Port.Port}/{(Port.Protocol == TransportProtocol.Udp ? "udp" : "tcp")} open{(what.Length > 0 ? " " + what : "")}";
    }
}
