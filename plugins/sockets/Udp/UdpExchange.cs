using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Sends a datagram and waits for answers.</summary>
[Action("udp.exchange")]
public sealed record UdpExchange : UdpOptionInputs, IAction<UdpReceived>
{
    /// <summary>Whom to send to: a name or an address, perhaps with its port, as in <c>192.0.2.1:5000</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The port to send to, where <c>host</c> has none.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }

    /// <summary>How many answers to wait for; 0 takes all that come until the timeout, and none is no error.</summary>
    [Range(0, ReceiveLimits.MostDatagrams)]
    public int Count { get; init; } = 1;

    /// <summary>How long all answers may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the text of an answer matches this regular expression, however many come before.</summary>
    public string? Until { get; init; }

    /// <inheritdoc/>
    public async ValueTask<UdpReceived> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var payload = ToBytes();
        var limits = new ReceiveLimits { Count = Count, Timeout = Timeout, Until = Until }.Checked();
        if (Until is not null) TextPattern.Parse(Until, "until");
        var (host, port) = TcpPeer.Of(Host, Port, null);
        await using var client = await UdpClient.ConnectAsync(host, port, Options(context), cancel).ConfigureAwait(false);
        await client.SendAsync(payload, cancel).ConfigureAwait(false);
        return await client.ReceiveAsync(limits, cancel).ConfigureAwait(false);
    }
}
