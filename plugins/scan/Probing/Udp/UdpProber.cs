using System.Diagnostics;
using Runner.Plugins.Scan.Probing.Calls;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Udp;

/// <summary>
/// Asks by UDP what the protocol of the port would ask, on Linux: an answer is an open port, ICMP's "port unreachable" of the target a
/// closed one (RFC 1122 section 4.1.3.1), any other ICMP error a filtered one. Silence is for the engine to conclude from.
/// </summary>
sealed unsafe class UdpProber : IProber, IDatagramSink
{
    /// <summary>Probes of different attempts come from different ports, so that an answer tells which one it is for.</summary>
    const int Sources = 8;

    const ushort Tftp = 69;

    readonly ScanAddress? local;
    readonly UdpBatchSocket?[] sockets = new UdpBatchSocket?[Sources * 2];
    readonly UdpBatchSocket[] openSockets = new UdpBatchSocket[Sources * 2];
    readonly PollCalls.Waiting[] polled = new PollCalls.Waiting[Sources * 2];
    readonly Dictionary<(ScanAddress, ushort), int> tickets = [];
    readonly Queue<ProbeAnswer> ready = new();
    readonly HashSet<ushort> ownPorts = [];
    Asked[] asked = new Asked[1024];
    int open;

    /// <param name="local">The address to ask from; null for the system's choice.</param>
    public UdpProber(ScanAddress? local = null) => this.local = local;

    /// <summary>The prober of this system.</summary>
    /// <param name="local">The address to ask from; null for the system's choice.</param>
    public static IProber Open(ScanAddress? local = null) => OperatingSystem.IsLinux() ? new UdpProber(local) : new ConnectedUdpProber(local);

    public int Capacity => int.MaxValue;

    public bool Send(in Probe probe)
    {
        var payloads = UdpPayloads.Of(probe.Port);
        var socket = SocketOf(probe);
        if (socket.Room < payloads.Length)
        {
            socket.Flush(this);
            socket.Receive(this);
            if (socket.Room < payloads.Length) return false;
        }
        Note(probe);
        foreach (var payload in payloads) socket.Add(probe.Address, probe.Port, payload, new(probe.Ticket, probe.Attempt));
        return true;
    }

    public void Flush()
    {
        for (var n = 0; n < open; n++) Opened(n).Flush(this);
    }

    public int Collect(Span<ProbeAnswer> answers, TimeSpan wait)
    {
        Flush();
        if (ready.Count < answers.Length && PollCalls.Wait(polled.AsSpan(0, open), ready.Count > 0 ? TimeSpan.Zero : wait) > 0)
        {
            for (var n = 0; n < open; n++)
            {
                if (polled[n].Found != 0) Opened(n).Receive(this);
            }
        }
        var count = 0;
        while (count < answers.Length && ready.TryDequeue(out var answer)) answers[count++] = answer;
        return count;
    }

    /// <summary>Nothing is held for a probe but its place in the table: an answer that comes late is still one.</summary>
    public void Forget(int ticket, byte attempt)
    {
    }

    public void Dispose()
    {
        for (var n = 0; n < open; n++) Opened(n).Dispose();
        open = 0;
    }

    void IDatagramSink.Received(UdpBatchSocket socket, ScanAddress address, ushort port, ReadOnlySpan<byte> data, byte ttl)
    {
        // A probe to a port of this machine that happens to be one of ours: nobody else listens there.
        if (ownPorts.Contains(port) && IsOurs(address))
        {
            if (Find(address, socket.Port, out var own)) Answer(own, asked[own].Attempt, PortState.Closed, StateReason.PortUnreach, ttl, null);
            return;
        }
        if (Find(address, port, out var ticket) || (IsTftp(data) && Find(address, Tftp, out ticket)))
            Answer(ticket, AttemptOf(socket, ticket), PortState.Open, StateReason.UdpResponse, ttl, null);
    }

