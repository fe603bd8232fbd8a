using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Names of hosts to addresses, by the system's resolver.</summary>
static class HostAddresses
{
    /// <summary>The addresses of a host, in the order in which the system prefers them.</summary>
    /// <exception cref="DnsResolutionException">The name has none.</exception>
    internal static async ValueTask<IPAddress[]> OfAsync(string host, string target, AddressFamily family, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal)) return [literal];
        try
        {
            var addresses = await System.Net.Dns.GetHostAddressesAsync(host, family, cancel).ConfigureAwait(false);
            if (addresses.Length > 0) return addresses;
            throw new DnsResolutionException(target, $"The name {host} has no address.");
        }
        catch (SocketException cause)
        {
            throw new DnsResolutionException(target, $"The name {host} could not be resolved: {Words.Resolution(cause.SocketErrorCode)}.", cause)
            {
                Help = "Is the name spelled right, and does this machine have a working resolver?",
            };
        }
        catch (ArgumentException cause)
        {
            throw new DnsResolutionException(target, $"The name \"{host}\" cannot be resolved: it is no valid host name.", cause) { IsTransient = false };
        }
    }

    /// <summary>The first address of a host.</summary>
    internal static async ValueTask<IPAddress> FirstAsync(string host, string target, AddressFamily family, CancellationToken cancel) =>
        (await OfAsync(host, target, family, cancel).ConfigureAwait(false))[0];
}
