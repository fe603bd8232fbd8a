using Runner.Engine.Events;

namespace Runner.Engine.Jobs;

/// <summary>What kept a part of a run from succeeding; the worst of several counts.</summary>
enum FailureKind
{
    None,

    /// <summary>An expectation did not hold.</summary>
    Expectation,

    /// <summary>Something could not be done.</summary>
    Error,
}

static class FailureKinds
{
    public static FailureKind Of(ErrorInfo? error) => error?.Kind == ErrorInfo.Expectation ? FailureKind.Expectation : FailureKind.Error;

    public static FailureKind Worst(FailureKind left, FailureKind right) => left > right ? left : right;
}
