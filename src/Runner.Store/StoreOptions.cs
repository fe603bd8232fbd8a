namespace Runner.Store;

/// <summary>Where runs are remembered.</summary>
public sealed record StoreOptions
{
    /// <summary>
    /// The path of a SQLite file, or a PostgreSQL URL: <c>postgresql://user@host:5432/database</c>. A password is better given
    /// through <c>PGPASSWORD</c> or <c>~/.pgpass</c> than in it.
    /// </summary>
    public required string Location { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether <see cref="Location"/> names a PostgreSQL server.</summary>
    public bool IsPostgres => Location.StartsWith("postgres://", StringComparison.Ordinal) || Location.StartsWith("postgresql://", StringComparison.Ordinal);
}
