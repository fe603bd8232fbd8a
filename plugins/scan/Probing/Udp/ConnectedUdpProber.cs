using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Udp;

/// <summary>
/// Asks by UDP on any system, with a connected socket for each probe: every system tells such a socket that its port is unreachable,
/// though not who says so; of other ICMP errors most say nothing.
/// </summary>
/// <param name="local">The address to ask from; null for the system's choice.</param>
sealed class ConnectedUdpProber(ScanAddress? local = null) : IProber
{
    const int Most = 256;

    readonly Dictionary<(int Ticket, byte Attempt), Socket> waiting = [];
    readonly Dictionary<Socket, (int Ticket, byte Attempt)> probes = [];
    readonly Queue<ProbeAnswer> ready = new();
    readonly List<Socket> readable = [], failed = [];
    readonly byte[] buffer = new byte[256];

    public int Capacity => Most;

    public bool Send(in Probe probe)
    {
        if (waiting.Count >= Most) return false;
        var key = (probe.Ticket, probe.Attempt);
        Socket? socket = null;
        try
        {
            socket = new Socket(probe.Address.Family, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
            if (local is { } from && from.IsV6 == probe.Address.IsV6) socket.Bind(new IPEndPoint(from.ToIPAddress(), 0));
            socket.Connect(new IPEndPoint(probe.Address.ToIPAddress(), probe.Port));
            // Connected to itself: nobody else has the port.
            if (socket.LocalEndPoint!.Equals(socket.RemoteEndPoint))
            {
                socket.Dispose();
                Answer(key, PortState.Closed, StateReason.PortUnreach);
                return true;
            }
            foreach (var payload in UdpPayloads.Of(probe.Port)) socket.Send(payload.Bytes);
        }
        catch (SocketException refused)
        {
            socket?.Dispose();
            if (refused.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.WouldBlock or SocketError.AddressNotAvailable) return false;
            Fail(key, refused.SocketErrorCode);
            return true;
        }
        if (waiting.Remove(key, out var former)) End(former);
        waiting[key] = socket;
        probes[socket] = key;
        return true;
    }

    public void Flush()
    {
    }

    public int Collect(Span<ProbeAnswer> answers, TimeSpan wait)
    {
        if (ready.Count == 0 && waiting.Count > 0)
        {
            readable.Clear();
            readable.AddRange(waiting.Values);
            failed.Clear();
            failed.AddRange(waiting.Values);
            Socket.Select(readable, null, failed, wait);
            foreach (var socket in readable.Union(failed)) Receive(socket);
        }
        else if (ready.Count == 0 && wait > TimeSpan.Zero)
        {
            Thread.Sleep(wait);
        }
        var count = 0;
        while (count < answers.Length && ready.TryDequeue(out var answer)) answers[count++] = answer;
        return count;
    }

    public void Forget(int ticket, byte attempt)
    {
        if (waiting.Remove((ticket, attempt), out var socket)) End(socket);
    }

    public void Dispose()
    {
        foreach (var socket in waiting.Values) socket.Dispose();
        waiting.Clear();
        probes.Clear();
    }

    void Receive(Socket socket)
    {
        var key = probes[socket];
        try
        {
            socket.Receive(buffer);
            Answer(key, PortState.Open, StateReason.UdpResponse);
        }
        catch (SocketException told) when (told.SocketErrorCode == SocketError.WouldBlock)
        {
            return;
        }
        catch (SocketException told) when (told.SocketErrorCode == SocketError.MessageSize)
        {
            // Windows says so of an answer that is longer than the buffer.
            Answer(key, PortState.Open, StateReason.UdpResponse);
        }
        catch (SocketException told)
        {
            Fail(key, told.SocketErrorCode);
        }
        waiting.Remove(key);
        End(socket);
    }

    void Fail((int, byte) key, SocketError error)
    {
        var (state, reason) = error switch
        {
            SocketError.ConnectionRefused or SocketError.ConnectionReset => (PortState.Closed, StateReason.PortUnreach),
            SocketError.HostUnreachable or SocketError.HostDown => (PortState.Filtered, StateReason.HostUnreach),
            SocketError.AccessDenied => (PortState.Filtered, StateReason.AdminProhibited),
            SocketError.ProtocolOption => (PortState.Filtered, StateReason.ProtoUnreach),
            _ => (PortState.Filtered, StateReason.NetUnreach),
        };
        Answer(key, state, reason);
    }

    void Answer((int Ticket, byte Attempt) key, PortState state, StateReason reason) =>
        ready.Enqueue(new(key.Ticket, key.Attempt, state, reason, Stopwatch.GetTimestamp()));

    void End(Socket socket)
    {
        probes.Remove(socket);
        socket.Dispose();
    }
}
