using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Asks hosts to echo (ICMP, RFC 792; ICMPv6, RFC 4443). Needs no privileges where the system allows it.</summary>
/// <example><code>
/// var result = await new PingClient(new() { Count = 10 }).PingAsync("example.com");
/// Console.WriteLine($"{result.Loss:P0} lost, {result.Avg}");
/// </code></example>
/// <param name="options">How many, how fast, how large; null for the defaults.</param>
public sealed class PingClient(PingOptions? options = null)
{
    readonly PingOptions options = options ?? new();

    /// <summary>Pings a host. That no reply comes is a result, not an exception.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="DnsResolutionException">The name has no address.</exception>
    /// <exception cref="ConnectionFailedException">There is no way to the address, or this user may not ping.</exception>
    /// <exception cref="NetworkPolicyException">The policy of the options forbids it.</exception>
    /// <exception cref="ActionInputException">The host or an option cannot work.</exception>
    public async Task<PingResult> PingAsync(string host, CancellationToken cancel = default)
    {
        options.Checked();
        host = InputRules.HostOnly(host, "host", "ICMP has no ports, leave it out. tcp.probe tells whether a port is open");
        var address = await HostAddresses.FirstAsync(host, host, options.Family.ToSystem(), options.Network, cancel).ConfigureAwait(false);
        try
        {
            using var socket = await IcmpSocket.OpenAsync(address, options.Ttl, cancel).ConfigureAwait(false);
            return await (socket is null
                ? SystemPing.RunAsync(address, options, host, cancel)
                : new PingRun(socket, address, options, host).RunAsync(cancel)).ConfigureAwait(false);
        }
        catch (SocketException cause)
        {
            throw SocketErrors.From(cause, host);
        }
    }
}
