using System.ComponentModel;
using Runner.Sdk;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Types;

namespace Runner.Engine.BuiltIn;

[Action("delay", Idempotent = true), Description("Waits.")]
sealed record Delay : IAction<Delayed>
{
    public static readonly LoadedAction Loaded = LoadedAction.Of<Delay, Delayed>();

    /// <summary>A wait that is no longer says nothing of itself, and a longer one no more often.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    [Description("How long to wait")]
    public required TimeSpan For { get; init; }

    public async ValueTask<Delayed> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var started = context.Time.GetTimestamp();
        // A wait of a day need not be told of 86,400 times.
        var pause = For / 100 > Quiet ? For / 100 : Quiet;
        while (true)
        {
            var elapsed = context.Time.GetElapsedTime(started);
            var left = For - elapsed;
            if (left <= TimeSpan.Zero) return new(elapsed);
            if (elapsed > TimeSpan.Zero) context.Progress($"{DurationText.Format(WholeSeconds(left))} left of {DurationText.Format(For)}", elapsed / For);
            // Timers count in whole milliseconds; less than one would not wait at all, and go round here.
            var step = left < pause ? left : pause;
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(step.TotalMilliseconds)), context.Time, cancel).ConfigureAwait(false);
        }
    }

    static TimeSpan WholeSeconds(TimeSpan time) => TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
}

sealed record Delayed([property: Description("How long it waited")] TimeSpan Elapsed);
