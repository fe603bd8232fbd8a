using Runner.ScanLab.Namespaces;

namespace Runner.ScanLab.Links;

/// <summary>The way between the scanner's namespace and the target's: devices named <c>lab0</c> on both sides.</summary>
sealed class Link
{
    public const string Device = "lab0";

    /// <summary>Known beforehand, so that neither side ever asks for the other's: a lost ARP request would be another test.</summary>
    const string ScannerMac = "02:4c:41:42:00:01", TargetMac = "02:4c:41:42:00:02";

    readonly DelayLine[] lines = [];

    public Link(NetworkNamespace scanner, NetworkNamespace target, LinkSettings settings)
    {
        if (settings.IsPlain)
        {
            scanner.Run("ip", ["link", "add", Device, "type", "veth", "peer", "name", Device, "netns", target.Path]);
        }
        else
        {
            var (here, there) = (TapDevice.Open(scanner, Device), TapDevice.Open(target, Device));
            lines = [new(here, there, settings, 0), new(there, here, settings, 1)];
        }
        SetUp(scanner, ScannerMac, 1, TargetMac, 2);
        SetUp(target, TargetMac, 2, ScannerMac, 1);
        foreach (var line in lines) line.Start();
    }

    /// <summary>Whether delay, loss and rate can be changed: there is a forwarder.</summary>
    public bool IsForwarder => lines.Length > 0;

    /// <summary>Whether the forwarder has real-time priority; true without one.</summary>
    public bool IsRealTime => lines.All(line => line.IsRealTime);

    public LinkSettings Settings
    {
        get => IsForwarder ? lines[0].Settings : LinkSettings.None;
        set
        {
            if (!IsForwarder) throw new LabException("this link is a plain one: start the lab with --delay, --loss, --rate or --forwarder");
            foreach (var line in lines) line.Settings = value;
        }
    }

    /// <summary>From the scanner to the target and back.</summary>
    public IReadOnlyList<LinkCounts> Counts => [.. lines.Select(line => line.Counts)];

    public void Reset()
    {
        foreach (var line in lines) line.Reset();
    }

    static void SetUp(NetworkNamespace place, string mac, int number, string otherMac, int other) => place.Run("ip", ["-batch", "-"], $"""
        link set lo up
        link set {Device} address {mac} txqueuelen 20000 up
        addr add {Addresses.Of4(number)}/16 dev {Device}
        addr add {Addresses.Of6(number)}/64 dev {Device} nodad
        neigh replace {Addresses.Of4(other)} lladdr {otherMac} dev {Device} nud permanent
        neigh replace {Addresses.Of6(other)} lladdr {otherMac} dev {Device} nud permanent
        {(number == 1 ? $"route add {Addresses.Behind4} via {Addresses.Of4(other)}\nroute add {Addresses.Behind6} via {Addresses.Of6(other)}" : "")}

        """);
}
