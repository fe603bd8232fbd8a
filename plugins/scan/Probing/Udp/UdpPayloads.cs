namespace Runner.Plugins.Scan.Probing.Udp;

/// <summary>What ports are asked over UDP: what a server of the port's usual protocol answers.</summary>
static class UdpPayloads
{
    static readonly Dictionary<ushort, UdpPayload[]> ByPort = Read();
    static readonly UdpPayload[] Empty = [new("", [])];

    /// <summary>The datagrams of a probe to a port: usually one, several where versions of a protocol differ, an empty one where none is known.</summary>
    public static ReadOnlySpan<UdpPayload> Of(ushort port) => ByPort.TryGetValue(port, out var payloads) ? payloads : Empty;

    /// <summary>The ports that there is something to say to.</summary>
    public static IReadOnlyCollection<ushort> Ports => ByPort.Keys;

    static Dictionary<ushort, UdpPayload[]> Read()
    {
        using var file = new StreamReader(typeof(UdpPayloads).Assembly.GetManifestResourceStream("udp-payloads.txt")!);
        var byPort = new Dictionary<ushort, UdpPayload[]>();
        foreach (var (name, ports, data) in PayloadText.Read(file))
        {
            var payload = new UdpPayload(name, data);
            foreach (var port in ports) byPort[port] = byPort.TryGetValue(port, out var others) ? [.. others, payload] : [payload];
        }
        return byPort;
    }
}
