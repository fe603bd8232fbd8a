namespace Runner.Reporting.Tests;

/// <summary>A clock that moves only when told; timers fire on the calling thread.</summary>
sealed class ManualTime : TimeProvider
{
    readonly List<ManualTimer> timers = [];
    long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    internal int TimerCount => timers.Count;

    public override long GetTimestamp() => ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state), ticks + dueTime.Ticks, period.Ticks);
        timers.Add(timer);
        return timer;
    }

    internal void Advance(int milliseconds)
    {
        var end = ticks + TimeSpan.FromMilliseconds(milliseconds).Ticks;
        while (timers.Where(timer => timer.Next <= end).MinBy(timer => timer.Next) is { } due)
        {
            ticks = due.Next;
            due.Fire();
        }
        ticks = end;
    }

    sealed class ManualTimer(ManualTime time, Action callback, long next, long period) : ITimer
    {
        internal long Next { get; private set; } = next;

        internal void Fire()
        {
            Next += period;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => time.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
