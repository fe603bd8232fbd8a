using Runner.Engine.Events;
using Runner.Engine.Jobs;

namespace Runner.Engine.Durability;

/// <summary>What a run had said of a job, or of an item of one, before its process ended.</summary>
sealed class PastJob
{
    /// <summary>Whether it had begun.</summary>
    public bool Started { get; set; }

    /// <summary>The number of the event with which it first began; with another attempt of the step that calls its workflow it begins anew.</summary>
    public long Since { get; set; }

    /// <summary>The batches whose end was said, where nodes share its items.</summary>
    public HashSet<int> Batches { get; } = [];

    /// <summary>How many items it had; null for a job that is not repeated.</summary>
    public int? Items { get; set; }

    /// <summary>How it had ended, with its outputs as they were; null when it had not.</summary>
    public JobFinished? Finished { get; set; }

    /// <summary>What had kept it from succeeding.</summary>
    public FailureKind Failure { get; private set; }

    /// <summary>The first reason for that.</summary>
    public ErrorInfo? Error { get; private set; }

    /// <summary>Whether it had begun and not ended.</summary>
    public bool IsUnderWay => Started && Finished is null;

    /// <summary>A part of it had failed, or it had by itself.</summary>
    public void Fail(FailureKind failure, ErrorInfo? error)
    {
        Failure = FailureKinds.Worst(Failure, failure);
        Error ??= error;
    }

    /// <summary>How it had ended, as the jobs after it see it.</summary>
    public JobResult ToResult() => new(Finished!.Outcome)
    {
        Conclusion = Finished.Conclusion,
        Failure = Finished.Outcome == Outcome.Failure && Failure == FailureKind.None ? FailureKind.Error : Failure,
        Error = Error ?? Finished.Error,
        OwnError = Finished.Error,
        Outputs = Finished.Outputs,
        Items = Finished.Items,
    };
}
