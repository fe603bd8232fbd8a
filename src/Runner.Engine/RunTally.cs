using Runner.Engine.Events;

namespace Runner.Engine;

/// <summary>Counts how the steps of a run ended, those of called workflows too.</summary>
sealed class RunTally
{
    int succeeded, failed, skipped, cancelled;

    public void Add(Outcome outcome, int steps = 1)
    {
        switch (outcome)
        {
            case Outcome.Success: Interlocked.Add(ref succeeded, steps); break;
            case Outcome.Failure: Interlocked.Add(ref failed, steps); break;
            case Outcome.Skipped: Interlocked.Add(ref skipped, steps); break;
            case Outcome.Cancelled: Interlocked.Add(ref cancelled, steps); break;
        }
    }

    /// <summary>The run's last event.</summary>
    public RunFinished Finish(Outcome outcome, TimeSpan duration, int exitCode) => new(outcome, duration, succeeded, failed, skipped, cancelled, exitCode);
}
