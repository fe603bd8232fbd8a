using System.Net.Sockets;
using System.Text;

namespace Runner.Plugins.Scan.Services;

/// <summary>The questions to one port of UDP.</summary>
sealed class DatagramDetection(ProbeTable table, ServiceScanOptions options, PortTarget target, CancellationToken cancel)
{
    const int AtOnce = 4, MaxDatagram = 16 * 1024;

    volatile bool isRefused;

    /// <summary>What has been found so far.</summary>
    internal PortFinding Finding { get; } = new();

    /// <summary>Whether anything came back.</summary>
    internal bool HasAnswered { get; private set; }

    /// <summary>Whether the host said that nobody listens.</summary>
    internal bool IsRefused => isRefused;

    /// <summary>Asks until there is a name, or nothing left to ask.</summary>
    internal async ValueTask RunAsync()
    {
        var probes = table.For(TransportProtocol.Udp, target.Port, options.MaxRarity).ToList();
        var usual = probes.TakeWhile(probe => probe.IsUsualOn(target.Port)).ToList();
        foreach (var probe in usual)
        {
            await AskAsync(probe).ConfigureAwait(false);
            if (Finding.IsNamed || isRefused) return;
        }
        // The commoner first: some answer to the questions of others too, as a server of DNS does to one of mDNS.
        foreach (var alike in probes.Skip(usual.Count).GroupBy(probe => probe.Rarity))
        {
            if (Finding.IsNamed || isRefused) return;
            await Parallel.ForEachAsync(alike, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (probe, _) =>
            {
                if (!Finding.IsNamed && !isRefused) await AskAsync(probe).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Asks, and asks once more when nothing comes: a datagram may be lost.</summary>
    async ValueTask AskAsync(ServiceProbe probe)
    {
        using var socket = new Socket(target.Address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        var payload = probe.Payload!.For(target.UrlHost, target.Port);
        var buffer = new byte[MaxDatagram];
        try
        {
            await socket.ConnectAsync(target.EndPoint, cancel).ConfigureAwait(false);
            // The system may give it the very port that it asks: it would answer itself, and nobody listens there.
            if (Equals(socket.LocalEndPoint, socket.RemoteEndPoint))
            {
                isRefused = !HasAnswered;
                return;
            }

            for (var attempt = 0; attempt < 2; attempt++)
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                limit.CancelAfter(options.AnswerWait / 2);
                try
                {
                    await socket.SendAsync(payload, limit.Token).ConfigureAwait(false);
                    var count = await socket.ReceiveAsync(buffer, limit.Token).ConfigureAwait(false);
                    Take(probe, payload, Encoding.Latin1.GetString(buffer, 0, count));
                    return;
                }
                catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
                {
                    // Once more.
                }
            }
        }
        catch (SocketException failure)
        {
            // ICMP said so; other failures, such as a route that is gone, end the question without an answer.
            if (failure.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset) isRefused = !HasAnswered;
        }
    }

    void Take(ServiceProbe probe, byte[] payload, string text)
    {
        HasAnswered = true;
        Finding.Heard(text);
        if (EchoService.IsEcho(payload, text)) Finding.Understood(EchoService.Match, text);
        else if (table.Match(probe, text) is { } match) Finding.Understood(match, text);
    }
}
