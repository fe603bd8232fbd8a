namespace Runner.Store.Tests;

/// <summary>A clock that goes when it is told to.</summary>
public sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    long ticks = now.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);
}
