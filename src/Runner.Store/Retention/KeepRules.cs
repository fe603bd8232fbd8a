namespace Runner.Store.Retention;

/// <summary>How long runs are remembered once they ended. Runs that wait or run are never removed.</summary>
public sealed record KeepRules
{
    /// <summary>How long runs are kept that succeeded.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long the others are kept.</summary>
    public TimeSpan FailedFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How many runs are kept that succeeded, and how many of the others.</summary>
    public int Runs { get; init; } = 10_000;
}
