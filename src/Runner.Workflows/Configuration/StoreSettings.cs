namespace Runner.Workflows.Configuration;

/// <summary>Where a project's runs are remembered, and for how long.</summary>
public sealed record StoreSettings
{
    /// <summary>The full path of a SQLite file, or a PostgreSQL URL; null where the file does not say.</summary>
    public string? Location { get; init; }

    /// <summary>The full path of the file with the key under which secret values are kept; null for the one beside the SQLite file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>How long runs are kept that succeeded.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long the others are kept.</summary>
    public TimeSpan KeepFailedFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How many runs are kept that succeeded, and how many of the others.</summary>
    public int KeepRuns { get; init; } = 10_000;

    /// <summary>Whether a location is a PostgreSQL URL.</summary>
    public static bool IsUrl(string location) => location.StartsWith("postgresql://", StringComparison.Ordinal) || location.StartsWith("postgres://", StringComparison.Ordinal);
}