    void IDatagramSink.Failed(UdpBatchSocket socket, ScanAddress address, ushort port, StateReason reason, ScanAddress? from, byte ttl)
    {
        if (!Find(address, port, out var ticket)) return;
        var stranger = from is { } who && who.Value != address.Value ? from : null;
        var state = reason == StateReason.PortUnreach && stranger is null ? PortState.Closed : PortState.Filtered;
        Answer(ticket, AttemptOf(socket, ticket), state, reason, ttl, stranger);
    }

    void IDatagramSink.Refused(SentDatagram datagram, StateReason reason) =>
        ready.Enqueue(new(datagram.Ticket, datagram.Attempt, PortState.Filtered, reason, Stopwatch.GetTimestamp()));

    void Answer(int ticket, byte attempt, PortState state, StateReason reason, byte ttl, ScanAddress? from)
    {
        tickets.Remove((asked[ticket].Address, asked[ticket].Port));
        asked[ticket].IsWaiting = false;
        ready.Enqueue(new(ticket, attempt, state, reason, Stopwatch.GetTimestamp(), ttl, from));
    }

    bool Find(ScanAddress address, ushort port, out int ticket) => tickets.TryGetValue((address, port), out ticket);

    void Note(in Probe probe)
    {
        if (probe.Ticket >= asked.Length) Array.Resize(ref asked, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)probe.Ticket + 1));
        ref var entry = ref asked[probe.Ticket];
        // The ticket may have been another port's, which is decided by now.
        if (entry.IsWaiting && (entry.Port != probe.Port || entry.Address != probe.Address)) tickets.Remove((entry.Address, entry.Port));
        entry = new() { Address = probe.Address, Port = probe.Port, Attempt = probe.Attempt, IsWaiting = true };
        tickets[(probe.Address, probe.Port)] = probe.Ticket;
    }

    /// <summary>The last attempt that came from this socket.</summary>
    byte AttemptOf(UdpBatchSocket socket, int ticket)
    {
        var last = asked[ticket].Attempt;
        for (var back = 0; back < Sources && back <= last; back++)
        {
            if (sockets[Index(asked[ticket].Address.IsV6, (byte)(last - back))] == socket) return (byte)(last - back);
        }
        return last;
    }

    static int Index(bool v6, byte attempt) => (attempt % Sources * 2) + (v6 ? 1 : 0);

    UdpBatchSocket SocketOf(in Probe probe)
    {
        ref var socket = ref sockets[Index(probe.Address.IsV6, probe.Attempt)];
        if (socket is not null) return socket;
        socket = new(probe.Address.IsV6, local);
        ownPorts.Add(socket.Port);
        polled[open] = new() { Descriptor = socket.Descriptor, Wanted = PollCalls.Readable };
        openSockets[open++] = socket;
        return socket;
    }

    UdpBatchSocket Opened(int number) => openSockets[number];

    /// <summary>RFC 1350 section 4: the answer comes from a port of its own.</summary>
    static bool IsTftp(ReadOnlySpan<byte> data) => data is [0, 3 or 5 or 6, ..];

    /// <summary>Whether an address is one of this machine: one can bind to it.</summary>
    static bool IsOurs(ScanAddress address)
    {
        var descriptor = SocketCalls.Socket(address.IsV6 ? SocketCalls.AfInet6 : SocketCalls.AfInet, SocketCalls.SockDatagram | SocketCalls.NonBlockingCloseOnExec, 0);
        if (descriptor < 0) return false;
        var name = stackalloc byte[SocketAddressBytes.Size];
        var bound = SocketCalls.Bind(descriptor, name, SocketAddressBytes.Write(new(name, SocketAddressBytes.Size), address, 0)) == 0;
        _ = SocketCalls.Close(descriptor);
        return bound;
    }

    /// <summary>What a ticket is used for.</summary>
    struct Asked
    {
        public ScanAddress Address;
        public ushort Port;
        public byte Attempt;
        public bool IsWaiting;
    }
}
