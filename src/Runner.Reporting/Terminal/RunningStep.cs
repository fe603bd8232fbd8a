using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>What is known of a step that runs.</summary>
sealed class RunningStep(StepIdentity identity, long started)
{
    internal StepIdentity Identity { get; } = identity;

    /// <summary>When it began, as the time provider's timestamp.</summary>
    internal long Started { get; } = started;

    internal int Attempt { get; private set; }

    internal int Attempts { get; private set; }

    internal string Message { get; private set; } = "";

    internal double? Fraction { get; private set; }

    /// <summary>How long it waits for its next attempt, from <see cref="WaitStarted"/>; null while an attempt runs.</summary>
    internal TimeSpan? Wait { get; private set; }

    internal long WaitStarted { get; private set; }

    internal void Apply(AttemptStarted attempt)
    {
        (Attempt, Attempts, Wait) = (attempt.Attempt, attempt.Attempts, null);
        (Message, Fraction) = ("", null);
    }

    internal void Apply(RetryScheduled retry, long now) =>
        (Attempt, Attempts, Wait, WaitStarted) = (retry.Attempt, retry.Attempts, retry.Delay, now);

    // What is not a number has no place in a bar.
    internal void Apply(StepProgressed progress) =>
        (Message, Fraction) = (
            progress.Message,
            progress.Fraction is { } fraction && double.IsFinite(fraction) ? Math.Clamp(fraction, 0, 1) : null);
}
