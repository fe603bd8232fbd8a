using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Runner.Plugins.Scan.Probing.Calls;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Probing.Connecting;

/// <summary>Asks by connecting, with .NET's sockets: for systems other than Linux. Answers come on the thread pool and are handed over.</summary>
sealed class SocketProber : IProber
{
    /// <summary>Most systems send an unanswered SYN again after a second: a probe that we did not decide on.</summary>
    static readonly TimeSpan BeforeResend = TimeSpan.FromMilliseconds(950);

    /// <summary>Where the limit of descriptors is not known. More is tried for nothing: a prober that gets no more says so.</summary>
    const int UsualCapacity = 2048;

    readonly ScanAddress? local;
    readonly TimeSpan keep;
    readonly ConcurrentQueue<Attempt> done = new();
    readonly Queue<ProbeAnswer> ready = new();
    readonly Queue<(Attempt Attempt, int Use)> ages = new();
    readonly Dictionary<(int Ticket, byte Number), Attempt> waiting = [];
    readonly Stack<Attempt> idle = new();
    readonly ManualResetEventSlim came = new();
    int alive;
    bool disposed;

    /// <inheritdoc cref="ConnectProber(ScanAddress?, TimeSpan?)"/>
    public SocketProber(ScanAddress? local = null, TimeSpan? maxRoundTrip = null)
    {
        this.local = local;
        keep = maxRoundTrip > new ScanOptions().MaxRoundTrip ? maxRoundTrip.Value : BeforeResend;
        Capacity = OperatingSystem.IsLinux() ? DescriptorBudget.OfLinux() : UsualCapacity;
    }

    public int Capacity { get; }

    public bool Send(in Probe probe)
    {
        // What was given up is closed by the system in its own time.
        if (alive >= Capacity) return false;
        Socket? socket = null;
        try
        {
            socket = new(probe.Address.Family, SocketType.Stream, ProtocolType.Tcp);
            Bind(socket, probe.Address.IsV6);
        }
        catch (SocketException e) when (IsNoRoom(e.SocketErrorCode))
        {
            socket?.Dispose();
            return false;
        }
        catch (SocketException e) when (socket is null && Meaning(e.SocketErrorCode) is { } meaning)
        {
            ready.Enqueue(new(probe.Ticket, probe.Attempt, meaning.State, meaning.Reason, Stopwatch.GetTimestamp()));
            return true;
        }
        if (!idle.TryPop(out var attempt)) attempt = new(this);
        attempt.Begin(probe, socket);
        waiting[(probe.Ticket, probe.Attempt)] = attempt;
        alive++;
        if (socket.ConnectAsync(attempt.Arguments))
        {
            ages.Enqueue((attempt, attempt.Use));
            return true;
        }
        attempt.Ended = Stopwatch.GetTimestamp();
        if (!IsNoRoom(attempt.Arguments.SocketError))
        {
            Finish(attempt);
            return true;
        }
        Retire(attempt);
        return false;
    }

    public void Flush()
    {
    }

    public int Collect(Span<ProbeAnswer> answers, TimeSpan wait)
    {
        CloseOld();
        var until = Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency);
        while (true)
        {
            came.Reset();
            while (done.TryDequeue(out var attempt)) Finish(attempt);
            var count = 0;
            while (count < answers.Length && ready.TryDequeue(out var answer)) answers[count++] = answer;
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until);
            if (count > 0 || left <= TimeSpan.Zero) return count;
            came.Wait(left);
        }
    }

    public void Forget(int ticket, byte attempt)
    {
        if (waiting.Remove((ticket, attempt), out var found)) found.Abandon();
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        foreach (var attempt in waiting.Values) attempt.Abandon();
        waiting.Clear();
        // Completions of what was abandoned still come, and find nobody: the event stays undisposed for them.
    }

    static bool IsNoRoom(SocketError error) =>
        error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse
            or SocketError.ProcessLimit;

    static (PortState State, StateReason Reason)? Meaning(SocketError error) => error switch
    {
        SocketError.Success or SocketError.ConnectionReset or SocketError.Shutdown => (PortState.Open, StateReason.SynAck),
        SocketError.ConnectionRefused => (PortState.Closed, StateReason.ConnRefused),
        SocketError.HostUnreachable or SocketError.HostDown => (PortState.Filtered, StateReason.HostUnreach),
        SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.AddressFamilyNotSupported or SocketError.InvalidArgument => (PortState.Filtered, StateReason.NetUnreach),
        SocketError.AccessDenied => (PortState.Filtered, StateReason.AdminProhibited),
        _ => null,
    };

    void Bind(Socket socket, bool v6)
    {
        if (local is not { } address || address.IsV6 != v6) return;
        try
        {
            socket.Bind(new IPEndPoint(address.ToIPAddress(), 0));
        }
        catch (SocketException e) when (e.SocketErrorCode != SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new ConnectionFailedException(address.ToString(), $"cannot scan from {address}: {e.Message}", e)
            {
                Help = "give an address of this machine, or none",
            };
        }
    }

    void Finish(Attempt attempt)
    {
        if (attempt.IsAbandoned || Meaning(attempt.Arguments.SocketError) is not var (state, reason))
        {
            Retire(attempt);
            return;
        }
        if (attempt.Arguments.SocketError == SocketError.Success)
        {
            // A socket that is connected with itself (the simultaneous open of RFC 9293, section 3.5): nobody listens there.
            if (attempt.Socket.LocalEndPoint is { } here && here.Equals(attempt.Socket.RemoteEndPoint)) (state, reason) = (PortState.Closed, StateReason.ConnRefused);
            attempt.Socket.LingerState = new(true, 0);
        }
        ready.Enqueue(new(attempt.Probe.Ticket, attempt.Probe.Attempt, state, reason, attempt.Ended));
        Retire(attempt);
    }

    void Retire(Attempt attempt)
    {
        if (!attempt.IsAbandoned) waiting.Remove((attempt.Probe.Ticket, attempt.Probe.Attempt));
        attempt.Socket.Dispose();
        attempt.Use++;
        alive--;
        idle.Push(attempt);
    }

    void CloseOld()
    {
        while (ages.TryPeek(out var oldest))
        {
            var (attempt, use) = oldest;
            var over = attempt.Use != use || attempt.IsAbandoned;
            if (!over && Stopwatch.GetElapsedTime(attempt.Started) < keep) return;
            ages.Dequeue();
            if (!over) Forget(attempt.Probe.Ticket, attempt.Probe.Attempt);
        }
    }

    /// <summary>One connection attempt after the other: what .NET needs for one is kept for the next.</summary>
    sealed class Attempt
    {
        public Attempt(SocketProber owner)
        {
            Arguments = new() { UserToken = this };
            Arguments.Completed += (_, _) =>
            {
                Ended = Stopwatch.GetTimestamp();
                owner.done.Enqueue(this);
                owner.came.Set();
            };
        }

        public SocketAsyncEventArgs Arguments { get; }

        public Probe Probe { get; private set; }

        public Socket Socket { get; private set; } = null!;

        public long Started { get; private set; }

        public long Ended { get; set; }

        public int Use { get; set; }

        public bool IsAbandoned { get; private set; }

        public void Begin(in Probe probe, Socket socket)
        {
            (Probe, Socket, IsAbandoned, Started) = (probe, socket, false, Stopwatch.GetTimestamp());
            Arguments.RemoteEndPoint = new IPEndPoint(probe.Address.ToIPAddress(), probe.Port);
        }

        /// <summary>Closes the connection; that it was is still told as a completion.</summary>
        public void Abandon()
        {
            IsAbandoned = true;
            Socket.Dispose();
        }
    }
}
