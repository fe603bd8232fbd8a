using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Listens for datagrams until the job ends, and answers them if it is told how. <c>udp.receive</c> reads what came,
/// <c>udp.send</c> sends from its port.
/// </summary>
[Action("udp.listen", Opens = typeof(UdpSocket))]
public sealed record UdpListen : IAction<UdpListening>
{
    /// <summary>
    /// The address of this machine to listen on; <c>0.0.0.0</c> or <c>"::"</c> for all. Without it 127.0.0.1, which no other machine
    /// reaches, and with a multicast group all.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>The port; 0 for any free one.</summary>
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>What to answer: the first datagram gets the first, and when they end, the last one repeats.</summary>
    public IReadOnlyList<Payload> Answers { get; init; } = [];

    /// <summary>Whether to answer each datagram with what it holds.</summary>
    public bool Echo { get; init; }

    /// <summary>How many datagrams wait to be received; of more the oldest are thrown away.</summary>
    [Range(1, ReceiveLimits.MostDatagrams)]
    public int Keep { get; init; } = 1000;

    /// <summary>How to take part in multicast.</summary>
    public MulticastOptions? Multicast { get; init; }

    /// <inheritdoc/>
    public ValueTask<UdpListening> RunAsync(ActionContext context, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (Echo && Answers.Count > 0) throw new ActionInputException("echo", "`echo` and `answers` say different things to answer: give one of them.");
        var server = UdpServer.Start(
            new()
            {
                Socket = new() { LocalAddress = Address, LocalPort = Port, Multicast = Multicast, Time = context.Time },
                Answers = [.. Answers.Select((answer, i) => answer.ToBytes($"answers[{i}]."))],
                Echo = Echo,
                Keep = Keep,
            },
            line => context.Log(LogLevel.Debug, line));
        context.Open(server);
        return new(new UdpListening(server.LocalAddress, server.LocalPort));
    }
}

/// <summary>Where a UDP server listens.</summary>
/// <param name="Address">The address and port, such as <c>127.0.0.1:40000</c>.</param>
/// <param name="Port">The port.</param>
public sealed record UdpListening(string Address, int Port);
