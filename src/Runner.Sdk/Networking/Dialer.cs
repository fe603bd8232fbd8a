using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Runner.Sdk.Networking;

/// <summary>
/// Opens connections: a name to addresses, an address to a connected socket, TLS on it. The one place where Runner and its
/// plugins reach out over TCP.
/// </summary>
public static class Dialer
{
    /// <summary>10 seconds.</summary>
    public static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long one address may take before the next is tried beside it (RFC 8305, section 5).</summary>
    static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Opens a connection.</summary>
    /// <param name="peer">To whom.</param>
    /// <param name="wire">Makes the stream that carries the bytes; null for a plain <see cref="PeerStream"/>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    /// <exception cref="ConnectionFailedException">Nobody accepted.</exception>
    /// <exception cref="NetworkPolicyException">The policy of <see cref="PeerAddress.Dialing"/> forbids it.</exception>
    /// <exception cref="NetworkTimeoutException">It took longer than <see cref="PeerAddress.ConnectTimeout"/>.</exception>
    /// <exception cref="TlsException">The certificate was refused, or there was no handshake.</exception>
    /// <exception cref="ActionInputException">A file of <see cref="PeerAddress.Tls"/> cannot be used.</exception>
    public static async ValueTask<PeerConnection> OpenAsync(PeerAddress peer, Func<Socket, PeerStream>? wire, CancellationToken cancel)
    {
        _ = peer.Tls?.Material;
        using var limit = new OpeningLimit(peer, cancel);
        try
        {
            var connection = await ConnectAsync(peer, wire, limit).ConfigureAwait(false);
            if (peer.Tls is null) return connection;
            limit.Phase = OpeningLimit.Handshake;
            var started = Stopwatch.GetTimestamp();
            await TlsHandshake.RunAsync(connection, peer, limit.Token).ConfigureAwait(false);
            connection.Tls = Stopwatch.GetElapsedTime(started);
            return connection;
        }
        catch (OperationCanceledException cause) when (limit.IsOver)
        {
            throw limit.Error(cause);
        }
    }

    /// <summary>The addresses of a name, in the order in which to try them.</summary>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    public static async ValueTask<IPAddress[]> ResolveAsync(string host, string target, CancellationToken cancel)
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

    static async ValueTask<PeerConnection> ConnectAsync(PeerAddress peer, Func<Socket, PeerStream>? wire, OpeningLimit limit)
    {
        var started = Stopwatch.GetTimestamp();
        var (host, port, dialing) = (peer.Host, peer.Port, peer.Dialing);
        TimeSpan dns = default;
        Socket socket;
        if (dialing.UnixSocket is { } path)
        {
            limit.Phase = $"waiting for {path} to accept";
            socket = await ConnectAsync(path, peer.Target, limit.Token).ConfigureAwait(false);
        }
        else
        {
            IPAddress[] addresses;
            var network = dialing.Network;
            if (!network.IsOpen) network.CheckName(host, peer.Target);
            if (dialing.Resolve.Find(host, port) is { } given) (addresses, port) = ([given.Address], given.Port);
            else
            {
                addresses = await ResolveAsync(host, peer.Target, limit.Token).ConfigureAwait(false);
                if (dialing.Family is { } family) addresses = OfFamily(addresses, family, host, peer.Target);
                if (!IPAddress.TryParse(host, out _)) dns = Stopwatch.GetElapsedTime(started); // an address is not looked up
            }
            if (!network.IsOpen) addresses = network.Permitted(addresses, host, peer.Target);
            limit.Phase = $"waiting for {string.Join(", ", addresses.AsEnumerable())} to accept";
            started = Stopwatch.GetTimestamp();
            socket = await ConnectAsync(addresses, host, port, peer.Target, dialing.LocalAddress, limit.Token).ConfigureAwait(false);
        }
        return new(wire is null ? new PeerStream(socket) : wire(socket)) { Dns = dns, Connect = Stopwatch.GetElapsedTime(started) };
    }

    static IPAddress[] OfFamily(IPAddress[] addresses, AddressFamily family, string host, string target)
    {
        var fitting = Array.FindAll(addresses, address => address.AddressFamily == family);
        if (fitting.Length > 0) return fitting;
        var wanted = family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
        throw new DnsResolutionException(target, $"{host} has no {wanted} address, only {string.Join(", ", addresses.AsEnumerable())}.") { IsTransient = false };
    }

    /// <summary>A socket connected to the first address that accepts.</summary>
    /// <exception cref="ConnectionFailedException">None accepts.</exception>
    public static async ValueTask<Socket> ConnectAsync(
        IPAddress[] addresses, string host, int port, string target, IPAddress? from, CancellationToken cancel)
    {
        if (from is not null)
        {
            addresses = Array.FindAll(addresses, address => address.AddressFamily == from.AddressFamily);
            if (addresses.Length == 0) throw new ActionInputException("local-address", $"`local-address` is {from}, and {host} has no address of that family.");
        }
        var failures = new SocketException?[addresses.Length];
        var socket = addresses is [var only] && from is null && IPAddress.IsLoopback(only) ? ConnectAtOnce(only, port, failures, cancel)
            : addresses.Length == 1 ? await AttemptAsync(addresses, 0, port, from, failures, cancel).ConfigureAwait(false)
            : await RaceAsync(addresses, port, from, failures, cancel).ConfigureAwait(false);
        return socket ?? throw Failed(addresses, failures, host, port, target);
    }

    static async ValueTask<Socket> ConnectAsync(string unixSocket, string target, CancellationToken cancel)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(unixSocket), cancel).ConfigureAwait(false);
            return socket;
        }
        catch (Exception failure)
        {
            socket?.Dispose();
            if (failure is ArgumentException)
                throw new ActionInputException("unix-socket", $"`unix-socket` is {Words.Quote(unixSocket)}: the system takes no path of this length.", failure);
            if (failure is not SocketException cause) throw;
            var why = cause.SocketErrorCode switch
            {
                SocketError.AddressNotAvailable or SocketError.InvalidArgument => "does not exist",
                SocketError.ConnectionRefused => "has nobody who listens on it",
                SocketError.AccessDenied => "may not be used by this user",
                var error => Words.Connecting(error),
            };
            throw new ConnectionFailedException(target, $"No connection: the socket {unixSocket} {(File.Exists(unixSocket) ? why : "does not exist")}.", cause)
            {
                Help = "Does the service run, and listen on this path?",
            };
        }
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
    static async Task<Socket?> RaceAsync(IPAddress[] addresses, int port, IPAddress? from, SocketException?[] failures, CancellationToken cancel)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = new List<Task<Socket?>>(addresses.Length);
        Socket? winner = null;
        try
        {
            var next = 0;
            while (winner is null && (next < addresses.Length || running.Count > 0))
            {
                if (next < addresses.Length) running.Add(AttemptAsync(addresses, next++, port, from, failures, lost.Token));
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
    static async Task<Socket?> AttemptAsync(IPAddress[] addresses, int index, int port, IPAddress? from, SocketException?[] failures, CancellationToken cancel)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(addresses[index].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if (from is not null) Bind(socket, from);
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

    static void Bind(Socket socket, IPAddress from)
    {
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
        }
        catch (SocketException cause)
        {
            throw new ActionInputException("local-address", $"`local-address` is {from}, which is no address of this machine: {cause.Message}.", cause);
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
