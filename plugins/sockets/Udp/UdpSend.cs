using System.ComponentModel.DataAnnotations;
using System.Net;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Sends a datagram, to the peer of a connection or to any host, and does not wait for an answer.</summary>
[Action("udp.send")]
public sealed record UdpSend : UdpOptionInputs, IAction<UdpSent>
{
    /// <summary>The step that opened the socket, by <c>udp.connect</c> or <c>udp.listen</c>. Without it one is opened for this datagram.</summary>
    public UdpSocket? Connection { get; init; }

    /// <summary>Whom to send to. With a connection of <c>udp.connect</c> it is known.</summary>
    public string? Host { get; init; }

    /// <summary>The port to send to.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }

    /// <inheritdoc/>
    public async ValueTask<UdpSent> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var payload = ToBytes();
        if (Connection is not null) RefuseOptions();
        switch (Connection)
        {
            case UdpClient client:
                if (Host is not null || Port is not null)
                    throw new ActionInputException(Host is not null ? "host" : "port", $"`connection` already says whom to send to, {client.RemoteAddress}: leave `host` and `port` out.");
                await client.SendAsync(payload, cancel).ConfigureAwait(false);
                return new(payload.Length, client.RemoteAddress);
            case UdpServer server:
                var (host, port) = Target("A server has many clients");
                var target = Words.Server(host, port);
                var family = IPEndPoint.Parse(server.LocalAddress).AddressFamily;
                var to = new IPEndPoint(await HostAddresses.FirstAsync(host, target, family, context.Network, cancel).ConfigureAwait(false), port);
                await server.SendAsync(payload, to, cancel).ConfigureAwait(false);
                return new(payload.Length, Words.Server(to));
            default:
                (host, port) = Target("There is no `connection`");
                await using (var once = await UdpClient.ConnectAsync(host, port, Options(context), cancel).ConfigureAwait(false))
                {
                    await once.SendAsync(payload, cancel).ConfigureAwait(false);
                    return new(payload.Length, once.RemoteAddress);
                }
        }
    }

    (string Host, int Port) Target(string why)
    {
        var host = InputRules.Host(Host ?? throw new ActionInputException("host", $"{why}: give `host` and `port`."));
        if (Port is null && HostAndPort.TrySplit(host, out _, out var own) && own is null) throw new ActionInputException("port", $"{why}: give `port` beside `host`.");
        return TcpPeer.Of(host, Port, null);
    }

    void RefuseOptions()
    {
        var given = LocalAddress is not null ? "local-address" : LocalPort != 0 ? "local-port" : Multicast is not null ? "multicast" : Broadcast ? "broadcast" : Family != AddressFamilyChoice.Any ? "family" : null;
        if (given is not null) throw new ActionInputException(given, $"`connection` and `{given}` are both given: the socket was set up by the step that opened it, leave `{given}` out.");
    }
}

/// <summary>What was sent.</summary>
/// <param name="Size">How many bytes.</param>
/// <param name="To">To whom, such as <c>192.0.2.1:5000</c>.</param>
public sealed record UdpSent(int Size, string To);
