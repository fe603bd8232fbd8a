using Runner.Plugins.Scan.Probing.Pacing;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>How fast probes leave: as fast as the way there carries them, and never faster than other people's networks are to be asked.</summary>
/// <param name="furthest">How far the furthest target is.</param>
/// <param name="maxRate">The user's bound, in probes a second; null for none.</param>
sealed class ProbePace(Reach furthest, int? maxRate)
{
    /// <summary>Probes a second: to this machine, to its links, beyond them, and where no canary tells how it goes.</summary>
    const double LocalMost = 1e6, LinkMost = 200_000, BeyondMost = 5_000, BlindMost = 10_000;

    const double LinkStart = 10_000, BeyondStart = 2_500, Least = 100;

    readonly double mostBeyond = maxRate ?? BeyondMost;
    TokenBucket bucket, beyondBucket;

    /// <summary>What decides by canaries.</summary>
    public RateController Controller { get; } = ControllerFor(furthest, maxRate ?? (furthest == Reach.Local ? LocalMost : LinkMost));

    /// <summary>How long until a probe may be sent, in seconds; 0 or less for now.</summary>
    public double Delay(double now, Reach reach)
    {
        var wait = bucket.Delay(now, Controller.Rate);
        return reach == Reach.Beyond ? Math.Max(wait, beyondBucket.Delay(now, mostBeyond)) : wait;
    }

    /// <summary>A probe was sent.</summary>
    public void Take(Reach reach)
    {
        bucket.Take();
        if (reach == Reach.Beyond) beyondBucket.Take();
    }

    static RateController ControllerFor(Reach furthest, double most)
    {
        var start = furthest switch { Reach.Local => most, Reach.Link => LinkStart, _ => BeyondStart };
        return new(start, Math.Min(Least, most), most, BlindMost);
    }
}
