using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>The inputs of the actions that open a UDP socket to a peer.</summary>
public abstract record UdpOptionInputs : PayloadInputs
{
    /// <summary>Which family of addresses to take of the host's name.</summary>
    public AddressFamilyChoice Family { get; init; }

    /// <summary>The address of this machine to send from.</summary>
    public string? LocalAddress { get; init; }

    /// <summary>The port of this machine to send from; 0 for any free one.</summary>
    [Range(0, 65535)]
    public int LocalPort { get; init; }

    /// <summary>Whether the host may be a broadcast address, which all machines of a network listen to. Any of them may answer.</summary>
    public bool Broadcast { get; init; }

    /// <summary>How to take part in multicast, when the host is a multicast address. Any member may answer.</summary>
    public MulticastOptions? Multicast { get; init; }

    private protected UdpOptions Options(ActionContext context) => new()
    {
        Family = Family,
        LocalAddress = LocalAddress,
        LocalPort = LocalPort,
        Broadcast = Broadcast,
        Multicast = Multicast,
        Network = context.Network,
        Time = context.Time,
    };
}
