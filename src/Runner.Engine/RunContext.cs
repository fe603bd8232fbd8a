using Runner.Engine.Events;
using Runner.Engine.Secrets;

namespace Runner.Engine;

/// <summary>What every part of one run shares.</summary>
sealed class RunContext(RunRequest request, EventStream events, SecretMasker masker, RunTally tally)
{
    public RunRequest Request { get; } = request;

    public EventStream Events { get; } = events;

    public SecretMasker Masker { get; } = masker;

    public RunTally Tally { get; } = tally;

    public TimeProvider Time => Request.Time;
}
