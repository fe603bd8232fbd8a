using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>Asks one port, by connecting to it.</summary>
static class SinglePort
{
    /// <summary>What is known of the port after that.</summary>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    /// <exception cref="NetworkPolicyException">The policy forbids to reach it.</exception>
    internal static async Task<SingleAnswer> AskAsync(string host, int port, TimeSpan timeout, NetworkPolicy policy, TimeProvider time, CancellationToken cancel)
    {
        using var limit = new TimeLimit(timeout, time, cancel);
        var started = Stopwatch.GetTimestamp();
        var addresses = await ResolveAsync(host, port, policy, limit).ConfigureAwait(false);
        SingleAnswer? last = null;
        foreach (var address in addresses)
        {
            var answer = await AskAsync(address, port, started, limit, cancel).ConfigureAwait(false);
            // A service may listen at one of a name's addresses only, which is how a connection would find it too.
            if (last is null || answer.State == PortState.Open) last = answer;
            if (answer.State == PortState.Open || limit.IsOver) break;
        }

        return last!;
    }

    /// <summary>The addresses of a host, which may be reached.</summary>
    internal static async Task<IPAddress[]> ResolveAsync(string host, int port, TimeSpan timeout, NetworkPolicy policy, TimeProvider time, CancellationToken cancel)
    {
        using var limit = new TimeLimit(timeout, time, cancel);
        return await ResolveAsync(host, port, policy, limit).ConfigureAwait(false);
    }

    static async Task<IPAddress[]> ResolveAsync(string host, int port, NetworkPolicy policy, TimeLimit limit)
    {
        var server = Words.Server(host, port);
        IPAddress[] addresses;
        if (IPAddress.TryParse(host, out var literal)) addresses = [literal];
        else
        {
            policy.CheckName(host, server);
            try
            {
                addresses = await Dns.GetHostAddressesAsync(host, limit.Token).ConfigureAwait(false);
            }
            catch (SocketException cause)
            {
                throw new DnsResolutionException(host, $"{host} could not be resolved: {Words.Resolution(cause.SocketErrorCode)}.", cause);
            }
            catch (OperationCanceledException cause) when (limit.IsOver)
            {
                throw new DnsResolutionException(host, $"{host} could not be resolved: the resolver did not answer.", cause);
            }

            if (addresses.Length == 0) throw new DnsResolutionException(host, $"{host} could not be resolved: the name exists but has no address.");
        }

        foreach (var address in addresses) policy.Check(address, literal is null ? host : null, server);
        return addresses;
    }

    static async Task<SingleAnswer> AskAsync(IPAddress address, int port, long started, TimeLimit limit, CancellationToken cancel)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token).ConfigureAwait(false);
            // TCP lets a socket connect to itself when the system gives it the very port that it asks: nobody listens there.
            return Equals(socket.LocalEndPoint, socket.RemoteEndPoint) ? Answer(PortState.Closed, StateReason.ConnRefused) : Answer(PortState.Open, StateReason.SynAck);
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            return Answer(PortState.Filtered, StateReason.NoResponse);
        }
        catch (SocketException failure)
        {
            cancel.ThrowIfCancellationRequested();
            return failure.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => Answer(PortState.Closed, StateReason.ConnRefused),
                SocketError.ConnectionReset => Answer(PortState.Closed, StateReason.Reset),
                SocketError.HostUnreachable or SocketError.HostDown => Answer(PortState.Filtered, StateReason.HostUnreach),
                SocketError.NetworkUnreachable or SocketError.AddressFamilyNotSupported => Answer(PortState.Filtered, StateReason.NetUnreach),
                SocketError.AccessDenied => Answer(PortState.Filtered, StateReason.AdminProhibited),
                SocketError.TimedOut => Answer(PortState.Filtered, StateReason.NoResponse),
                _ => throw new ConnectionFailedException(Words.Server(address.ToString(), port), $"{Words.Server(address.ToString(), port)} {Words.Connecting(failure.SocketErrorCode)}.", failure),
            };
        }

        SingleAnswer Answer(PortState state, StateReason reason) => new(address, state, reason, Stopwatch.GetElapsedTime(started));
    }
}

/// <summary>What came of asking one port.</summary>
sealed record SingleAnswer(IPAddress Address, PortState State, StateReason Reason, TimeSpan Elapsed);
