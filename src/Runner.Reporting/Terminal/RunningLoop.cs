using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>How far a repeated job or step has come.</summary>
sealed class RunningLoop(string prefix, string name, int total, long started) : LiveEntry(prefix, name, started)
{
    /// <summary>Of longer loops the items that succeed are only counted.</summary>
    internal const int MostListed = 10;

    /// <summary>More failures than these are only counted too.</summary>
    internal const int MostFailuresListed = 50;

    const int EnoughForEstimate = 5;
    static readonly TimeSpan TimeForEstimate = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    // The rate is that of the last one or two windows: a loop can become slower.
    (int Ended, long At) earlier = (0, started);
    (int Ended, long At) later = (0, started);
    long lastEnd = started;

    internal int Total { get; } = total;

    internal int Ended { get; private set; }

    internal int Failed { get; private set; }

    internal bool IsLong => Total > MostListed;

    /// <summary>How many of its failures have got a line.</summary>
    internal int FailuresListed { get; set; }

    internal double Fraction => Total == 0 ? 1 : Math.Min(1, (double)Ended / Total);

    internal void Add(Outcome outcome, long now, TimeProvider time)
    {
        if (time.GetElapsedTime(later.At, now) >= Window) (earlier, later) = (later, (Ended, now));
        Ended++;
        if (outcome == Outcome.Failure) Failed++;
        lastEnd = now;
    }

    /// <summary>How long the rest will take if it goes on as until now; null as long as that is a guess.</summary>
    internal TimeSpan? Left(TimeProvider time, long now)
    {
        // By when the last item ended: the estimate counts down between two items and does not grow.
        var spent = time.GetElapsedTime(earlier.At, lastEnd);
        var ended = Ended - earlier.Ended;
        if (ended < EnoughForEstimate || spent < TimeForEstimate || Ended >= Total) return null;
        var left = (spent / ended * (Total - Ended)) - time.GetElapsedTime(lastEnd, now);
        return left > TimeSpan.Zero ? left : null;
    }
}
