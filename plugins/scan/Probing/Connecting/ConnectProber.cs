using System.Diagnostics;
using System.Runtime.InteropServices;
using Runner.Plugins.Scan.Probing.Calls;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;
using static Runner.Plugins.Scan.Probing.Calls.SocketCalls;

namespace Runner.Plugins.Scan.Probing.Connecting;

/// <summary>Asks by connecting, with Linux's own calls: a refused connection costs little more than the kernel's work for it.</summary>
sealed unsafe class ConnectProber : IProber
{
    /// <summary>Linux sends an unanswered SYN again after a second: a probe that we did not decide on, and could not tell from the first.</summary>
    static readonly TimeSpan BeforeResend = TimeSpan.FromMilliseconds(950);

    const int EventRoom = 512, IdleRoom = 1024;

    readonly int epoll;
    readonly byte* events;
    readonly ScanAddress? local;
    readonly long keep;
    readonly Stack<int> idleV4 = new(), idleV6 = new();
    readonly Queue<ProbeAnswer> ready = new();
    readonly Queue<(int Descriptor, long Sent)> ages = new();
    readonly AttemptTable attempts = new();
    bool disposed;

    /// <param name="local">The address to connect from; null for the system's choice.</param>
    /// <param name="maxRoundTrip">The longest wait for an answer that the scan is set to.</param>
    /// <exception cref="ConnectionFailedException">The system gives no descriptor.</exception>
    public ConnectProber(ScanAddress? local = null, TimeSpan? maxRoundTrip = null)
    {
        this.local = local;
        // Who asks for longer waits than the default has a slow way there: an answer after a resent SYN is better than none.
        var wait = maxRoundTrip > new ScanOptions().MaxRoundTrip ? maxRoundTrip.Value : BeforeResend;
        keep = (long)(wait.TotalSeconds * Stopwatch.Frequency);
        Capacity = DescriptorBudget.OfLinux();
        epoll = EpollCalls.Create(EpollCalls.CloseOnExec);
        if (epoll < 0)
            throw new ConnectionFailedException("scan", $"the system gives no descriptor to scan with: {Marshal.GetLastPInvokeErrorMessage()}");
        events = (byte*)NativeMemory.AllocZeroed((nuint)(EventRoom * EpollCalls.EventSize));
    }

    public int Capacity { get; }

    public bool Send(in Probe probe)
    {
        if (TakeDescriptor(probe.Address.IsV6, out var reusable) is not { } descriptor) return false;
        if (descriptor < 0)
        {
            Answer(probe, StateReason.NetUnreach);
            return true;
        }
        var target = stackalloc byte[SocketAddressBytes.Size];
        var length = SocketAddressBytes.Write(new(target, SocketAddressBytes.Size), probe.Address, probe.Port);
        ref var attempt = ref attempts.Of(descriptor);
        var registered = reusable && attempt.Registered;
        attempt = new() { Address = probe.Address, Port = probe.Port, Ticket = probe.Ticket, Number = probe.Attempt, Sent = Stopwatch.GetTimestamp(), Registered = registered };

        var errno = Try(descriptor, target, length);
        // On this machine the answer is there before the call returns: asking again saves the whole way through epoll.
        if (errno == Errno.InProgress) errno = Try(descriptor, target, length);
        if (errno is Errno.InProgress or Errno.Already)
        {
            if (!registered && !Register(descriptor))
            {
                _ = Close(descriptor);
                return false;
            }
            attempt.Registered = true;
            attempts.Link(descriptor);
            ages.Enqueue((descriptor, attempt.Sent));
            return true;
        }
        if (Errno.IsNoRoom(errno))
        {
            _ = Close(descriptor);
            return false;
        }
        End(descriptor, errno, askQueue: errno != Errno.ConnRefused);
        return true;
    }

    public void Flush()
    {
    }

