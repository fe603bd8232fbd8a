using Runner.Engine.Events;
using Runner.Engine.Scopes;
using Runner.Workflows.Values;

namespace Runner.Engine.Jobs;

/// <summary>How a job, or one item of it, ended.</summary>
/// <param name="Outcome">How, before <c>continue-on-error</c>.</param>
readonly record struct JobResult(Outcome Outcome)
{
    /// <summary>A job that the run is not of: it counts as done.</summary>
    public static JobResult LeftOut { get; } = new(Outcome.Skipped) { Conclusion = Outcome.Success };

    /// <summary>The outcome that the run and other jobs go by.</summary>
    public Outcome Conclusion { get; init; } = Outcome;

    /// <summary>What kept it from succeeding.</summary>
    public FailureKind Failure { get; init; }

    /// <summary>The first reason for a failure: a step's, or <see cref="OwnError"/>.</summary>
    public ErrorInfo? Error { get; init; }

    /// <summary>Why it ended so, where no step tells: a limit of time, a condition that cannot be evaluated.</summary>
    public ErrorInfo? OwnError { get; init; }

    /// <summary>Its outputs; null when it has none.</summary>
    public Value Outputs { get; init; }

    /// <summary>How the items of a repeated job ended.</summary>
    public ItemCounts? Items { get; init; }

    /// <summary>Whether a job that it needs, or needs in turn, has failed: <c>failure()</c> asks for that.</summary>
    public bool AfterFailure { get; init; }

    /// <summary>What expressions see of it.</summary>
    public Value ToContext() => OutcomeContext.Of(Outcome, Conclusion, Outputs, Items);
}
