using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Runner.Engine.Durability;
using Runner.Engine.Events;

namespace Runner.Store.Tests;

public sealed class BadStoreTests(PostgresCluster postgres) : StoreTest(postgres)
{
    [Theory]
    [InlineData("this is no database, but a text that somebody keeps, and it is longer than the header of one")]
    [InlineData("SQLite format 3\0 and then nothing that makes sense")]
    public async Task A_damaged_file_is_refused_with_advice_and_left_as_it_is(string content)
    {
        var options = await OptionsAsync(Sqlite);
        await File.WriteAllTextAsync(options.Location, content, Cancel);

        var refused = await Should.ThrowAsync<StoreException>(() => RunStore.OpenAsync(options, Cancel));

        refused.Message.ShouldContain(options.Location);
        refused.Message.ShouldContain("damaged");
        refused.Help.ShouldNotBeNull().ShouldContain("left as it is");
        (await File.ReadAllTextAsync(options.Location, Cancel)).ShouldBe(content);
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_later_schema_is_refused(string database)
    {
        var options = await OptionsAsync(database);
        await using (var store = await RunStore.OpenAsync(options, Cancel)) await store.Database.WriteAsync(connection => Execute(connection, "INSERT INTO runner_schema (version) VALUES (4711)"), Cancel);

        (await Should.ThrowAsync<StoreException>(() => RunStore.OpenAsync(options, Cancel))).Message.ShouldContain("its schema is 4711");
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Several_that_open_a_new_store_at_the_same_instant_all_have_it(string database)
    {
        var options = await OptionsAsync(database);

        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RunStore.OpenAsync(options, Cancel))));

        await stores[0].Queue.EnqueueAsync(Run(), Cancel);
        (await stores[7].Queue.TakeAsync(Request(), Cancel)).ShouldHaveSingleItem();
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_store_in_a_folder_that_may_not_be_written_is_told()
    {
        await using var folder = await SmallFolder.MakeAsync(Folder, "ro");
        await RunAsync("mount", "-o", "remount,ro", folder.Path);

        (await Should.ThrowAsync<StoreException>(() => RunStore.OpenAsync(new() { Location = Path.Combine(folder.Path, "runner.db") }, Cancel))).Message.ShouldContain("cannot be made");
    }

    [Fact]
    public async Task A_store_that_is_a_folder_is_told()
    {
        var refused = await Should.ThrowAsync<StoreException>(() => RunStore.OpenAsync(new() { Location = Folder }, Cancel));

        refused.Message.ShouldBe($"the run store {Folder} is a folder");
        refused.Help.ShouldNotBeNull().ShouldContain(Path.Combine(Folder, "runner.db"));
    }

    [Fact]
    public async Task A_store_on_a_disk_that_is_read_only_by_now_is_told()
    {
        await using var folder = await SmallFolder.MakeAsync(Folder, "ro");
        var options = new StoreOptions { Location = Path.Combine(folder.Path, "runner.db"), Time = Clock };
        await using (var before = await RunStore.OpenAsync(options, Cancel)) await before.Queue.EnqueueAsync(Run(), Cancel);
        await RunAsync("mount", "-o", "remount,ro", folder.Path);

        (await Should.ThrowAsync<StoreException>(() => RunStore.OpenAsync(options, Cancel))).Help.ShouldNotBeNull().ShouldContain("may you write in it?");
    }

    [Fact]
    public async Task A_full_disk_is_waited_for_and_then_nothing_is_missing()
    {
        await using var folder = await SmallFolder.MakeAsync(Folder, "rw");
        var filler = Path.Combine(folder.Path, "filler");
        await using var store = await RunStore.OpenAsync(new() { Location = Path.Combine(folder.Path, "runner.db"), Time = Clock }, Cancel);
        using var journal = store.Recorder.Begin(await TakeOneAsync(store, Run()));
        await using (var stream = File.Create(filler))
        {
            try
            {
                while (true) stream.Write(new byte[4096]);
            }
            catch (IOException)
            {
                // Full.
            }
        }

        var id = journal.Taken.Run.Id;
        for (var i = 1; i <= 200; i++) journal.Observe(Said(new StepLogged(new("main/1", "log", "log"), Sdk.LogLevel.Info, new string('x', 1000)), id, i));
        var kept = journal.KeptAsync(Cancel).AsTask();
        await Eventually.TrueAsync(() => store.Recorder.Health.FailingSince is not null);
        kept.IsCompleted.ShouldBeFalse();
        store.Recorder.Health.Failure.ShouldNotBeNull().ShouldContain("disk is full");
        File.Delete(filler);

        await kept;

        (await store.Runs.EventsAsync(id, 0, Cancel).CountAsync(Cancel)).ShouldBe(200);
    }