    public int Collect(Span<ProbeAnswer> answers, TimeSpan wait)
    {
        CloseOld();
        var count = Drain(answers, 0);
        if (count == answers.Length || (attempts.Live == 0 && (count > 0 || wait <= TimeSpan.Zero))) return count;
        var milliseconds = count > 0 ? 0 : (int)Math.Ceiling(wait.TotalMilliseconds);
        while (true)
        {
            var room = Math.Min(EventRoom, answers.Length - count);
            var came = EpollCalls.Wait(epoll, events, room, milliseconds);
            for (var i = 0; i < came; i++) Happened(*(int*)(events + (i * EpollCalls.EventSize) + EpollCalls.DataOffset));
            count = Drain(answers, count);
            if (came < room || count == answers.Length) return count;
            milliseconds = 0;
        }
    }

    public void Forget(int ticket, byte attempt)
    {
        if (attempts.Find(ticket, attempt) is > 0 and var descriptor) Drop(descriptor);
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        for (var descriptor = 0; descriptor < attempts.Room; descriptor++)
        {
            if (attempts[descriptor].Live) _ = Close(descriptor);
        }
        foreach (var descriptor in idleV4) _ = Close(descriptor);
        foreach (var descriptor in idleV6) _ = Close(descriptor);
        _ = Close(epoll);
        NativeMemory.Free(events);
    }

    static int Try(int descriptor, byte* target, int length) => Connect(descriptor, target, length) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>A socket; -1 when the system does not speak the family, null when it has no room.</summary>
    int? TakeDescriptor(bool v6, out bool reused)
    {
        reused = (v6 ? idleV6 : idleV4).TryPop(out var descriptor);
        if (reused) return descriptor;
        descriptor = SocketCalls.Socket(v6 ? AfInet6 : AfInet, SockStream | NonBlockingCloseOnExec, IpProtoTcp);
        if (descriptor < 0) return Errno.IsNoRoom(Marshal.GetLastPInvokeError()) ? null : -1;
        QueuedError.Enable(descriptor, v6);
        if (local is not { } address || address.IsV6 != v6) return descriptor;
        int on = 1;
        // The port is chosen when connecting, so that one port serves many targets.
        _ = SetOption(descriptor, SolIp, IpBindAddressNoPort, &on, sizeof(int));
        var name = stackalloc byte[SocketAddressBytes.Size];
        var length = SocketAddressBytes.Write(new(name, SocketAddressBytes.Size), address, 0);
        if (Bind(descriptor, name, length) == 0) return descriptor;
        var errno = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (Errno.IsNoRoom(errno) && errno != Errno.AddrNotAvail) return null;
        throw new ConnectionFailedException(address.ToString(), $"cannot scan from {address}: {Marshal.GetPInvokeErrorMessage(errno)}")
        {
            Help = "give an address of this machine, or none",
        };
    }

    bool Register(int descriptor)
    {
        var change = stackalloc byte[16];
        // Edge-triggered, so that it stays registered while it is used for one probe after the other.
        *(uint*)change = EpollCalls.Writable | EpollCalls.EdgeTriggered;
        *(long*)(change + EpollCalls.DataOffset) = descriptor;
        return EpollCalls.Control(epoll, EpollCalls.Add, descriptor, change) == 0;
    }

    void Happened(int descriptor)
    {
        ref var attempt = ref attempts[descriptor];
        if (!attempt.Live) return;
        var target = stackalloc byte[SocketAddressBytes.Size];
        var length = SocketAddressBytes.Write(new(target, SocketAddressBytes.Size), attempt.Address, attempt.Port);
        // A second connect() tells the outcome like SO_ERROR, tells an event of the descriptor's former life from one of this, and
        // leaves a refused socket ready for the next connect.
        var errno = Try(descriptor, target, length);
        if (errno is Errno.Already or Errno.InProgress)
        {
            // An ICMP message that came while the call that sent the SYN was still under way leaves the attempt as it was, but is queued.
            if (QueuedError.TryTake(descriptor, out var reason, out var from)) Unreachable(descriptor, reason, from);
            return;
        }
        End(descriptor, errno, askQueue: true);
    }

