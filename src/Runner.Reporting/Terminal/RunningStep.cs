using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>What is known of a step that runs.</summary>
sealed class RunningStep(string prefix, string name, long started) : LiveEntry(prefix, name, started)
{
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
