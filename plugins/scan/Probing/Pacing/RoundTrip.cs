namespace Runner.Plugins.Scan.Probing.Pacing;

/// <summary>How long answers take: RFC 6298, in seconds, with the fastest one beside it. A struct: a scan has one for each host.</summary>
struct RoundTrip
{
    /// <summary>Shorter waits gain nothing, and take a busy machine's late answers for none (RFC 6298, section 2.4, has 1 s).</summary>
    public const double LeastTimeout = 0.1;

    /// <summary>RFC 6298, section 2.1: while nothing is known.</summary>
    const double FirstTimeout = 1;

    /// <summary>How exactly waits end, G of RFC 6298.</summary>
    const double Granularity = 0.001;

    double smoothed, variation, least;

    /// <summary>Whether there was an answer.</summary>
    public readonly bool IsKnown => least > 0;

    /// <summary>Smoothed; 0 while nothing is known.</summary>
    public readonly double Smoothed => smoothed;

    /// <summary>The fastest, as it is without a queue on the way; 0 while nothing is known.</summary>
    public readonly double Least => least;

    /// <summary>Takes a measurement.</summary>
    public void Add(double seconds)
    {
        seconds = Math.Max(seconds, 1e-6);
        if (!IsKnown)
        {
            (smoothed, variation, least) = (seconds, seconds / 2, seconds);
            return;
        }
        variation += (Math.Abs(smoothed - seconds) - variation) / 4;
        smoothed += (seconds - smoothed) / 8;
        least = Math.Min(least, seconds);
    }

    /// <summary>How long to wait for an answer before the probe is taken for lost.</summary>
    /// <param name="most">The longest wait.</param>
    public readonly double Timeout(double most) =>
        Math.Min(most, IsKnown ? Math.Max(LeastTimeout, smoothed + Math.Max(Granularity, 4 * variation)) : FirstTimeout);

    /// <summary>How far answers lie apart from what is usual, without the floor that waits have.</summary>
    public readonly double Usual => smoothed + (4 * variation);

    /// <summary>Takes the fastest for gone: the way has changed.</summary>
    public void ForgetLeast() => least = Math.Max(least, smoothed);
}
