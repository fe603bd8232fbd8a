using System.Data.Common;

namespace Runner.Store.Databases;

/// <summary>
/// The database behind the store. Statements are the same for SQLite and PostgreSQL; the few words in which they differ are here.
/// </summary>
abstract class Database : IAsyncDisposable
{
    /// <summary>Opens a connection, or takes one from the pool.</summary>
    /// <exception cref="StoreException">There is no connection to be had.</exception>
    public abstract ValueTask<DbConnection> ConnectAsync(CancellationToken cancel);

    /// <summary>Whether a failure passes by itself: the server restarts, the file is locked by another process, the disk is full.</summary>
    public abstract bool IsTransient(DbException failure);

    /// <summary>The failure in words for people.</summary>
    public abstract StoreException Explain(DbException failure);

    /// <summary>The type of bytes.</summary>
    public abstract string BlobType { get; }

    /// <summary>Ends a SELECT whose rows are taken by one of several at once; nothing where there is one writer.</summary>
    public abstract string ForUpdateSkipLocked { get; }

    /// <summary>LIKE, to which upper and lower case are the same.</summary>
    public abstract string Like { get; }

    /// <summary>Whether a column has one of the values of a parameter, which is an array.</summary>
    public abstract string In(string column, string parameter);

    /// <summary>Whether it has none of them.</summary>
    public abstract string NotIn(string column, string parameter);

    /// <summary>Within a transaction, waits until no other node holds the same lock; nothing where all writers take turns anyway.</summary>
    /// <param name="connection">The transaction's connection.</param>
    /// <param name="name">A number of ours.</param>
    public abstract Task LockAsync(DbConnection connection, long name);

    /// <summary>A SELECT of the milliseconds since 1970 by the clock of the database's machine; null where that is this one.</summary>
    public virtual string? ClockQuery => null;

    /// <summary>Waits for the turn to write, where writers of this process take turns; null where they need not.</summary>
    protected virtual ValueTask<IDisposable?> TurnAsync(CancellationToken cancel) => new((IDisposable?)null);

    /// <summary>Begins a transaction that writes.</summary>
    protected abstract ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancel);

    /// <summary>Reads.</summary>
    /// <exception cref="StoreException">The database fails.</exception>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancel)
    {
        try
        {
            await using var connection = await ConnectAsync(cancel).ConfigureAwait(false);
            return await read(connection).ConfigureAwait(false);
        }
        catch (DbException e)
        {
            throw Explain(e);
        }
    }

    /// <summary>Writes, all of it or nothing.</summary>
    /// <param name="write">What to do on the connection, in its transaction: commands that it makes are in it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreException">The database fails, and nothing was written.</exception>
    public async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken cancel)
    {
        try
        {
            using var turn = await TurnAsync(cancel).ConfigureAwait(false);
            await using var connection = await ConnectAsync(cancel).ConfigureAwait(false);
            await using var transaction = await BeginAsync(connection, cancel).ConfigureAwait(false);
            var result = await write(connection).ConfigureAwait(false);
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        catch (DbException e)
        {
            throw Explain(e);
        }
    }

    /// <summary>Closes the connections.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>The database that the options name. Nothing is opened yet.</summary>
    /// <exception cref="StoreException">The location makes no sense.</exception>
    public static Database Of(StoreOptions options) => options.IsPostgres ? new PostgresDatabase(options.Location) : new SqliteDatabase(options.Location);
}
