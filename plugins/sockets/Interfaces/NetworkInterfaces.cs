using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Runner.Plugins.Sockets;

/// <summary>The network interfaces of this machine.</summary>
public static class NetworkInterfaces
{
    /// <summary>All of them, in the order in which the system lists them.</summary>
    public static IReadOnlyList<NetworkInterfaceFacts> List() => Array.ConvertAll(NetworkInterface.GetAllNetworkInterfaces(), Facts);

    static NetworkInterfaceFacts Facts(NetworkInterface network)
    {
        var properties = network.GetIPProperties();
        var mac = network.GetPhysicalAddress().GetAddressBytes();
        var counts = Known(network.GetIPStatistics);
        return new()
        {
            Name = network.Name,
            Description = network.Description,
            Type = network.NetworkInterfaceType.ToString().ToLowerInvariant(),
            // The loopback of Linux does not say that it is up, only that it is not down.
            Up = network.OperationalStatus is OperationalStatus.Up || (network.OperationalStatus == OperationalStatus.Unknown && network.NetworkInterfaceType == NetworkInterfaceType.Loopback),
            State = network.OperationalStatus.ToString().ToLowerInvariant(),
            Addresses = [.. properties.UnicastAddresses.Select(Address)],
            Mac = mac.Length == 0 || Array.TrueForAll(mac, part => part == 0) ? null : string.Join(':', mac.Select(part => part.ToString("x2", null))),
            Mtu = Mtu(network, properties),
            Speed = Known<long?>(() => network.Speed) is > 0 and var speed ? speed : null,
            Gateways = [.. properties.GatewayAddresses.Select(gateway => gateway.Address.ToString())],
            DnsServers = [.. properties.DnsAddresses.Select(server => server.ToString())],
            BytesReceived = counts?.BytesReceived,
            BytesSent = counts?.BytesSent,
        };
    }

    static InterfaceAddress Address(UnicastIPAddressInformation address) =>
        new(address.Address.ToString(), address.PrefixLength, address.Address.AddressFamily == AddressFamily.InterNetwork ? "ipv4" : "ipv6");

    static int? Mtu(NetworkInterface network, IPInterfaceProperties properties)
    {
        if (network.Supports(NetworkInterfaceComponent.IPv4) && Known<int?>(() => properties.GetIPv4Properties().Mtu) is > 0 and var v4) return v4;
        return network.Supports(NetworkInterfaceComponent.IPv6) && Known<int?>(() => properties.GetIPv6Properties().Mtu) is > 0 and var v6 ? v6 : null;
    }

    /// <summary>What a system does not know of an interface, it throws about.</summary>
    static T? Known<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is PlatformNotSupportedException or NetworkInformationException)
        {
            return default;
        }
    }
}
