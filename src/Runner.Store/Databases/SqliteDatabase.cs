using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Runner.Store.Databases;

/// <summary>
/// A SQLite file with a write-ahead log: readers never wait. Writers take turns, first in this process, then with others through
/// the file's lock.
/// </summary>
sealed class SqliteDatabase : Database
{
    const int BusyTimeoutSeconds = 10;
    const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    readonly string path;
    readonly string connectionString;

    // SQLite's lock makes no queue: without this, writers of this process would sleep and race.
    readonly SemaphoreSlim writer = new(1);

    public SqliteDatabase(string path)
    {
        this.path = Path.GetFullPath(path);
        connectionString = new SqliteConnectionStringBuilder { DataSource = this.path, DefaultTimeout = BusyTimeoutSeconds, Pooling = true }.ToString();
    }

    public override string BlobType => "BLOB";

    public override string ForUpdateSkipLocked => "";

    public override async ValueTask<DbConnection> ConnectAsync(CancellationToken cancel)
    {
        if (!File.Exists(path)) MakeFile();
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancel).ConfigureAwait(false);
            await using var command = connection.CreateCommand();
            // NORMAL: a commit survives the death of the process at once, the death of the machine from the next checkpoint on.
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;";
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            return connection;
        }
        catch (SqliteException e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw Explain(e);
        }
    }

    /// <summary>Readable by its owner only: results of steps are as confidential as what they talk to.</summary>
    void MakeFile()
    {
        if (Directory.Exists(path)) throw new StoreException($"the run store {path} is a folder", $"name a file, such as {Path.Combine(path, "runner.db")}");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            new FileStream(path, options).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the run store {path} cannot be made: {e.Message}", "name another place with `store:` in runner.yaml, or RUNNER_STORE", e);
        }
    }

    protected override async ValueTask<IDisposable?> TurnAsync(CancellationToken cancel)
    {
        await writer.WaitAsync(cancel).ConfigureAwait(false);
        return new Turn(writer);
    }

    // Not deferred: a transaction that first reads and then writes could not wait for its turn any more.
    protected override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancel) =>
        new(((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false));

    public override string Like => "LIKE";

    // Dapper makes a list of it.
    public override string In(string column, string parameter) => $"{column} IN {parameter}";

    public override string NotIn(string column, string parameter) => $"{column} NOT IN {parameter}";

    public override Task LockAsync(DbConnection connection, long name) => Task.CompletedTask;

    public override bool IsTransient(DbException failure) => failure is SqliteException { SqliteErrorCode: Busy or Locked or Full or IoError };

    public override StoreException Explain(DbException failure)
    {
        var code = (failure as SqliteException)?.SqliteErrorCode ?? 0;
        var (message, help) = code switch
        {
            Busy or Locked => ("is locked by another process", "see which one has it open, such as a backup; Runner waited " + BusyTimeoutSeconds + " s"),
            ReadOnly => ("may not be written", "its folder must be writable too, for the write-ahead log"),
            Full => ("cannot grow: the disk is full", "make room; runs that go on are kept in memory meanwhile, or end"),
            Corrupt or NotADatabase => ("is damaged, or no database", "it was left as it is. Move it away and Runner begins a new one, or restore a copy; `sqlite3 FILE .recover` may save what is in it"),
            CannotOpen => ("cannot be opened", "is its folder there, and may you write in it?"),
            _ => ($"failed: {failure.Message}", null),
        };
        return new($"the run store {path} {message}", help, failure) { IsTransient = IsTransient(failure) };
    }

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearPool(new SqliteConnection(connectionString));
        writer.Dispose();
        return ValueTask.CompletedTask;
    }

    sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        public void Dispose() => writer.Release();
    }
}
