using System.Collections.Concurrent;
using Quartz;

namespace Runner.Service.Clock;

/// <summary>
/// Rings when a schedule's slot comes: one Quartz trigger for each schedule, at its next slot and no further, since the times are those of
/// <see cref="Workflows.Schedules.ScheduleTimes"/>. A ring decides nothing, so that one too many, or one that comes late, does no harm.
/// </summary>
sealed class ScheduleClock : IAsyncDisposable
{
    /// <summary>Rings at once; each only writes to a queue.</summary>
    const int MostAtOnce = 50;

    static readonly JobKey Job = new("ring", "runner");

    /// <summary>Quartz makes jobs of their type's name; the clock that a ring is for is found by its scheduler's.</summary>
    static readonly ConcurrentDictionary<string, ScheduleClock> Clocks = new(StringComparer.Ordinal);

    readonly IScheduler scheduler;
    readonly Action<string> ring;

    ScheduleClock(IScheduler scheduler, Action<string> ring) => (this.scheduler, this.ring) = (scheduler, ring);

    /// <summary>Starts a clock.</summary>
    /// <param name="ring">Called with a schedule's id; it must not take long.</param>
    /// <param name="time">The clock behind it.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<ScheduleClock> StartAsync(Action<string> ring, TimeProvider time, CancellationToken cancel)
    {
        var name = $"runner-{Guid.NewGuid():N}";
        var scheduler = await QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = name;
                // A clock that was set forward is noticed within this.
                options.IdleWaitTime = TimeSpan.FromSeconds(1);
                options.MaxBatchSize = MostAtOnce;
            });
            quartz.UseDefaultThreadPool(MostAtOnce);
            quartz.UseInMemoryStore(_ => { });
            quartz.UseTimeProvider(time);
        }).BuildScheduler(cancel).ConfigureAwait(false);
        var clock = new ScheduleClock(scheduler, ring);
        Clocks[name] = clock;
        await scheduler.AddJob(JobBuilder.Create<RingJob>().WithIdentity(Job).StoreDurably().Build(), new() { Replace = true }, cancel).ConfigureAwait(false);
        await scheduler.Start(cancel).ConfigureAwait(false);
        return clock;
    }

    /// <summary>Rings once for a schedule, in the place of what was set before.</summary>
    public async Task SetAsync(string schedule, DateTimeOffset at, CancellationToken cancel)
    {
        var trigger = TriggerBuilder.Create().WithIdentity(schedule).ForJob(Job).StartAt(at)
            .WithSchedule(SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
        await scheduler.ScheduleJob(trigger, ScheduleJobOptions.Replacing, cancel).ConfigureAwait(false);
    }

    /// <summary>Rings no more for a schedule.</summary>
    public async Task RemoveAsync(string schedule, CancellationToken cancel) => await scheduler.UnscheduleJob(new TriggerKey(schedule), cancel).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        Clocks.TryRemove(scheduler.SchedulerName, out _);
        await scheduler.Shutdown(false, CancellationToken.None).ConfigureAwait(false);
    }

    internal sealed class RingJob : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancel)
        {
            if (Clocks.TryGetValue(context.Scheduler.SchedulerName, out var clock)) clock.ring(context.Trigger.Key.Name);
            return default;
        }
    }
}
