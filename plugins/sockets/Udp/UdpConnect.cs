using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Opens a UDP socket to a peer, for <c>udp.send</c> and <c>udp.receive</c>. Sends a first datagram if it is given one.</summary>
[Action("udp.connect", Opens = typeof(UdpSocket))]
public sealed record UdpConnect : UdpOptionInputs, IAction<UdpConnected>
{
    /// <summary>Whom to talk to: a name or an address, perhaps with its port, as in <c>192.0.2.1:5000</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The port to talk to, where <c>host</c> has none.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }

    /// <inheritdoc/>
    public async ValueTask<UdpConnected> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var first = ToBytes(required: false);
        var (host, port) = TcpPeer.Of(Host, Port, null);
        var client = await UdpClient.ConnectAsync(host, port, Options(context), cancel).ConfigureAwait(false);
        context.Open(client);
        if (Text is not null || Hex is not null || Base64 is not null) await client.SendAsync(first, cancel).ConfigureAwait(false);
        return new(client.RemoteAddress, client.LocalAddress);
    }
}

/// <summary>Between whom a UDP socket is.</summary>
/// <param name="RemoteAddress">The peer, such as <c>192.0.2.1:5000</c>.</param>
/// <param name="LocalAddress">This side, such as <c>192.0.2.9:40000</c>.</param>
public sealed record UdpConnected(string RemoteAddress, string LocalAddress);
