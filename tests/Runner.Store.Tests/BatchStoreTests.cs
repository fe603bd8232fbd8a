using Runner.Store.Batches;
using Runner.Store.Queue;
using Runner.Workflows.Values;

namespace Runner.Store.Tests;

/// <summary>Batches of runs in the queue.</summary>
public sealed class BatchStoreTests(PostgresCluster postgres) : StoreTest(postgres)
{
    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    [Trait("guarantee", "17")]
    public async Task Batches_are_queued_once_however_often_and_from_wherever_they_are_wanted(string database)
    {
        await using var store = await OpenAsync(database);
        var parent = await TakeOneAsync(store, Run() with { Inputs = """{"a":1}""", Options = """{"limit":"web"}""" });

        var queued = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.Batches.QueueAsync(parent, Loop(), Cancel))));

        queued.Select(each => string.Join(' ', each!.Select(batch => batch.Run))).Distinct().ShouldHaveSingleItem();
        queued[0]!.Select(batch => (batch.Part.First, batch.Part.Count)).ShouldBe([(0, 2), (2, 2), (4, 1)]);
        (await store.Batches.FindAsync(parent.Run.Id, "many", 7, Cancel)).ShouldBe(queued[0]!);
        (await store.Batches.FindAsync(parent.Run.Id, "many", 8, Cancel)).ShouldBeEmpty("a job that begins anew has batches of its own");
        var rows = await store.Runs.ListAsync(new() { Parent = parent.Run.Id }, null, 10, Cancel);
        rows.Select(row => row.Id).Reverse().ShouldBe(queued[0]!.Select(batch => batch.Run), "their ids are in their order");
        rows.ShouldAllBe(row => row.Trigger == "batch" && row.Inputs == parent.Run.Inputs && row.Options.Contains("\"limit\":\"web\"", StringComparison.Ordinal));
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Node_that_lost_the_run_queues_nothing_for_it(string database)
    {
        await using var store = await OpenAsync(database);
        var parent = await TakeOneAsync(store, Run());
        Clock.Advance(TimeSpan.FromSeconds(11));
        (await store.Queue.TakeAsync(Request("b"), Cancel)).ShouldHaveSingleItem();

        (await store.Batches.QueueAsync(parent, Loop(), Cancel)).ShouldBeNull();

        (await store.Runs.ListAsync(new() { WithBatches = true }, null, 10, Cancel)).ShouldHaveSingleItem();
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Node_has_one_batch_of_a_loop_at_a_time_and_the_limit_of_all_holds(string database)
    {
        await using var store = await OpenAsync(database);
        var parent = await TakeOneAsync(store, Run());
        await store.Batches.QueueAsync(parent, Loop() with { Size = 1, Together = 2 }, Cancel);

        (await store.Queue.TakeAsync(Request(), Cancel)).ShouldHaveSingleItem().Run.ParentPath.ShouldBe("many");
        (await store.Queue.TakeAsync(Request(), Cancel)).ShouldBeEmpty();
        var second = (await store.Queue.TakeAsync(Request("b"), Cancel)).ShouldHaveSingleItem();
        (await store.Queue.TakeAsync(Request("c"), Cancel)).ShouldBeEmpty("two at once are enough");
        await store.Queue.EndAsync(second, "failure", "x", "y", Cancel);
        (await store.Queue.TakeAsync(Request("c"), Cancel)).ShouldHaveSingleItem();
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Places_of_runs_that_wait_are_for_batches_and_batches_come_before_later_runs(string database)
    {
        await using var store = await OpenAsync(database);
        var parent = await TakeOneAsync(store, Run());
        Clock.Advance(TimeSpan.FromSeconds(1));
        await store.Queue.EnqueueAsync(Run("later"), Cancel);
        await store.Batches.QueueAsync(parent, Loop(), Cancel);

        (await store.Queue.TakeAsync(Request("b") with { Most = 1 }, Cancel)).ShouldHaveSingleItem().Run.IsBatch.ShouldBeTrue();
        (await store.Queue.TakeAsync(Request() with { Most = 5, MostRuns = 0 }, Cancel)).ShouldHaveSingleItem().Run.IsBatch.ShouldBeTrue();
        (await store.Queue.TakeAsync(Request() with { Most = 5, MostRuns = 1 }, Cancel)).ShouldHaveSingleItem().Run.Workflow.ShouldBe("later");
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Batch_gets_its_items_and_what_its_run_had_seen_and_no_one_reads_them_in_the_store(string database)
    {
        await using var store = await OpenAsync(database);
        var parent = await TakeOneAsync(store, Run());
        await store.Batches.QueueAsync(parent, Loop() with { Contexts = Value.From("the hush-hush context") }, Cancel);
        var batch = (await store.Queue.TakeAsync(Request(), Cancel)).ShouldHaveSingleItem();

        var carried = await store.Batches.CarriedAsync(batch.Run, Cancel);

        (carried.Part.Number, carried.Part.Of, carried.Part.Total).ShouldBe((1, 3, 5));
        carried.Items.Select(item => item.AsString()).ShouldBe(["a", "b"]);
        carried.Contexts.AsString().ShouldBe("the hush-hush context");
        if (database == Sqlite) System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(Folder, "runner.db"), Cancel)).ShouldNotContain("hush-hush");

        await store.Queue.EndAsync(parent, "failure", "x", "y", Cancel);
        (await Should.ThrowAsync<StoreException>(() => store.Batches.CarriedAsync(batch.Run, Cancel))).Message.ShouldBe("the run that this batch is of has ended");
    }

    [Fact]
    public async Task Process_without_the_key_takes_no_batches_and_queues_none()
    {
        var options = await OptionsAsync(Postgres);
        await using var store = await RunStore.OpenAsync(options, Cancel);
        await using var keyless = await RunStore.OpenAsync(options with { Key = null }, Cancel);
        var parent = await TakeOneAsync(store, Run());
        await store.Batches.QueueAsync(parent, Loop(), Cancel);

        (await keyless.Queue.TakeAsync(Request("b"), Cancel)).ShouldBeEmpty();
        (await Should.ThrowAsync<StoreException>(() => keyless.Batches.QueueAsync(parent, Loop() with { Path = "other" }, Cancel))).Help!.ShouldContain("RUNNER_STORE_KEY");
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Queue_is_measured_without_batches(string database)
    {
        await using var store = await OpenAsync(database);
        var parent = await TakeOneAsync(store, Run());
        await store.Batches.QueueAsync(parent, Loop(), Cancel);
        (await store.Queue.LengthAsync(Cancel)).ShouldBe(new QueueLength(0, 1) { WaitingBatches = 3 });
        var due = Clock.GetUtcNow();
        await store.Queue.EnqueueAsync(Run(), Cancel);
        Clock.Advance(TimeSpan.FromSeconds(3));
        await store.Queue.EnqueueAsync(Run(), Cancel);
        await store.Queue.EnqueueAsync(Run() with { DueAt = Clock.GetUtcNow().AddHours(1) }, Cancel);

        (await store.Queue.LengthAsync(Cancel)).ShouldBe(new QueueLength(2, 1) { WaitingBatches = 3, OldestDueAt = due });
    }

    static SplitLoop Loop() => new() { Path = "many", Since = 7, Items = [.. "abcde".Select(item => Value.From(item.ToString()))], Contexts = Value.Null, Size = 2, Parallel = 10 };
}
