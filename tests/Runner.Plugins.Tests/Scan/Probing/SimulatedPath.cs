using Runner.Plugins.Scan.Probing.Pacing;

namespace Runner.Plugins.Tests.Scan.Probing;

/// <summary>The arithmetic of a way with one narrow place, on a clock of its own: a rate, a queue, a delay, loss by chance.</summary>
sealed class SimulatedPath(RateController pace, double capacity, int queue, double roundTrip, double loss = 0, int seed = 1)
{
    readonly Random random = new(seed);
    readonly PriorityQueue<CanaryTag, double> answers = new();
    double free, now;
    int sinceCanary;

    /// <summary>The narrow place's packets a second; may change on the way.</summary>
    public double Capacity { get; set; } = capacity;

    public int Sent { get; private set; }

    public int Dropped { get; private set; }

    public double Seconds => now;

    /// <summary>Keeps sending for some seconds. Every probe may be answered by nobody; only canaries tell.</summary>
    public void Run(double seconds, bool responders = true)
    {
        var end = now + seconds;
        while (now < end)
        {
            // No sender is exact; one that were could miss every drop of a queue that overflows as regularly.
            now += (0.5 + random.NextDouble()) / pace.Rate;
            while (answers.TryPeek(out var tag, out var at) && at <= now)
            {
                answers.Dequeue();
                pace.Answered(tag, at, roundTrip);
            }
            pace.Tick(now);
            Send(canary: false);
            if (responders && ++sinceCanary >= pace.CanaryInterval)
            {
                sinceCanary = 0;
                Send(canary: true);
            }
        }
    }

    void Send(bool canary)
    {
        var tag = pace.Sent(now, canary);
        Sent++;
        var start = Math.Max(now, free);
        if ((start - now) * Capacity >= queue || random.NextDouble() < loss)
        {
            Dropped++;
            return;
        }
        free = start + (1 / Capacity);
        if (canary) answers.Enqueue(tag, free + roundTrip + (random.NextDouble() * 0.0005));
    }
}
