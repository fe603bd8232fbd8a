using Runner.Store.Queue;

namespace Runner.Store.Schedules;

/// <summary>What becomes of a slot.</summary>
public enum SlotOutcome
{
    /// <summary>Somebody else had decided it.</summary>
    Taken,

    /// <summary>Its run is queued.</summary>
    Run,

    /// <summary>The run before has not ended.</summary>
    Overlap,

    /// <summary>It came too late.</summary>
    Missed,

    /// <summary>The schedule is paused.</summary>
    Paused,

    /// <summary>It lies in a maintenance window.</summary>
    Maintenance,
}

/// <summary>What happens when a run of the schedule has not ended.</summary>
public enum SlotOverlap
{
    /// <summary>The new one is left out.</summary>
    Skip,

    /// <summary>It waits, unless too many do already. The run itself claims the schedule's place.</summary>
    Queue,

    /// <summary>The others are asked to end. The run itself claims the schedule's place.</summary>
    Cancel,

    /// <summary>Nothing.</summary>
    Allow,
}

/// <summary>A slot, and what is to become of it unless the schedule is paused or its run overlaps.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Wish">What is to become of it.</param>
public sealed record WantedSlot(DateTimeOffset Slot, SlotOutcome Wish)
{
    /// <summary>The run, where one is wanted.</summary>
    public NewRun? Run { get; init; }

    /// <summary>What happens when another has not ended.</summary>
    public SlotOverlap Overlap { get; init; }
}

/// <summary>What a schedule has to decide.</summary>
/// <param name="Schedule">The schedule's id.</param>
/// <param name="Until">All slots to here are decided with these.</param>
/// <param name="NextAt">The one that follows; null for none.</param>
/// <param name="Slots">The slots, the oldest first.</param>
public sealed record SlotDecision(string Schedule, DateTimeOffset Until, DateTimeOffset? NextAt, IReadOnlyList<WantedSlot> Slots);

/// <summary>What became of a slot.</summary>
/// <param name="Schedule">The schedule's id.</param>
/// <param name="Slot">The slot, and what was wished.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record DecidedSlot(string Schedule, WantedSlot Slot, SlotOutcome Outcome);