    /// <summary>Notes what an attempt came to and frees its descriptor.</summary>
    void End(int descriptor, int errno, bool askQueue)
    {
        ref var attempt = ref attempts[descriptor];
        if (Errno.Meaning(errno) is not { } meaning)
        {
            // Such as ETIMEDOUT: the engine's own clock says so too.
            Drop(descriptor, wasLive: attempt.Live);
            return;
        }
        if (meaning.State == PortState.Open)
        {
            if (errno is 0 or Errno.IsConn && IsToItself(descriptor)) meaning = (PortState.Closed, StateReason.ConnRefused);
            Ready(attempt, meaning.State, meaning.Reason, null);
            Reset(descriptor);
            Drop(descriptor, attempt.Live);
            return;
        }
        if (askQueue && QueuedError.TryTake(descriptor, out var reason, out var from))
        {
            Unreachable(descriptor, reason, from);
            return;
        }
        Ready(attempt, meaning.State, meaning.Reason, null);
        var idle = attempt.Address.IsV6 ? idleV6 : idleV4;
        if (errno == Errno.ConnRefused && idle.Count < IdleRoom)
        {
            if (attempt.Live) attempts.Unlink(descriptor);
            idle.Push(descriptor);
        }
        else Drop(descriptor, attempt.Live);
    }

    void Unreachable(int descriptor, StateReason reason, ScanAddress? from)
    {
        ref var attempt = ref attempts[descriptor];
        Ready(attempt, PortState.Filtered, reason, from == attempt.Address ? null : from);
        Drop(descriptor, attempt.Live);
    }

    void Answer(in Probe probe, StateReason reason) =>
        ready.Enqueue(new(probe.Ticket, probe.Attempt, PortState.Filtered, reason, Stopwatch.GetTimestamp()));

    void Ready(in AttemptTable.Attempt attempt, PortState state, StateReason reason, ScanAddress? from) =>
        ready.Enqueue(new(attempt.Ticket, attempt.Number, state, reason, Stopwatch.GetTimestamp(), From: from));

    int Drain(Span<ProbeAnswer> answers, int count)
    {
        while (count < answers.Length && ready.TryDequeue(out var answer)) answers[count++] = answer;
        return count;
    }

    /// <summary>
    /// Whether a connection is one of a socket with itself: connecting to a port of this machine from, by chance, the same port (the
    /// simultaneous open of RFC 9293, section 3.5). Nobody listens there.
    /// </summary>
    static bool IsToItself(int descriptor)
    {
        byte* here = stackalloc byte[SocketAddressBytes.Size], there = stackalloc byte[SocketAddressBytes.Size];
        int hereLength = SocketAddressBytes.Size, thereLength = SocketAddressBytes.Size;
        return LocalName(descriptor, here, &hereLength) == 0
            && PeerName(descriptor, there, &thereLength) == 0
            && new ReadOnlySpan<byte>(here, hereLength).SequenceEqual(new(there, thereLength));
    }

    /// <summary>Makes closing end the connection by RST: no TIME_WAIT here, no half-closed connection there.</summary>
    static void Reset(int descriptor)
    {
        var linger = stackalloc int[2] { 1, 0 };
        _ = SetOption(descriptor, SolSocket, SoLinger, linger, 2 * sizeof(int));
    }

    void CloseOld()
    {
        if (ages.Count == 0) return;
        var limit = Stopwatch.GetTimestamp() - keep;
        while (ages.TryPeek(out var oldest) && (oldest.Sent <= limit || !IsWaiting(oldest)))
        {
            ages.Dequeue();
            if (IsWaiting(oldest)) Drop(oldest.Descriptor);
        }
    }

    bool IsWaiting((int Descriptor, long Sent) entry) => attempts[entry.Descriptor] is { Live: true } attempt && attempt.Sent == entry.Sent;

    void Drop(int descriptor, bool wasLive = true)
    {
        if (wasLive) attempts.Unlink(descriptor);
        attempts[descriptor].Registered = false;
        _ = Close(descriptor);
    }
}
