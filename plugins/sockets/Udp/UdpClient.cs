using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Talks to one peer over UDP (RFC 768), or to a multicast or broadcast address, where any may answer. To a single peer the
/// socket is connected: only its datagrams are received, and its machine's word that nobody listens is an error.
/// </summary>
/// <example><code>
/// await using var client = await UdpClient.ConnectAsync("127.0.0.1", 7);
/// await client.SendAsync("ping"u8.ToArray());
/// Console.WriteLine((await client.ReceiveAsync(new())).First!.Text);
/// </code></example>
public sealed class UdpClient : UdpSocket
{
    readonly IPEndPoint remote;
    readonly bool connected;

    UdpClient(Socket socket, IPEndPoint remote, bool connected, string name, TimeProvider time) : base(socket, time)
    {
        this.remote = remote;
        this.connected = connected;
        Peer = name;
    }

    /// <summary>Whom it talks to, such as <c>127.0.0.1:7</c>.</summary>
    public string RemoteAddress => Words.Server(remote);

    /// <inheritdoc/>
    public override string Description => $"udp {RemoteAddress}";

    private protected override string Peer { get; }

    /// <summary>Opens a socket to a peer. Nothing is sent.</summary>
    /// <param name="host">A name or an address; a multicast or broadcast address too.</param>
    /// <param name="port">The port.</param>
    /// <param name="options">How the socket is set up.</param>
    /// <param name="cancel">Ends the name's resolution.</param>
    /// <exception cref="DnsResolutionException">The name has no address.</exception>
    /// <exception cref="ConnectionFailedException">There is no way to the address.</exception>
    /// <exception cref="NetworkPolicyException">The policy of the options forbids it.</exception>
    /// <exception cref="ActionInputException">The host, the port or an option cannot work.</exception>
    public static async Task<UdpClient> ConnectAsync(string host, int port, UdpOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        host = InputRules.HostOnly(host, "host", "`port` says it");
        var name = Words.Server(host, InputRules.Port(port));
        var local = UdpBinding.Parse(options.LocalAddress, "local-address");
        var family = options.Family.ToSystem();
        // Of a name, an address that the local one can talk to; an address of the other family is refused below.
        if (family == AddressFamily.Unspecified && local is not null && !IPAddress.TryParse(host, out _)) family = local.AddressFamily;
        var address = await HostAddresses.FirstAsync(host, name, family, options.Network, cancel).ConfigureAwait(false);
        var remote = new IPEndPoint(address, port);
        var socket = UdpBinding.Open(options, address.AddressFamily);
        // Who answers a multicast or a broadcast does so from an address of its own.
        var connected = !options.Broadcast && options.Multicast is null && !MulticastOptions.IsMulticast(address);
        try
        {
            if (connected) await socket.ConnectAsync(remote, cancel).ConfigureAwait(false);
            return new(socket, remote, connected, name, options.Time);
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            throw SocketErrors.From(cause, name);
        }
    }

    /// <summary>Sends a datagram to the peer.</summary>
    /// <param name="payload">What it holds; may be empty.</param>
    /// <param name="cancel">Ends the wait for room in the system's buffer.</param>
    /// <exception cref="ConnectionFailedException">It cannot be sent, or the peer's machine said of an earlier one that nobody listens there.</exception>
    public Task SendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancel = default) => TransmitAsync(payload, connected ? null : remote, cancel);

    private protected override async ValueTask<Datagram> NextAsync(CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LargestDatagram);
        try
        {
            if (connected)
            {
                var length = await Socket.ReceiveAsync(buffer, SocketFlags.None, cancel).ConfigureAwait(false);
                return new(buffer[..length], remote);
            }
            var received = await Socket.ReceiveFromAsync(buffer, SocketFlags.None, remote, cancel).ConfigureAwait(false);
            return new(buffer[..received.ReceivedBytes], (IPEndPoint)received.RemoteEndPoint);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
