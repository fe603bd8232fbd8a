using Runner.Service.Catalogue;
using Runner.Store.Queue;
using Runner.Store.Schedules;
using Runner.Workflows.Checked;
using Runner.Workflows.Schedules;

namespace Runner.Service.Slots;

/// <summary>What is to become of the slots of a schedule between two moments.</summary>
static class SlotPlan
{
    /// <summary>A slot that is older than this was missed.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    /// <summary>No more missed slots than this are made up for, and no more noted as missed.</summary>
    public const int MostMissed = 100;

    /// <summary>No more slots than this are looked at.</summary>
    const int MostSeen = 100_000;

    /// <summary>Decides.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="decidedUntil">All slots to here are decided.</param>
    /// <param name="now">The moment.</param>
    /// <param name="maintenance">When nothing is to start.</param>
    /// <param name="runOf">Makes the run for a slot that is due at a moment.</param>
    public static SlotDecision Make(ServedSchedule schedule, DateTimeOffset decidedUntil, DateTimeOffset now, IReadOnlyList<MaintenanceWindow> maintenance, Func<DateTimeOffset, DateTimeOffset, bool, NewRun> runOf)
    {
        now = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var policy = schedule.Schedule.Misfire;
        var (missed, current) = SlotsBetween(schedule, decidedUntil, now);
        var wanted = new List<WantedSlot>();
        for (var i = 0; i < missed.Count; i++)
        {
            var isNewest = i == missed.Count - 1;
            var slot = missed[i];
            var makesUp = now - slot <= schedule.Schedule.MisfireWindow && policy switch
            {
                // A start that is due now stands for those that were missed.
                ScheduleMisfire.RunOnce => isNewest && current.Count == 0,
                ScheduleMisfire.RunAll => true,
                _ => false,
            };
            wanted.Add(makesUp ? WantedRun(slot, isMadeUp: true) : new(slot, SlotOutcome.Missed));
        }

        foreach (var slot in current) wanted.Add(WantedRun(slot, isMadeUp: false));
        return new(schedule.Id, now, schedule.Times.Next(now), wanted);

        WantedSlot WantedRun(DateTimeOffset slot, bool isMadeUp)
        {
            // One that is made up for starts now, so that now counts.
            if (maintenance.Any(window => window.Covers(isMadeUp ? now : slot, schedule.Workflow.Name, schedule.File))) return new(slot, SlotOutcome.Maintenance);
            var overlap = schedule.Schedule.Overlap switch
            {
                // Those that are made up for would leave each other out, cancel each other, or all run at once.
                _ when isMadeUp && policy == ScheduleMisfire.RunAll => SlotOverlap.Queue,
                ScheduleOverlap.Skip => SlotOverlap.Skip,
                ScheduleOverlap.Queue => SlotOverlap.Queue,
                ScheduleOverlap.Cancel => SlotOverlap.Cancel,
                _ => SlotOverlap.Allow,
            };
            var due = (isMadeUp ? now : slot) + schedule.Times.JitterOf(slot);
            return new(slot, SlotOutcome.Run) { Overlap = overlap, Run = runOf(slot, due, overlap is SlotOverlap.Queue or SlotOverlap.Cancel) };
        }
    }

    static (List<DateTimeOffset> Missed, List<DateTimeOffset> Current) SlotsBetween(ServedSchedule schedule, DateTimeOffset after, DateTimeOffset now)
    {
        var missed = new Queue<DateTimeOffset>();
        var current = new List<DateTimeOffset>();
        // What is older than the window is given up unseen, but for the last one, which says that some were.
        var oldest = now - (schedule.Schedule.Misfire == ScheduleMisfire.Skip ? TimeSpan.FromHours(1) : schedule.Schedule.MisfireWindow);
        if (after < oldest)
        {
            if (schedule.Times.Next(after) is { } first && first <= oldest) missed.Enqueue(first);
            after = oldest.AddTicks(-1);
        }

        var seen = 0;
        for (var slot = schedule.Times.Next(after); slot <= now && seen++ < MostSeen; slot = schedule.Times.Next(slot.Value))
        {
            if (now - slot.Value <= Late)
            {
                current.Add(slot.Value);
                continue;
            }

            missed.Enqueue(slot.Value);
            if (missed.Count > MostMissed) missed.Dequeue();
        }

        return ([.. missed], current);
    }
}
