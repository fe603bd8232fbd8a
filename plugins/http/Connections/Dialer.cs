using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Names to addresses, addresses to a connected socket. The one place where this plugin reaches out.</summary>
static class Dialer
{
    /// <summary>How long one address may take before the next is tried beside it (RFC 8305, section 5).</summary>
    static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>The addresses of a name, in the order in which to try them.</summary>
    internal static async ValueTask<IPAddress[]> ResolveAsync(string host, string target, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host, out var literal)) return [literal];
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancel).ConfigureAwait(false);
            if (addresses.Length > 0) return AddressOrder.Interleave(addresses);
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
            throw new DnsResolutionException(target, $"The name {Words.Quote(host)} cannot be resolved: it is no valid host name.", cause)
            {
                IsTransient = false,
            };
        }
    }

    /// <summary>A socket connected to the first address that accepts.</summary>
    internal static async ValueTask<Socket> ConnectAsync(IPAddress[] addresses, string host, int port, string target, CancellationToken cancel)
    {
        var failures = new SocketException?[addresses.Length];
        var socket = addresses is [var only] && IPAddress.IsLoopback(only) ? ConnectAtOnce(only, port, failures, cancel)
            : addresses.Length == 1 ? await AttemptAsync(addresses, 0, port, failures, cancel).ConfigureAwait(false)
            : await RaceAsync(addresses, port, failures, cancel).ConfigureAwait(false);
        return socket ?? throw Failed(addresses, failures, host, port, target);
    }

    /// <summary>
    /// A connected socket; null, with the failure noted, when nobody listens. This machine answers itself at once, and to
    /// wait for it asynchronously would have the runtime compile 6 ms of state machines before a first request. Only a full
    /// backlog can keep the thread; the time limit ends that too.
    /// </summary>
    static Socket? ConnectAtOnce(IPAddress loopback, int port, SocketException?[] failures, CancellationToken cancel)
    {
        var socket = new Socket(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using (cancel.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket)) socket.Connect(new IPEndPoint(loopback, port));
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            socket.Dispose();
            cancel.ThrowIfCancellationRequested();
            failures[0] = failure as SocketException ?? new SocketException((int)SocketError.OperationAborted);
            return null;
        }
    }

    /// <summary>Tries the addresses one after the other, the next when one fails or is slow; the first to connect wins.</summary>
    static async Task<Socket?> RaceAsync(IPAddress[] addresses, int port, SocketException?[] failures, CancellationToken cancel)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = new List<Task<Socket?>>(addresses.Length);
        Socket? winner = null;
        try
        {
            var next = 0;
            while (winner is null && (next < addresses.Length || running.Count > 0))
            {
                if (next < addresses.Length) running.Add(AttemptAsync(addresses, next++, port, failures, lost.Token));
                var first = Task.WhenAny(running);
                if (next < addresses.Length)
                {
                    await Task.WhenAny(first, Task.Delay(AttemptDelay, lost.Token)).ConfigureAwait(false);
                    if (!first.IsCompleted) continue;
                }
                var finished = await first.ConfigureAwait(false);
                running.Remove(finished);
                winner = await finished.ConfigureAwait(false);
            }
            return winner;
        }
        finally
        {
            await lost.CancelAsync().ConfigureAwait(false);
            foreach (var loser in running) _ = CloseWhenConnectedAsync(loser);
        }
    }

    /// <summary>A connected socket; null, with the failure noted, when the address does not accept.</summary>
    static async Task<Socket?> AttemptAsync(IPAddress[] addresses, int index, int port, SocketException?[] failures, CancellationToken cancel)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(addresses[index].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(addresses[index], port), cancel).ConfigureAwait(false);
            return socket;
        }
        catch (SocketException failure)
        {
            socket?.Dispose();
            failures[index] = failure;
            return null;
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    static async Task CloseWhenConnectedAsync(Task<Socket?> loser)
    {
        try
        {
            (await loser.ConfigureAwait(false))?.Dispose();
        }
        catch (OperationCanceledException)
        {
            // What losing the race means: AttemptAsync has closed the socket.
        }
    }

    static ConnectionFailedException Failed(IPAddress[] addresses, SocketException?[] failures, string host, int port, string target)
    {
        var each = addresses.Select((address, i) =>
            $"{(address.ToString() == host ? "it" : address)} {Words.Connecting(failures[i]!.SocketErrorCode)}");
        var refused = Array.TrueForAll(failures, failure => failure!.SocketErrorCode == SocketError.ConnectionRefused);
        return new(target, $"No connection to {Words.Server(host, port)}: {string.Join(", ", each)}.", failures[0])
        {
            Help = refused ? "Is the service running, and does it listen on this port?" : null,
        };
    }
}
