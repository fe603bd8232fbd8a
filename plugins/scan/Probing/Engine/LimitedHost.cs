using Runner.Plugins.Scan.Probing.Pacing;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>
/// A host that reports its closed UDP ports, perhaps only so many a second (RFC 1812 section 4.3.2.8; Linux: six at once, then one a
/// second). How fast it reports is measured by asking a little faster than any such limit; then its silent ports are asked at that pace,
/// until all of them were asked in vain.
/// </summary>
sealed class LimitedHost
{
    const int MostPasses = 10;

    /// <summary>A block counts attempts in a byte.</summary>
    const int MostAttempts = 250;

    /// <summary>While measuring, seconds from one probe to the next, and from one probe to the next to the same port.</summary>
    const double Step = 0.02, SamePort = 0.5;

    /// <summary>So long without a report, in seconds, and after so many ports: nothing is limited, the ports are silent.</summary>
    const double Patience = 2.5;

    const int EnoughAsked = 64;

    /// <summary>More than this many reports at once is no burst that was saved up: it is the pace.</summary>
    const int LargestBurst = 8;

    /// <summary>A report that takes a little longer than the last ones is not to find its port given up.</summary>
    const double Margin = 1.05;

    /// <summary>Seconds that an answer gets at least, since the port is only asked again in the next pass.</summary>
    const double LeastWait = 0.1;

    readonly List<int> silent = [];
    RoundTrip trip;
    int next, passes, reports, asked, reportsBefore;
    double began, reportedAt, gap, gapBefore, askedAt;

    /// <summary>Seconds between reports; 0 while that is not known.</summary>
    public double Interval { get; private set; }

    /// <summary>Whether it has ports to ask.</summary>
    public bool HasSilent => silent.Count > 0;

    /// <summary>It reported a closed port.</summary>
    /// <param name="at">When, in seconds.</param>
    /// <param name="roundTrip">How long after the probe, in seconds; 0 when nobody knows.</param>
    public void Reported(double at, double roundTrip)
    {
        if (roundTrip > 0) trip.Add(roundTrip);
        (gapBefore, gap) = (gap, at - reportedAt);
        reportedAt = at;
        reports++;
    }

    /// <summary>Begins with the silent ports of another block.</summary>
    public void Begin(double now)
    {
        silent.Clear();
        (next, passes, asked, reportsBefore) = (0, 0, 0, 0);
        (began, reports, gap, gapBefore, reportedAt) = (now, 0, 0, 0, now);
    }

    /// <summary>Adds one of its silent ports.</summary>
    public void Add(int slot) => silent.Add(slot);

    /// <summary>The port to ask now; -1 and when to come again, or -1 and 0 when it is done with.</summary>
    /// <param name="block">What is known of the ports.</param>
    /// <param name="now">The time, in seconds.</param>
    /// <param name="mostWait">How long an answer is waited for at most, in seconds.</param>
    /// <param name="mostAttempts">How often a port may be asked; null for no bound of the user's.</param>
    public (int Slot, double Due) Next(Block block, double now, double mostWait, int? mostAttempts)
    {
        if (Interval == 0 && !Measure(now)) return (-1, 0);
        if (Wait(now, mostWait) is var due && due > now) return (-1, due);
        while (true)
        {
            for (; next < silent.Count; next++)
            {
                var slot = silent[next];
                if (block.IsDecided(slot) || block.AttemptsOf(slot) >= Math.Min(mostAttempts ?? MostAttempts, MostAttempts)) continue;
                next++;
                return (slot, 0);
            }
            silent.RemoveAll(block.IsDecided);
            silent.RemoveAll(slot => block.AttemptsOf(slot) >= Math.Min(mostAttempts ?? MostAttempts, MostAttempts));
            if (silent.Count == 0) return (-1, 0);
            next = 0;
            if (Interval == 0) continue;
            // A pass that found nothing new: what is silent now is so by itself.
            if (passes > 0 && reports == reportsBefore || passes == MostPasses) return (-1, 0);
            passes++;
            reportsBefore = reports;
        }
    }

    /// <summary>A port of it was asked.</summary>
    public void Asked(double now)
    {
        askedAt = now;
        asked++;
    }

    /// <summary>Looks whether the pace is known; false when there is none.</summary>
    bool Measure(double now)
    {
        var step = StepNow;
        if (reports > LargestBurst || (gap >= 3 * step && gapBefore >= 3 * step))
        {
            Interval = Math.Clamp(Math.Max(gap, gapBefore), Step, Patience);
            // Ports that were asked while it was measured are asked again, from the first.
            next = silent.Count;
            return true;
        }
        return asked < Math.Min(silent.Count, EnoughAsked) || now - Math.Max(began, reportedAt) < Patience;
    }

    double StepNow => Math.Max(Step, SamePort / silent.Count);

    /// <summary>
    /// When the next probe may go. A report uses up what the host allows itself, and the next is due an interval later; a silent port
    /// uses up nothing.
    /// </summary>
    double Wait(double now, double mostWait)
    {
        if (asked == 0) return now;
        if (Interval == 0) return askedAt + StepNow;
        if (reportedAt >= askedAt) return reportedAt + (Interval * Margin);
        var (paced, silentAt) = (askedAt + (Interval * Margin), askedAt + Math.Max(trip.Timeout(mostWait), LeastWait));
        return now < paced ? Math.Min(paced, silentAt) : silentAt;
    }
}
