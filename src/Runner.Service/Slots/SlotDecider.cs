using System.Collections.Concurrent;
using System.Threading.Channels;
using Runner.Service.Catalogue;
using Runner.Service.Clock;
using Runner.Service.Health;
using Runner.Service.Logging;
using Runner.Store;
using Runner.Store.Queue;
using Runner.Store.Schedules;

namespace Runner.Service.Slots;

/// <summary>
/// Answers the clock: slots that have come are decided in the store, all that rang since the last time in one transaction, and what they start is
/// queued in the same. One loop does it, so that a schedule is decided once at a time.
/// </summary>
sealed class SlotDecider(ServiceOptions options, ScheduleCatalogue catalogue, ServiceMetrics metrics, string node, Action<DateTimeOffset> queued)
{
    /// <summary>A transaction of more would keep others waiting.</summary>
    const int MostAtOnce = 500;

    static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    readonly Channel<string> rings = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    readonly ConcurrentDictionary<string, DateTimeOffset> decided = new(StringComparer.Ordinal);

    /// <summary>Says that a slot of a schedule may have come.</summary>
    public void Ring(string schedule) => rings.Writer.TryWrite(schedule);

    /// <summary>Notes how far the store says that schedules are decided, and has what was missed decided.</summary>
    public void Begin(IReadOnlyList<StoredSchedule> stored)
    {
        foreach (var schedule in stored)
        {
            decided[schedule.Id] = schedule.DecidedUntil;
            Ring(schedule.Id);
        }
    }

    /// <summary>Decides until it is cancelled.</summary>
    public async Task RunAsync(ScheduleClock clock, CancellationToken cancel)
    {
        var due = new HashSet<string>(StringComparer.Ordinal);
        var failing = false;
        while (await rings.Reader.WaitToReadAsync(cancel).ConfigureAwait(false))
        {
            while (due.Count < MostAtOnce && rings.Reader.TryRead(out var id)) due.Add(id);
            try
            {
                await DecideAsync(due, clock, cancel).ConfigureAwait(false);
                if (failing) options.Log.Write(ServiceLogLevel.Info, "store-back", ("doing", "deciding slots"));
                failing = false;
            }
            catch (StoreException e)
            {
                // Once: it is tried again each second.
                if (!failing) options.Log.Write(ServiceLogLevel.Error, "store-failed", ("doing", "deciding slots"), ("problem", e.Message), ("help", e.Help));
                failing = true;
                // Nothing was decided, so that what rang is as due as before.
                foreach (var id in due) Ring(id);
                await Task.Delay(Retry, options.Time, cancel).ConfigureAwait(false);
            }

            due.Clear();
        }
    }

    async Task DecideAsync(HashSet<string> due, ScheduleClock clock, CancellationToken cancel)
    {
        var now = options.Time.GetUtcNow();
        var decisions = new List<SlotDecision>(due.Count);
        foreach (var id in due)
        {
            if (!catalogue.Schedules.TryGetValue(id, out var schedule)) continue;
            var decision = SlotPlan.Make(schedule, decided.GetOrAdd(id, now), now, options.Configuration.Maintenance, (slot, at, waits) => RunOf(schedule, slot, at, waits));
            decisions.Add(decision);
        }

        var toWrite = decisions.FindAll(decision => decision.Slots.Count > 0);
        IReadOnlyList<DecidedSlot> outcomes = toWrite.Count == 0 ? [] : await metrics.TimedAsync(() => options.Store.Schedules.DecideAsync(toWrite, node, cancel)).ConfigureAwait(false);
        foreach (var decision in decisions)
        {
            decided.AddOrUpdate(decision.Schedule, decision.Until, (_, known) => known > decision.Until ? known : decision.Until);
            if (decision.NextAt is { } next) await clock.SetAsync(decision.Schedule, next, cancel).ConfigureAwait(false);
        }

        DateTimeOffset? first = null;
        foreach (var outcome in outcomes)
        {
            Tell(outcome);
            if (outcome.Outcome == SlotOutcome.Run && !(first < outcome.Slot.Run!.DueAt)) first = outcome.Slot.Run!.DueAt;
        }

        if (first is { } at) queued(at);
    }

    NewRun RunOf(ServedSchedule schedule, DateTimeOffset slot, DateTimeOffset due, bool waits)
    {
        var run = new NewRun
        {
            Workflow = schedule.Workflow.Name,
            File = schedule.File,
            Folder = options.Project,
            Project = options.Project,
            Trigger = "schedule",
            DueAt = due,
            Inputs = schedule.Inputs,
            Definition = schedule.Definition,
            Schedule = schedule.Id,
            RunsOn = schedule.Workflow.RunsOn,
            Slot = slot,
        };
        var claims = RunClaims.Of(schedule.Workflow, run, options.Composer);
        return run with { Concurrency = waits ? [.. claims, new($"schedule:{schedule.Id}", 1)] : claims };
    }

    void Tell(DecidedSlot decided)
    {
        metrics.Slot(decided.Schedule, decided.Outcome);
        switch (decided.Outcome)
        {
            case SlotOutcome.Taken: break;
            case SlotOutcome.Run:
                options.Log.Write(ServiceLogLevel.Debug, "slot-queued", ("schedule", decided.Schedule), ("slot", decided.Slot.Slot), ("run", decided.Slot.Run!.Id), ("due", decided.Slot.Run.DueAt));
                break;
            default:
                options.Log.Write(decided.Outcome is SlotOutcome.Missed or SlotOutcome.Overlap ? ServiceLogLevel.Warning : ServiceLogLevel.Info, "slot-skipped",
                    ("schedule", decided.Schedule), ("slot", decided.Slot.Slot), ("why", Why(decided)));
                break;
        }
    }

    string Why(DecidedSlot decided) => decided.Outcome switch
    {
        SlotOutcome.Overlap => decided.Slot.Overlap == SlotOverlap.Queue ? $"overlap: {ScheduleStore.MostWaiting} runs of it wait already" : "overlap: the run before has not ended",
        SlotOutcome.Missed => "missed: the service did not run, or the clock was set forward",
        SlotOutcome.Maintenance => "maintenance" + (options.Configuration.Maintenance.FirstOrDefault(window => window.Covers(decided.Slot.Slot, "", ""))?.Reason is { } reason ? $": {reason}" : ""),
        _ => ScheduleStore.Word(decided.Outcome),
    };
}
