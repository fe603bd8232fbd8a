using System.ComponentModel.DataAnnotations;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>Finds out whether ports are open, by connecting to them. That one is not is no error: the result says so.</summary>
[Action("tcp.probe", Idempotent = true, DefaultExpect = "result.open")]
public sealed record TcpProbe : DialInputs, IAction<TcpProbed>
{
    /// <summary>More than this is a scan.</summary>
    const int MaxPorts = 1024;

    /// <summary>Whom to connect to: a name or an address, with a single port perhaps as in <c>example.com:22</c>. Not needed with <c>unix-socket</c>.</summary>
    public string? Host { get; init; }

    /// <summary>The port.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }

    /// <summary>Several ports, up to 1024, in place of <c>port</c>.</summary>
    [Range(1, 65535)]
    public IReadOnlyList<int>? Ports { get; init; }

    /// <summary>How many ports to try at a time.</summary>
    [Range(1, 256)]
    public int MaxParallel { get; init; } = 16;

    /// <summary>Which addresses of a name to take: any, those of IPv4, those of IPv6.</summary>
    public AddressFamilyChoice Family { get; init; }

    /// <summary>How long to listen for what each server says first. Without it nobody is listened to.</summary>
    public TimeSpan? BannerWait { get; init; }

    /// <inheritdoc/>
    public async ValueTask<TcpProbed> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (Port is not null && Ports is not null) throw new ActionInputException("ports", "`port` and `ports` are both given: give one.");
        if (UnixSocket is not null && (Host is not null || Port is not null || Ports is not null))
            throw new ActionInputException(Host is not null ? "host" : Port is not null ? "port" : "ports", "`unix-socket` and a peer (`host`, `port`, `ports`) are both given: give one.");
        if (Ports is { Count: 0 or > MaxPorts }) throw new ActionInputException("ports", $"`ports` has {Ports.Count} ports: give 1 to {MaxPorts}.");
        InputRules.Between(MaxParallel, 1, 256, "max-parallel");
        if (BannerWait is { } wait) TimeLimit.Checked(wait, "banner-wait");
        foreach (var port in Ports ?? []) InputRules.Port(port, "ports");
        var (host, first) = TcpPeer.Of(Host, Port ?? Ports?[0], UnixSocket);
        var options = new TcpClientOptions
        {
            Dialing = Family is AddressFamilyChoice.Any ? Dialing(context) : Dialing(context) with { Family = Family.ToSystem() },
            ConnectTimeout = OpeningLimit,
            Time = context.Time,
        };
        return new(await PortProber.ProbeAsync(host, Ports ?? [first], MaxParallel, options, BannerWait, cancel).ConfigureAwait(false));
    }
}

/// <summary>Which ports are open.</summary>
/// <param name="Results">What came of each port, in the order of <c>ports</c>.</param>
public sealed record TcpProbed(IReadOnlyList<PortProbe> Results)
{
    /// <summary>Whether all of them are open.</summary>
    public bool Open => Results.All(result => result.Open);

    /// <summary>What came of the first port: open, refused, timeout or unreachable.</summary>
    public TcpPortState State => Results[0].State;

    /// <summary>How long the first port took to connect, or to be refused.</summary>
    public TimeSpan Connect => Results[0].Connect;

    /// <summary>What the server of the first port said first; null when it said nothing, or was not listened to.</summary>
    public string? Banner => Results[0].Banner;

    /// <summary>The ports that are open.</summary>
    public IReadOnlyList<int> OpenPorts => [.. Results.Where(result => result.Open).Select(result => result.Port)];
}
