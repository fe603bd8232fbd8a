using Runner.Plugins.Scan;

namespace Runner.Plugins.Tests.Scan.Records;

/// <summary>Reports to compare and to write.</summary>
static class Reports
{
    public static ScanReport Of(string id, params ScannedHost[] hosts) => new()
    {
        Id = id,
        Started = new(2026, 3, 1, 2, 30, 0, TimeSpan.Zero),
        Ended = new(2026, 3, 1, 2, 30, 4, TimeSpan.Zero),
        By = "zoe@laptop",
        Targets = ["10.0.0.0/30"],
        Ports = "22,80,443,8080",
        Method = ScanMethod.Connect,
        Scope = new(["10.0.0.0-10.0.0.3"], "22,80,443,8080"),
        Hosts = hosts,
        Addresses = 4,
        Up = hosts.Length,
        Open = hosts.Sum(host => host.Ports.Count(port => port.State == PortState.Open)),
        Probes = 16,
    };

    public static ScannedHost Host(string address, params ScannedPort[] ports) => new()
    {
        Address = address,
        State = HostState.Up,
        Reason = StateReason.SynAck,
        RoundTrip = TimeSpan.FromMilliseconds(0.4),
        Ports = ports,
        Others = [new(TransportProtocol.Tcp, PortState.Closed, StateReason.ConnRefused, 4 - ports.Length)],
    };

    public static ScannedPort Open(int port, string? service = null, string? version = null, string? fingerprint = null) => new()
    {
        Port = port,
        State = PortState.Open,
        Reason = StateReason.SynAck,
        RoundTrip = TimeSpan.FromMilliseconds(0.4),
        Service = service is null ? null : new()
        {
            Name = service,
            Product = "nginx",
            Version = version,
            IsProbed = true,
            Banner = "\u0001\u001b[31m",
            Tls = fingerprint is null ? null : new() { Protocol = "TLSv1.3", Subject = "CN=a", Issuer = "CN=b", Fingerprint = fingerprint },
            Page = new(200, "A <title> & \u0002 more", "nginx", null),
        },
    };

    public static ScannedPort Not(int port, PortState state, StateReason reason) => new() { Port = port, State = state, Reason = reason };
}
