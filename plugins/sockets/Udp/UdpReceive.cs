using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Waits for datagrams on a socket that <c>udp.connect</c> or <c>udp.listen</c> opened. Those that came since are received first.</summary>
[Action("udp.receive")]
public sealed record UdpReceive : IAction<UdpReceived>
{
    /// <summary>The step that opened the socket.</summary>
    public required UdpSocket Connection { get; init; }

    /// <summary>How many datagrams to wait for; 0 takes all that come until the timeout, and none is no error.</summary>
    [Range(0, ReceiveLimits.MostDatagrams)]
    public int Count { get; init; } = 1;

    /// <summary>How long all of them may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the text of a datagram matches this regular expression, however many come before.</summary>
    public string? Until { get; init; }

    /// <inheritdoc/>
    public async ValueTask<UdpReceived> RunAsync(ActionContext context, CancellationToken cancel) =>
        await Connection.ReceiveAsync(new() { Count = Count, Timeout = Timeout, Until = Until }, cancel).ConfigureAwait(false);
}
