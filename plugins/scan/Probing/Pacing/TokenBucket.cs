namespace Runner.Plugins.Scan.Probing.Pacing;

/// <summary>Spreads probes over time: a rate, with room for a small burst, since nobody wakes up to the microsecond. Times are seconds.</summary>
struct TokenBucket
{
    /// <summary>What a late wake-up may make up for.</summary>
    const double Burst = 0.004;

    double tokens, filled;
    bool started;

    /// <summary>How long until a probe may be sent; 0 or less for now.</summary>
    public double Delay(double now, double rate)
    {
        var room = Math.Max(4, rate * Burst);
        tokens = started ? Math.Min(room, tokens + ((now - filled) * rate)) : 1;
        (filled, started) = (now, true);
        return (1 - tokens) / rate;
    }

    /// <summary>A probe was sent.</summary>
    public void Take() => tokens--;
}
