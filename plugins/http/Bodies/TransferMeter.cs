using System.Diagnostics;

namespace Runner.Plugins.Http;

/// <summary>Counts a transfer and tells of it, ten times a second at most: who listens writes a text each time.</summary>
sealed class TransferMeter(IProgress<TransferProgress>? progress, long? total, long before = 0)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    readonly long started = Stopwatch.GetTimestamp();
    long told;

    /// <summary>The bytes of this transfer, without those from before.</summary>
    internal long Count { get; private set; }

    internal double Rate => Count / Math.Max(Stopwatch.GetElapsedTime(started).TotalSeconds, 1e-6);

    internal void Add(int bytes)
    {
        Count += bytes;
        if (progress is null || Stopwatch.GetElapsedTime(told) < Pause) return;
        told = Stopwatch.GetTimestamp();
        Tell();
    }

    /// <summary>Tells of the end, whenever it told last.</summary>
    internal void End() => Tell();

    void Tell() => progress?.Report(new(before + Count, total, Rate));
}
