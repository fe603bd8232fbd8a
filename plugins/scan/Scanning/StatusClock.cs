using System.Diagnostics;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>Makes of counts how fast it goes and how long it will take, from what happened of late.</summary>
sealed class StatusClock
{
    readonly long started = Stopwatch.GetTimestamp();
    long lastAt = Stopwatch.GetTimestamp(), lastDone, lastProbes;
    double pace, rate;

    internal ScanStatus Of(ScanPhase phase, long done, long total, long found, long probes)
    {
        var now = Stopwatch.GetTimestamp();
        var passed = Stopwatch.GetElapsedTime(lastAt, now).TotalSeconds;
        if (passed >= 0.2)
        {
            // A mean of the last seconds: what was long ago says little about what is left.
            var part = Math.Min(1, passed / 2);
            var first = lastDone == 0 && pace == 0;
            pace = first ? (done - lastDone) / passed : pace + (part * (((done - lastDone) / passed) - pace));
            rate = first ? (probes - lastProbes) / passed : rate + (part * (((probes - lastProbes) / passed) - rate));
            (lastAt, lastDone, lastProbes) = (now, done, probes);
        }

        // Silent ports are decided all at once, at the end of a pass: the mean since the start is a bound for what looks like standing still.
        var overall = Stopwatch.GetElapsedTime(started, now).TotalSeconds is > 1 and var all ? done / all : 0;
        var speed = Math.Max(pace, overall);
        var left = speed > 0 && done < total ? TimeSpan.FromSeconds(Math.Min((total - done) / speed, 8_640_000)) : (TimeSpan?)null;
        return new() { Phase = phase, Done = done, Total = total, Found = found, Rate = rate, Left = left };
    }
}
