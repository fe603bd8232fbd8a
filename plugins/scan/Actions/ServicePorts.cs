using Runner.Plugins.Scan.Ports;

namespace Runner.Plugins.Scan;

/// <summary>The ports of scan.services and scan.tls.</summary>
static class ServicePorts
{
    /// <exception cref="Runner.Sdk.ActionInputException">They cannot be read.</exception>
    internal static List<(int Port, TransportProtocol Protocol)> Read(IReadOnlyList<string> written)
    {
        var ports = PortList.Parse(string.Join(',', written));
        return [.. ports.Tcp.Select(port => ((int)port, TransportProtocol.Tcp)), .. ports.Udp.Select(port => ((int)port, TransportProtocol.Udp))];
    }
}
