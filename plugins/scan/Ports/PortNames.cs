namespace Runner.Plugins.Scan.Ports;

/// <summary>What usually listens on a port, by its number alone.</summary>
static class PortNames
{
    /// <summary>The name, such as <c>https</c>; null when nobody knows.</summary>
    public static string? Of(TransportProtocol protocol, int port) => PortTable.Shared.NameOf(protocol, port);
}
