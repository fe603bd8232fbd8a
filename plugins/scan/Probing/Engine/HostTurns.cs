using System.Diagnostics;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>Hosts that are asked only so often a second: a port whose host was just asked waits for its turn, while others are asked.</summary>
/// <param name="perHost">The most probes a second to one host.</param>
sealed class HostTurns(int perHost)
{
    const int MostHosts = 1 << 16;

    readonly long step = Stopwatch.Frequency / Math.Max(1, perHost);
    readonly Dictionary<long, long> next = [];
    readonly PriorityQueue<int, long> waiting = new();

    /// <summary>Whether a host may be asked now; else the port waits.</summary>
    public bool Take(int slot, long host)
    {
        var now = Stopwatch.GetTimestamp();
        if (next.Count > MostHosts) next.Clear();
        var turn = next.GetValueOrDefault(host);
        next[host] = Math.Max(turn, now) + step;
        if (turn <= now) return true;
        waiting.Enqueue(slot, turn);
        return false;
    }

    /// <summary>The port whose turn is next, and in how many ticks that is; false when none waits.</summary>
    public bool TryPeek(out int slot, out long left)
    {
        var found = waiting.TryPeek(out slot, out var due);
        left = due - Stopwatch.GetTimestamp();
        return found;
    }

    /// <summary>Takes the port whose turn it is.</summary>
    public void Dequeue() => waiting.Dequeue();
}
