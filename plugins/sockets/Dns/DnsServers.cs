using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>Which servers to ask.</summary>
static class DnsServers
{
    /// <summary>What stands for the servers of the system in a list.</summary>
    internal const string System = "system";

    const int DefaultPort = 53;

    /// <summary>The servers that the system is set up with, in their order.</summary>
    /// <exception cref="DnsResolutionException">There are none.</exception>
    internal static IReadOnlyList<IPEndPoint> OfSystem()
    {
        var servers = new List<IPEndPoint>();
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (network.OperationalStatus == OperationalStatus.Down) continue;
            foreach (var address in network.GetIPProperties().DnsAddresses)
            {
                var server = new IPEndPoint(address, DefaultPort);
                if (!servers.Contains(server)) servers.Add(server);
            }
        }
        return servers.Count > 0 ? servers : throw new DnsResolutionException("the system's DNS server", "This machine names no DNS server.")
        {
            IsTransient = false,
            Help = "server: 192.0.2.53 chooses one.",
        };
    }

    /// <summary>A server as a user writes it: an address or a name, with or without a port.</summary>
    /// <exception cref="ActionInputException">It is neither.</exception>
    internal static async ValueTask<IPEndPoint> ResolveAsync(string server, NetworkPolicy policy, CancellationToken cancel)
    {
        var (host, port) = Split(server);
        var address = await HostAddresses.FirstAsync(host, server, AddressFamily.Unspecified, policy, cancel).ConfigureAwait(false);
        return new(address, port);
    }

    static (string Host, int Port) Split(string server)
    {
        if (!HostAndPort.TrySplit(server.Trim(), out var host, out var port) || host.Length == 0 || host.Contains('/', StringComparison.Ordinal)
            || port is 0 or > 65535 || (host.Contains(':', StringComparison.Ordinal) && !IPAddress.TryParse(host, out _)))
        {
            throw new ActionInputException("server", $"`server` is \"{server}\": give an address or a name, with or without a port, such as 192.0.2.53, [2001:db8::53]:5353 or dns.example.com.");
        }
        return (host, port ?? DefaultPort);
    }
}
