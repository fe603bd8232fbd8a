using System.Net;
using System.Net.NetworkInformation;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// The way for users who may have no ICMP socket: on Windows a service of the system, elsewhere its <c>ping</c> program, which
/// has the privilege. Round trips are whole milliseconds then, and the requests have the size that the system chooses.
/// </summary>
static class SystemPing
{
    internal static async Task<PingResult> RunAsync(IPAddress address, PingOptions options, string target, CancellationToken cancel)
    {
        using var ping = new Ping();
        var replies = new List<PingReply>();
        var problems = new HashSet<string>();
        for (var sequence = 1; sequence <= options.Count; sequence++)
        {
            try
            {
                var hops = options.Ttl is { } ttl ? new System.Net.NetworkInformation.PingOptions(ttl, dontFragment: false) : null;
                var reply = await ping.SendPingAsync(address, options.Timeout, null, hops, cancel).ConfigureAwait(false);
                if (reply.Status == IPStatus.Success)
                    replies.Add(new(sequence, reply.Address.ToString(), TimeSpan.FromMilliseconds(reply.RoundtripTime), reply.Buffer.Length, reply.Options?.Ttl));
                else if (reply.Status != IPStatus.TimedOut) problems.Add($"{reply.Address}: {reply.Status}");
            }
            catch (Exception cause) when (cause is PingException or PlatformNotSupportedException)
            {
                throw NotAllowed(target, cause);
            }
            if (sequence < options.Count) await Task.Delay(options.Interval, options.Time, cancel).ConfigureAwait(false);
        }
        return new() { Address = address.ToString(), Sent = options.Count, Replies = replies, Problems = [.. problems.Order(StringComparer.Ordinal)] };
    }

    static ConnectionFailedException NotAllowed(string target, Exception cause) =>
        new(target, $"{target} cannot be pinged: this user may have no ICMP socket, and the system's own ping does not work ({cause.GetBaseException().Message.TrimEnd('.')}).", cause)
        {
            IsTransient = false,
            Help = "On Linux either allows it: sysctl -w net.ipv4.ping_group_range='0 2147483647', or the capability CAP_NET_RAW.",
        };
}
