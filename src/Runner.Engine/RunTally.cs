using Runner.Engine.Events;

namespace Runner.Engine;

/// <summary>Counts how steps ended, and works out what the run as a whole came to.</summary>
sealed class RunTally
{
    readonly Lock gate = new();
    int succeeded, failed, skipped, cancelled;
    bool anyError, anyExpectation, anyCancelled;

    public void Add(StepFinished step)
    {
        lock (gate)
        {
            switch (step.Outcome)
            {
                case Outcome.Success: succeeded++; break;
                case Outcome.Failure: failed++; break;
                case Outcome.Skipped: skipped++; break;
                case Outcome.Cancelled: cancelled++; break;
            }

            if (step.Conclusion != Outcome.Failure) return;
            if (step.Error?.Kind == ErrorInfo.Expectation) anyExpectation = true;
            else anyError = true;
        }
    }

    /// <summary>A job that was cancelled makes the run so, also when the cancellation came between two steps.</summary>
    public void Add(JobFinished job)
    {
        lock (gate) anyCancelled |= job.Outcome == Outcome.Cancelled;
    }

    /// <summary>The run's last event.</summary>
    /// <param name="duration">How long the run took.</param>
    /// <param name="overdue">Whether its limit ended it: that is a failure, not a wish.</param>
    public RunFinished Finish(TimeSpan duration, bool overdue)
    {
        var (outcome, exitCode) = this switch
        {
            { anyCancelled: true } when overdue => (Outcome.Failure, ExitCode.StepFailed),
            { anyCancelled: true } => (Outcome.Cancelled, ExitCode.Cancelled),
            { anyError: true } => (Outcome.Failure, ExitCode.StepFailed),
            { anyExpectation: true } => (Outcome.Failure, ExitCode.ExpectationFailed),
            _ => (Outcome.Success, ExitCode.Success),
        };
        return new(outcome, duration, succeeded, failed, skipped, cancelled, exitCode);
    }
}
