namespace Runner.Store;

/// <summary>Where runs are remembered.</summary>
public sealed record StoreOptions
{
    /// <summary>
    /// The path of a SQLite file, or a PostgreSQL URL: <c>postgresql://user@host:5432/database</c>. A password is better given
    /// through <c>PGPASSWORD</c> or <c>~/.pgpass</c> than in it.
    /// </summary>
    public required string Location { get; init; }

    /// <summary>
    /// The key under which secret values are sealed: 32 bytes in base64 or hexadecimal digits. Null takes <see cref="KeyFile"/>.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// The file with that key, made when it is first needed. Null is <c>store.key</c> beside the SQLite file; with PostgreSQL it is none, and
    /// without a key no secret values are kept.
    /// </summary>
    public string? KeyFile { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether values that hold secrets can be kept: there is a key, or a place to make one in.</summary>
    public bool KeepsSecretValues => Key is { Length: > 0 } || KeyFile is not null || !IsPostgres;

    /// <summary>Whether <see cref="Location"/> names a PostgreSQL server.</summary>
    public bool IsPostgres => Location.StartsWith("postgres://", StringComparison.Ordinal) || Location.StartsWith("postgresql://", StringComparison.Ordinal);
}
