using Runner.Plugins.Scan.Ports;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>The ports of one scan: all of TCP, or all of UDP.</summary>
/// <param name="Numbers">The ports, in order.</param>
/// <param name="Method">How they are asked: UDP where they are of UDP.</param>
sealed record WantedPorts(IReadOnlyList<ushort> Numbers, ScanMethod Method)
{
    /// <exception cref="ActionInputException">They are written wrong, or do not go with the method.</exception>
    internal static WantedPorts Of(string written, ScanMethod method)
    {
        var ports = PortList.Parse(written, method == ScanMethod.Udp ? TransportProtocol.Udp : TransportProtocol.Tcp);
        if (ports.Tcp.Count > 0 && ports.Udp.Count > 0) throw new ActionInputException("ports", "`ports` has ports of TCP and of UDP: scan them one after the other.");
        if (ports.Udp.Count == 0) return method == ScanMethod.Udp ? throw new ActionInputException("ports", "`ports` has ports of TCP, and `method` is udp: leave one of them out.") : new(ports.Tcp, method);
        return method is ScanMethod.Udp or ScanMethod.Auto ? new(ports.Udp, ScanMethod.Udp) : throw new ActionInputException("ports", $"`ports` has ports of UDP, and `method` is {method.ToString().ToLowerInvariant()}: leave the method out.");
    }
}
