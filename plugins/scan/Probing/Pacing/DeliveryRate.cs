namespace Runner.Plugins.Scan.Probing.Pacing;

/// <summary>
/// How much gets through a way that is full: probes between two canaries by the time between their answers, as BBR measures it. While
/// there is a queue at the narrow place, that is the narrow place's own rate, whatever is sent. Losses between them are taken off.
/// </summary>
sealed class DeliveryRate
{
    const int Room = 48, Least = 4;
    const double LeastSpan = 0.002;

    readonly (int Canary, long Probe, double At, double Delay)[] answers = new (int, long, double, double)[Room];
    int count;

    /// <summary>Notes a canary's answer.</summary>
    /// <param name="canary">The how-manieth canary it was.</param>
    /// <param name="probe">The how-manieth probe it was.</param>
    /// <param name="at">When the answer came, in seconds.</param>
    /// <param name="delay">How much later than without a queue.</param>
    public void Add(int canary, long probe, double at, double delay) => answers[count++ % Room] = (canary, probe, at, delay);

    /// <summary>The rate since there is a queue that delays by at least so much; null when too few answers tell.</summary>
    public double? Measure(double delay)
    {
        var known = Math.Min(count, Room);
        int first = -1, seen = 0, last = (count - 1) % Room;
        for (var back = 1; back <= known; back++)
        {
            var at = (count - back) % Room;
            if (answers[at].Delay < delay) break;
            // An answer that was overtaken on the way says nothing of the time between.
            if (answers[at].Canary >= answers[last].Canary && at != last) continue;
            first = at;
            seen++;
        }
        if (seen < Least) return null;
        var span = answers[last].At - answers[first].At;
        var canaries = answers[last].Canary - answers[first].Canary;
        if (span < LeastSpan || canaries < 1) return null;
        var probes = (answers[last].Probe - answers[first].Probe) * Math.Min(1.0, (double)(seen - 1) / canaries);
        return probes / span;
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => count = 0;
}
