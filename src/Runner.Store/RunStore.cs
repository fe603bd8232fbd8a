using Runner.Store.Batches;
using Runner.Store.Databases;
using Runner.Store.Definitions;
using Runner.Store.Migrations;
using Runner.Store.Nodes;
using Runner.Store.Queue;
using Runner.Store.Reading;
using Runner.Store.Recording;
using Runner.Store.Retention;
using Runner.Store.Schedules;
using Runner.Store.Sealing;

namespace Runner.Store;

/// <summary>What Runner remembers: runs and what they said, the queue, schedules and their slots, nodes.</summary>
public sealed class RunStore : IAsyncDisposable
{
    readonly Lock gate = new();
    RunRecorder? recorder;

    RunStore(Database database, StoreOptions options)
    {
        (Database, Time) = (database, options.Time);
        var key = new StoreKey(options);
        Key = key;
        Definitions = new(database, options.Time);
        Retention = new(database, options.Time);
        Queue = new(database, key, options.Time);
        Nodes = new(database, options.Time);
        Batches = new(database, Queue, key, options.Time);
        Runs = new(database, key, Nodes, options.Time);
        Schedules = new(database, Queue, options.Time);
    }

    internal Database Database { get; }

    internal TimeProvider Time { get; }

    internal StoreKey Key { get; }

    /// <summary>The runs that are wanted, and who has them.</summary>
    public RunQueue Queue { get; }

    /// <summary>Batches of runs whose loops nodes share.</summary>
    public BatchStore Batches { get; }

    /// <summary>Who serves.</summary>
    public NodeStore Nodes { get; }

    /// <summary>What was done to schedules, and what became of their slots.</summary>
    public ScheduleStore Schedules { get; }

    /// <summary>Reads runs and what they said.</summary>
    public RunReader Runs { get; }

    /// <summary>Removes what need not be remembered any more.</summary>
    public RunRetention Retention { get; }

    /// <summary>The files of workflows by their contents.</summary>
    public DefinitionStore Definitions { get; }

    /// <summary>Writes down what the runs of this process say; made when it is first asked for.</summary>
    public RunRecorder Recorder
    {
        get
        {
            lock (gate) return recorder ??= new(Database, Key, Time);
        }
    }

    /// <summary>Opens the store, and brings it to this version's schema.</summary>
    /// <exception cref="StoreException">It cannot be opened, is damaged, or was written by a later version.</exception>
    public static async Task<RunStore> OpenAsync(StoreOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        var database = Database.Of(options);
        try
        {
            await Migrator.MigrateAsync(database, cancel).ConfigureAwait(false);
            return new(database, options);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Finds out whether the key for secret values is one, for a process that will need it; that there is none is no mistake.</summary>
    /// <exception cref="StoreException">It is no key, or cannot be read.</exception>
    public void CheckKey() => Key.Check();

    /// <summary>Closes the store, after what the recorder still has to write.</summary>
    public async ValueTask DisposeAsync()
    {
        if (recorder is not null) await recorder.DisposeAsync().ConfigureAwait(false);
        await Database.DisposeAsync().ConfigureAwait(false);
    }
}