    [Fact]
    public async Task A_locked_store_is_waited_for()
    {
        await using var store = await OpenAsync(Sqlite);
        using var journal = store.Recorder.Begin(await TakeOneAsync(store, Run()));
        Task kept;
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(Folder, "runner.db")};Pooling=false"))
        {
            await other.OpenAsync(Cancel);
            await using var transaction = other.BeginTransaction(deferred: false);
            journal.Observe(Said(new RunStarted("check", "check.yaml", null, 1), journal.Taken.Run.Id, 1));
            kept = journal.KeptAsync(Cancel).AsTask();
            await Task.Delay(300, Cancel);
            kept.IsCompleted.ShouldBeFalse();
        }

        await kept;
    }

    [Fact]
    public async Task A_server_that_is_restarted_while_runs_speak_loses_none_of_it()
    {
        await using var server = new PostgresCluster();
        await using var store = await RunStore.OpenAsync(new() { Location = await server.NewDatabaseAsync(), Time = Clock }, Cancel);
        using var journal = store.Recorder.Begin(await TakeOneAsync(store, Run()));
        var id = journal.Taken.Run.Id;
        journal.Observe(Said(new RunStarted("check", "check.yaml", null, 1), id, 1));
        await journal.KeptAsync(Cancel);

        await server.StopAsync();
        journal.Observe(Said(new JobStarted("main"), id, 2));
        var kept = journal.KeptAsync(Cancel).AsTask();
        await Eventually.TrueAsync(() => store.Recorder.Health.FailingSince is not null);
        kept.IsCompleted.ShouldBeFalse();
        await server.StartAsync();

        await kept;
        (await store.Runs.EventsAsync(id, 0, Cancel).CountAsync(Cancel)).ShouldBe(2);
        store.Recorder.Health.FailingSince.ShouldBeNull();
    }

    [Fact]
    public async Task A_run_is_suspended_when_its_lease_ends_while_the_store_is_gone()
    {
        await using var server = new PostgresCluster();
        await using var store = await RunStore.OpenAsync(new() { Location = await server.NewDatabaseAsync(), Time = Clock }, Cancel);
        using var journal = store.Recorder.Begin(await TakeOneAsync(store, Run()));
        await server.StopAsync();
        journal.Observe(Said(new JobStarted("main"), journal.Taken.Run.Id, 1));
        var kept = journal.KeptAsync(Cancel).AsTask();
        await Eventually.TrueAsync(() => store.Recorder.Health.FailingSince is not null);

        Clock.Advance(TimeSpan.FromSeconds(11));

        await Should.ThrowAsync<RunSuspendedException>(() => kept);
        journal.Lost.IsCancellationRequested.ShouldBeTrue();
        (await Should.ThrowAsync<StoreException>(() => store.Runs.GetAsync("x", Cancel))).Message.ShouldContain("cannot be reached");
    }

    [Theory]
    [InlineData("postgresql://postgres@127.0.0.1:1/runner", "cannot be reached")]
    [InlineData("postgresql://postgres:hush@127.0.0.1", "names no PostgreSQL database")]
    [InlineData("postgresql://postgres:hush@127.0.0.1/x?colour=red", "colour=red is not known")]
    public async Task A_wrong_url_is_told_without_its_password(string url, string problem)
    {
        var refused = await Should.ThrowAsync<StoreException>(() => RunStore.OpenAsync(new() { Location = url }, Cancel));

        refused.Message.ShouldContain(problem);
        refused.Message.ShouldNotContain("hush");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told()
    {
        var url = await Server.NewDatabaseAsync();

        (await Should.ThrowAsync<StoreException>(() => RunStore.OpenAsync(new() { Location = url + "x" }, Cancel))).Message.ShouldContain("no such database");
    }

    [Theory, InlineData("short"), InlineData("bm90IDMyIGJ5dGVz")]
    public async Task A_key_that_is_none_is_told(string key)
    {
        await using var store = await RunStore.OpenAsync(new() { Location = Path.Combine(Folder, "runner.db"), Key = key }, Cancel);

        (await Should.ThrowAsync<StoreException>(() => store.Queue.EnqueueAsync(Run() with { SecretInputs = "{}" }, Cancel))).Message.ShouldContain("is no key");
    }

    static async Task<int> Execute(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }

    /// <summary>A file system of 2 MB in memory.</summary>
    sealed class SmallFolder(string path) : IAsyncDisposable
    {
        public string Path => path;

        public static async Task<SmallFolder> MakeAsync(string folder, string name)
        {
            if (!Environment.IsPrivilegedProcess || !OperatingSystem.IsLinux()) Assert.Skip("needs root, to mount a small file system");
            var path = Directory.CreateDirectory(System.IO.Path.Combine(folder, name)).FullName;
            using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", path]);
            await mount.WaitForExitAsync();
            if (mount.ExitCode != 0) Assert.Skip("may not mount a file system here");
            return new(path);
        }

        public async ValueTask DisposeAsync()
        {
            SqliteConnection.ClearAllPools();
            await RunAsync("umount", "-l", path);
        }
    }
}
