using Runner.Engine.Events;
using Runner.Engine.Secrets;

namespace Runner.Engine;

/// <summary>What every part of one run shares.</summary>
sealed class RunContext(RunRequest request, EventStream events, SecretMasker masker, RunTally tally, Func<bool> isOverdue)
{
    public RunRequest Request { get; } = request;

    public EventStream Events { get; } = events;

    public SecretMasker Masker { get; } = masker;

    public RunTally Tally { get; } = tally;

    public TimeProvider Time => Request.Time;

    /// <summary>Whether the run ended because of its own limit, rather than somebody's wish.</summary>
    public bool IsOverdue => isOverdue();
}
