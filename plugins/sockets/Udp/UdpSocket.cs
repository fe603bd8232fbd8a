using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>An open UDP socket that steps send and receive through: a <see cref="UdpClient"/> or a <see cref="UdpServer"/>.</summary>
public abstract class UdpSocket : IConnection
{
    /// <summary>The most that a datagram can hold (RFC 768).</summary>
    private protected const int LargestDatagram = 65_535;

    private protected UdpSocket(Socket socket, TimeProvider time)
    {
        Socket = socket;
        Time = time;
        LocalAddress = Words.Server(socket.LocalEndPoint);
        LocalPort = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <summary>Where it is reached, such as <c>127.0.0.1:40000</c>.</summary>
    public string LocalAddress { get; }

    /// <summary>The port where it is reached.</summary>
    public int LocalPort { get; }

    private protected Socket Socket { get; }

    private protected TimeProvider Time { get; }

    /// <summary>Receives datagrams that were not received before.</summary>
    /// <param name="limits">How many, how long, until what.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NetworkTimeoutException">Fewer came in time.</exception>
    /// <exception cref="ConnectionFailedException">The peer's machine says that nobody listens there.</exception>
    /// <exception cref="ActionInputException">A limit cannot work.</exception>
    public async Task<UdpReceived> ReceiveAsync(ReceiveLimits limits, CancellationToken cancel = default)
    {
        var started = Stopwatch.GetTimestamp();
        limits.Checked();
        var until = limits.Until is null ? null : TextPattern.Parse(limits.Until, "until");
        var received = new List<Datagram>();
        using var limit = new TimeLimit(limits.Timeout, Time, cancel);
        try
        {
            while (received.Count < ReceiveLimits.MostDatagrams)
            {
                var datagram = await NextAsync(limit.Token).ConfigureAwait(false);
                received.Add(datagram);
                if (until is not null ? until.IsIn(datagram.Text) : received.Count == limits.Count) break;
            }
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            if (until is not null || limits.Count > 0) throw TooFew(limits, until, received);
        }
        catch (SocketException cause)
        {
            throw SocketErrors.From(cause, Peer);
        }
        return new(received, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Sends a datagram.</summary>
    /// <exception cref="ConnectionFailedException">It cannot be sent, or the peer's machine said of an earlier one that nobody listens there.</exception>
    private protected async Task TransmitAsync(ReadOnlyMemory<byte> payload, IPEndPoint? to, CancellationToken cancel)
    {
        try
        {
            if (to is null) await Socket.SendAsync(payload, SocketFlags.None, cancel).ConfigureAwait(false);
            else await Socket.SendToAsync(payload, SocketFlags.None, to, cancel).ConfigureAwait(false);
        }
        catch (SocketException cause)
        {
            throw SocketErrors.From(cause, to is null ? Peer : Words.Server(to));
        }
    }

    /// <summary>Who is waited for, for messages.</summary>
    private protected abstract string Peer { get; }

    /// <summary>The next datagram.</summary>
    private protected abstract ValueTask<Datagram> NextAsync(CancellationToken cancel);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        Socket.Dispose();
        GC.SuppressFinalize(this);
        return default;
    }

    NetworkTimeoutException TooFew(ReceiveLimits limits, TextPattern? until, List<Datagram> received)
    {
        var within = $"within {Words.Duration(limits.Timeout)}";
        if (until is not null)
        {
            var came = received.Count == 0 ? "nothing came" : $"{Words.Count(received.Count, "datagram")} came";
            return new(Peer, $"Nothing from {Peer} matched /{until}/ {within}: {came}.");
        }
        return received.Count == 0
            ? new(Peer, $"Nothing came from {Peer} {within}.") { Help = "UDP does not tell why: the datagram or its answer may be lost, or nobody may answer." }
            : new(Peer, $"From {Peer} came {Words.Count(received.Count, "datagram")} {within}, and {limits.Count} were waited for.");
    }
}
