using System.Collections.Concurrent;

namespace Runner.Plugins.WebSockets;

/// <summary>Sends the pings of all open WebSockets of the process, and ends those whose peer does not answer: with one timer, not thousands.</summary>
sealed class KeepAliveWatch : IDisposable
{
    /// <summary>How often all are looked at; a ping is late by as much.</summary>
    static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    readonly ConcurrentDictionary<Link, bool> links = new();
    readonly Lock gate = new();
    Timer? timer;

    /// <summary>The process's.</summary>
    internal static KeepAliveWatch Instance { get; } = new();

    internal void Add(Link link)
    {
        if (link.KeepAlive.Interval <= TimeSpan.Zero) return;
        links[link] = true;
        lock (gate) timer ??= new Timer(static watch => ((KeepAliveWatch)watch!).Look(), this, Period, Period);
    }

    internal void Remove(Link link)
    {
        if (!links.TryRemove(link, out _) || !links.IsEmpty) return;
        lock (gate)
        {
            if (!links.IsEmpty) return;
            timer?.Dispose();
            timer = null;
        }
    }

    public void Dispose() => timer?.Dispose();

    void Look()
    {
        var now = Environment.TickCount64;
        foreach (var (link, _) in links) link.CheckAlive(now);
    }
}
