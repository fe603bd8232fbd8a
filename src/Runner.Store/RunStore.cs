using Runner.Store.Databases;
using Runner.Store.Migrations;

namespace Runner.Store;

/// <summary>What Runner remembers: runs and what they said, the queue, schedules and their slots, nodes.</summary>
public sealed class RunStore : IAsyncDisposable
{
    RunStore(Database database, TimeProvider time) => (Database, Time) = (database, time);

    internal Database Database { get; }

    internal TimeProvider Time { get; }

    /// <summary>Opens the store, and brings it to this version's schema.</summary>
    /// <exception cref="StoreException">It cannot be opened, is damaged, or was written by a later version.</exception>
    public static async Task<RunStore> OpenAsync(StoreOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        var database = Database.Of(options);
        try
        {
            await Migrator.MigrateAsync(database, cancel).ConfigureAwait(false);
            return new(database, options.Time);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the store.</summary>
    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
