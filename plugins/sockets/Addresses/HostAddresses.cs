using System.Net;
using System.Net.Sockets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>Names of hosts to addresses, by the system's resolver.</summary>
static class HostAddresses
{
    /// <summary>The address of a host that the system prefers, of a family unless it does not matter.</summary>
    /// <exception cref="DnsResolutionException">The name has none.</exception>
    /// <exception cref="NetworkPolicyException">The policy forbids to reach it.</exception>
    internal static async ValueTask<IPAddress> FirstAsync(string host, string target, AddressFamily family, NetworkPolicy policy, CancellationToken cancel)
    {
        host = host.Trim('[', ']');
        policy.CheckName(host, target);
        var addresses = policy.Permitted(await Dialer.ResolveAsync(host, target, cancel).ConfigureAwait(false), host, target);
        return family == AddressFamily.Unspecified
            ? addresses[0]
            : Array.Find(addresses, address => address.AddressFamily == family)
                ?? throw new DnsResolutionException(target, $"The name {host} has no {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address, only {string.Join<IPAddress>(", ", addresses)}.") { IsTransient = false };
    }
}
