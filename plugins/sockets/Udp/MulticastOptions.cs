using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Taking part in a multicast group.</summary>
public sealed record MulticastOptions
{
    /// <summary>The group to join, to receive what is sent to it: an address such as <c>239.1.2.3</c> or <c>ff02::1234</c>. Not needed to send.</summary>
    public string? Group { get; init; }

    /// <summary>The network interface, by name (<c>eth0</c>) or by one of its addresses. Without it the system chooses.</summary>
    public string? Interface { get; init; }

    /// <summary>How many routers a datagram may pass. 1 stays in this network.</summary>
    [Range(0, 255)]
    public int Ttl { get; init; } = 1;

    /// <summary>Whether this machine gets what it sends to the group.</summary>
    public bool Loopback { get; init; } = true;

    /// <summary>Sets a socket up.</summary>
    /// <exception cref="ActionInputException">The group, the interface or the TTL cannot work.</exception>
    internal void Apply(Socket socket)
    {
        InputRules.Between(Ttl, 0, 255, "multicast.ttl");
        var v6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        var level = v6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;
        var group = ParseGroup(socket.AddressFamily);
        var network = Interface is null ? null : Find(Interface);
        try
        {
            socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, Ttl);
            socket.SetSocketOption(level, SocketOptionName.MulticastLoopback, Loopback);
            if (network is not null)
                socket.SetSocketOption(level, SocketOptionName.MulticastInterface, v6 ? IndexV6(network) : IPAddress.HostToNetworkOrder(IndexV4(network)));
            if (group is null) return;
            if (v6) socket.SetSocketOption(level, SocketOptionName.AddMembership, network is null ? new IPv6MulticastOption(group) : new IPv6MulticastOption(group, IndexV6(network)));
            else socket.SetSocketOption(level, SocketOptionName.AddMembership, network is null ? new MulticastOption(group) : new MulticastOption(group, IndexV4(network)));
        }
        catch (SocketException cause)
        {
            var reason = cause.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.NetworkUnreachable
                ? "no interface of this machine can take part in it" : cause.Message;
            throw new ActionInputException("multicast", $"`multicast` {group?.ToString() ?? Interface} cannot be used: {reason}. `interface` names the one to use.", cause);
        }
    }

    IPAddress? ParseGroup(AddressFamily family)
    {
        if (Group is null) return null;
        if (!IPAddress.TryParse(Group, out var group) || !IsMulticast(group))
            throw new ActionInputException("multicast.group", $"`multicast.group` is \"{Group}\": give a multicast address, from 224.0.0.0 to 239.255.255.255 or beginning with ff.");
        if (group.AddressFamily != family)
            throw new ActionInputException("multicast.group", $"`multicast.group` is {Group}, and the socket is of the other family: bind it to {(group.AddressFamily == AddressFamily.InterNetwork ? "0.0.0.0" : "\"::\"")}.");
        return group;
    }

    internal static bool IsMulticast(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? address.GetAddressBytes()[0] is >= 224 and <= 239 : address.IsIPv6Multicast;

    static NetworkInterface Find(string name)
    {
        var all = NetworkInterface.GetAllNetworkInterfaces();
        var found = Array.Find(all, each => each.Name == name);
        if (found is null && IPAddress.TryParse(name, out var address))
            found = Array.Find(all, each => each.GetIPProperties().UnicastAddresses.Any(own => own.Address.Equals(address)));
        return found ?? throw new ActionInputException(
            "multicast.interface", $"`multicast.interface` is \"{name}\", and this machine has {string.Join(", ", all.Select(each => each.Name))}.");
    }

    static int IndexV4(NetworkInterface network) => network.GetIPProperties().GetIPv4Properties().Index;

    static int IndexV6(NetworkInterface network) => network.GetIPProperties().GetIPv6Properties().Index;
}
