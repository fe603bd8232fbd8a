using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using Dapper;
using Npgsql;

namespace Runner.Store.Databases;

/// <summary>A PostgreSQL database, which several nodes may share.</summary>
sealed class PostgresDatabase : Database
{
    /// <summary>Of one process. A server lets in 100 by default, of all nodes and commands together.</summary>
    const int MostConnections = 16;

    readonly NpgsqlDataSource source;
    readonly string place;

    public PostgresDatabase(string url)
    {
        var builder = Parse(url);
        place = $"{builder.Host}:{builder.Port}/{builder.Database}";
        source = NpgsqlDataSource.Create(builder);
    }

    public override string BlobType => "BYTEA";

    public override string ForUpdateSkipLocked => " FOR UPDATE SKIP LOCKED";

    public override string ClockQuery => "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT";

    public override async ValueTask<DbConnection> ConnectAsync(CancellationToken cancel)
    {
        try
        {
            return await source.OpenConnectionAsync(cancel).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw Explain(e);
        }
    }

    protected override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancel) => connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);

    public override string Like => "ILIKE";

    public override string In(string column, string parameter) => $"{column} = ANY({parameter})";

    public override string NotIn(string column, string parameter) => $"{column} <> ALL({parameter})";

    public override Task LockAsync(DbConnection connection, long name) => connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@name)", new { name });

    public override bool IsTransient(DbException failure) => failure.IsTransient || failure.InnerException is IOException or SocketException;

    public override StoreException Explain(DbException failure) => failure switch
    {
        // 57P: the server shuts down, or has just started; 53: it has no more connections, or no room on its disk.
        PostgresException { SqlState: ['5', '7', 'P', ..] or ['5', '3', ..] } => new($"the run store {place}: {failure.Message}", null, failure) { IsTransient = true },
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } => new($"the run store {place}: {failure.Message}", "give the password through PGPASSWORD or ~/.pgpass", failure),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new($"the run store {place}: there is no such database", "make it: createdb NAME", failure),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new($"the run store {place}: {failure.Message}", "the user must be allowed to make tables in the database", failure),
        { InnerException: SocketException } => new($"the run store {place} cannot be reached: {failure.InnerException!.Message}", "is the server running, and `store:` in runner.yaml right?", failure) { IsTransient = true },
        _ => new($"the run store {place} failed: {failure.Message}", null, failure) { IsTransient = IsTransient(failure) },
    };

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    static NpgsqlConnectionStringBuilder Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.AbsolutePath.Length < 2)
            throw new StoreException($"`{WithoutPassword(url)}` names no PostgreSQL database", "such as postgresql://runner@localhost/runner");
        var (user, password) = uri.UserInfo.Split(':', 2) is [var name, var secret] ? (name, secret) : (uri.UserInfo, "");
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host, Port = uri.IsDefaultPort ? 5432 : uri.Port, Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]), ApplicationName = "runner", MaxPoolSize = MostConnections, Timeout = 5, CommandTimeout = 30 };
        if (user.Length > 0) builder.Username = Uri.UnescapeDataString(user);
        if (password.Length > 0) builder.Password = Uri.UnescapeDataString(password);
        foreach (var part in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = part.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (part, "");
            try
            {
                // libpq's names, where Npgsql has others.
                builder[key switch { "sslmode" => "SSL Mode", "sslrootcert" => "Root Certificate", "host" => "Host", _ => key }] = value.Replace("-", "", StringComparison.Ordinal) is var plain && key == "sslmode" ? plain : value;
            }
            catch (ArgumentException e)
            {
                throw new StoreException($"`{WithoutPassword(url)}`: {key}={value} is not known", "such as sslmode=verify-full", e);
            }
        }

        return builder;
    }

    static string WithoutPassword(string url)
    {
        var at = url.LastIndexOf('@');
        var colon = at < 0 ? -1 : url.IndexOf(':', url.IndexOf("//", StringComparison.Ordinal) + 2);
        return colon >= 0 && colon < at ? url[..colon] + url[at..] : url;
    }
}
