using Runner.Engine.Events;
using Runner.Store.Queue;

namespace Runner.Store.Tests;

/// <summary>Tests that every database has to pass.</summary>
public abstract class StoreTest(PostgresCluster postgres) : IDisposable
{
    public const string Sqlite = "sqlite", Postgres = "postgres";

    protected string Folder { get; } = Directory.CreateTempSubdirectory("runner-store-").FullName;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected ManualClock Clock { get; } = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    protected PostgresCluster Server => postgres;

    protected async Task<StoreOptions> OptionsAsync(string database) => new()
    {
        Location = database == Sqlite ? Path.Combine(Folder, "runner.db") : await postgres.NewDatabaseAsync(),
        Key = database == Sqlite ? null : Convert.ToBase64String(new byte[32]),
        Time = Clock,
    };

    protected async Task<RunStore> OpenAsync(string database) => await RunStore.OpenAsync(await OptionsAsync(database), Cancel);

    protected NewRun Run(string workflow = "check") => new()
    {
        Id = Guid.CreateVersion7(Clock.GetUtcNow()).ToString("N"),
        Workflow = workflow,
        File = $"workflows/{workflow}.yaml",
        Folder = "/srv/project/workflows",
        Project = "/srv/project",
        DueAt = Clock.GetUtcNow(),
    };

    protected static TakeRequest Request(string node = "a", int most = 10) => new() { Node = node, Most = most, Lease = TimeSpan.FromSeconds(10) };

    protected async Task<TakenRun> TakeOneAsync(RunStore store, NewRun run)
    {
        await store.Queue.EnqueueAsync(run, Cancel);
        return (await store.Queue.TakeAsync(Request(), Cancel)).ShouldHaveSingleItem();
    }

    /// <summary>An event as a run's stream would give it to its observers.</summary>
    protected T Said<T>(T runEvent, string run, long sequence) where T : RunEvent => runEvent with { RunId = run, Sequence = sequence, Time = Clock.GetUtcNow() } is T said ? said : throw new InvalidOperationException();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(Folder, recursive: true);
    }
}
