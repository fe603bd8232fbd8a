using System.Diagnostics;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Engine;
using Runner.Plugins.Scan.Probing.Raw;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>
/// Asks whether anybody is there as any user may: by connecting to ports that are open most often, where being refused is an answer
/// too, and by pings where the system lets anybody ping.
/// </summary>
sealed class PlainHostProber : IHostProber
{
    static readonly ushort[] Ports = [443, 80, 22, 445];

    // The connections and the pings are waited for in turn.
    static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(2);

    readonly IProber connections;
    readonly EchoAsker? echo;
    readonly SourceAddresses? sources;
    readonly Vicinity vicinity = new();
    readonly AnswerQueue known = new();
    readonly ProbeAnswer[] taken = new ProbeAnswer[256];

    /// <summary>Makes one.</summary>
    /// <param name="connections">How connections are made; disposed with this.</param>
    /// <param name="options">Where from.</param>
    /// <exception cref="Runner.Sdk.ConnectionFailedException">The local address is not this machine's.</exception>
    public PlainHostProber(IProber connections, ScanOptions options)
    {
        this.connections = connections;
        if (!OperatingSystem.IsLinux()) return;
        sources = new(options.LocalAddress);
        if (EchoAsker.IsAllowedToAll) echo = new(options.LocalAddress, raw: false);
    }

    /// <summary>So many connections and packets make one probe.</summary>
    public static int PacketsPerProbe => Ports.Length + 1;

    /// <inheritdoc/>
    public int Capacity => Math.Max(1, connections.Capacity / Ports.Length);

    /// <inheritdoc/>
    public bool IsOnLink(in ScanAddress address) => vicinity.Of(address) != Reach.Beyond;

    /// <inheritdoc/>
    public string? MacOf(in ScanAddress address) => KernelNeighbours.MacOf(address);

    /// <inheritdoc/>
    public bool Send(in Probe probe)
    {
        if (vicinity.Of(probe.Address) == Reach.Local)
        {
            known.Add(probe, PortState.Open, StateReason.LocalhostResponse);
            return true;
        }

        if (sources is not null && sources.Find(probe.Address, out _) is not 0 and var error)
        {
            known.Add(probe, PortState.Filtered, Outbox.ReasonOf(error, probe.Address));
            return true;
        }

        for (var kind = 0; kind < Ports.Length; kind++)
        {
            // What was sent of it counts as a probe, even where there was no room for all.
            if (!connections.Send(probe with { Port = Ports[kind], Ticket = checked((probe.Ticket * Ports.Length) + kind) })) return kind > 0;
        }

        echo?.Send(probe);
        return true;
    }

    /// <inheritdoc/>
    public void Flush()
    {
        connections.Flush();
        echo?.Flush();
    }

    /// <inheritdoc/>
    public int Collect(Span<ProbeAnswer> answers, TimeSpan wait)
    {
        Flush();
        var until = Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency);
        var count = TakeNew(answers, TimeSpan.Zero);
        while (count == 0 && Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until) is { Ticks: > 0 } left)
            count = TakeNew(answers, echo is null || left < Turn ? left : Turn);
        return count;
    }

    /// <inheritdoc/>
    public void Forget(int ticket, byte attempt)
    {
        for (var kind = 0; kind < Ports.Length; kind++) connections.Forget((ticket * Ports.Length) + kind, attempt);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        connections.Dispose();
        echo?.Dispose();
        sources?.Dispose();
    }

    int TakeNew(Span<ProbeAnswer> answers, TimeSpan wait)
    {
        var count = known.Take(answers);
        if (echo is not null)
        {
            foreach (var inbox in echo.Inboxes) inbox.Drain(echo.Answers);
            while (count < answers.Length && echo.Answers.TryTake(out var reply))
            {
                if (reply.State == PortState.Open) answers[count++] = reply;
            }
        }

        var room = Math.Min(answers.Length - count, taken.Length);
        if (room == 0) return count;
        foreach (var answer in taken.AsSpan(0, connections.Collect(taken.AsSpan(0, room), count > 0 ? TimeSpan.Zero : wait)))
        {
            if (HostAnswers.IsOfHost(answer)) answers[count++] = answer with { Ticket = answer.Ticket / Ports.Length, State = PortState.Open };
        }

        return count;
    }
}
