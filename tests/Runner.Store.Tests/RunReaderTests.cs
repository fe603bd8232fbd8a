using Runner.Engine.Events;
using Runner.Store.Reading;

namespace Runner.Store.Tests;

public sealed class RunReaderTests(PostgresCluster postgres) : StoreTest(postgres)
{
    /// <summary>A run a minute: even ones succeed, the others fail at hosts in turn.</summary>
    async Task<List<string>> FillAsync(RunStore store, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var taken = await TakeOneAsync(store, Run(i % 3 == 0 ? "nightly_scan" : "check") with { Schedule = i % 5 == 0 ? "check.yaml#1" : null });
            var id = taken.Run.Id;
            var step = new StepIdentity("main/1", "get", "http.get");
            using var journal = store.Recorder.Begin(taken);
            var failed = i % 2 == 1;
            journal.Observe(Said(new RunStarted(taken.Run.Workflow, taken.Run.File, null, 1), id, 1));
            journal.Observe(Said(new StepFinished(step, failed ? Outcome.Failure : Outcome.Success, default) { Error = failed ? new(i % 4 == 1 ? "timeout" : "tls", "no") { Target = $"web{i % 4}:443" } : null }, id, 2));
            journal.Observe(Said(new RunFinished(failed ? Outcome.Failure : Outcome.Success, default, failed ? 0 : 1, failed ? 1 : 0, 0, 0, failed ? 3 : 0), id, 3));
            await journal.KeptAsync(Cancel);
            ids.Add(id);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        return ids;
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Runs_are_found_by_what_is_known_of_them(string database)
    {
        await using var store = await OpenAsync(database);
        var began = Clock.GetUtcNow();
        var ids = await FillAsync(store, 20);

        await Is(new(), i => true);
        await Is(new() { Workflows = ["nightly_scan"] }, i => i % 3 == 0);
        await Is(new() { Workflows = ["nightly?*"] }, i => i % 3 == 0);
        await Is(new() { Workflows = ["nightly%"] }, i => false);
        await Is(new() { Workflows = ["workflows/check.yaml", "nightly_scan"] }, i => true);
        await Is(new() { Workflows = ["*/check.yaml"] }, i => i % 3 != 0);
        await Is(new() { States = ["failure"] }, i => i % 2 == 1);
        await Is(new() { States = ["success", "queued"] }, i => i % 2 == 0);
        await Is(new() { Since = began.AddMinutes(5), Until = began.AddMinutes(8) }, i => i is >= 5 and < 8);
        await Is(new() { Host = "web1" }, i => i % 4 == 1);
        await Is(new() { Host = "WEB*" }, i => i % 2 == 1);
        await Is(new() { Host = "web*" }, i => i % 2 == 1);
        await Is(new() { ErrorKind = "tls" }, i => i % 4 == 3);
        await Is(new() { ErrorKind = "tls", Host = "web1" }, i => false);
        await Is(new() { Schedule = "check.yaml#*" }, i => i % 5 == 0);
        await Is(new() { Schedule = "check.yaml#1", States = ["failure"], Workflows = ["check"] }, i => i % 5 == 0 && i % 2 == 1 && i % 3 != 0);

        async Task Is(RunFilter filter, Func<int, bool> expected) =>
            (await store.Runs.ListAsync(filter, null, 100, Cancel)).Select(run => ids.IndexOf(run.Id)).ShouldBe(Enumerable.Range(0, 20).Where(expected).Reverse(), filter.ToString());
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Pages_go_on_where_the_last_one_ended(string database)
    {
        await using var store = await OpenAsync(database);
        var ids = await FillAsync(store, 7);

        var seen = new List<string>();
        for (string? before = null; await store.Runs.ListAsync(new() { States = ["success", "failure"] }, before, 3, Cancel) is { Count: > 0 } page; before = page[^1].Id) seen.AddRange(page.Select(run => run.Id));

        seen.ShouldBe(Enumerable.Reverse(ids));
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_run_is_found_by_the_beginning_and_by_the_end_of_its_id(string database)
    {
        await using var store = await OpenAsync(database);
        var ids = await FillAsync(store, 3);

        (await store.Runs.FindAsync(ids[1][^8..].ToUpperInvariant(), 5, Cancel)).ShouldHaveSingleItem().Id.ShouldBe(ids[1]);
        (await store.Runs.FindAsync(ids[1], 5, Cancel)).ShouldHaveSingleItem().Id.ShouldBe(ids[1]);
        (await store.Runs.FindAsync(ids[1][..6], 5, Cancel)).Count.ShouldBe(3);
        (await store.Runs.FindAsync("%%%%%%", 5, Cancel)).ShouldBeEmpty();
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Runs_are_forgotten_by_age_and_by_count_and_failures_later(string database)
    {
        await using var store = await OpenAsync(database);
        var ids = await FillAsync(store, 10);
        var waiting = Run();
        await store.Queue.EnqueueAsync(waiting, Cancel);

        (await store.Retention.PruneAsync(new() { For = TimeSpan.FromMinutes(4.5), FailedFor = TimeSpan.FromMinutes(8.5), Runs = 100 }, dryRun: true, Cancel)).ShouldBe(4);
        (await store.Retention.PruneAsync(new() { For = TimeSpan.FromMinutes(4.5), FailedFor = TimeSpan.FromMinutes(8.5), Runs = 100 }, dryRun: false, Cancel)).ShouldBe(4);
        (await Left()).ShouldBe([3, 5, 6, 7, 8, 9]);
        (await store.Retention.PruneAsync(new() { Runs = 2 }, dryRun: false, Cancel)).ShouldBe(2);
        (await Left()).ShouldBe([6, 7, 8, 9]);

        (await store.Runs.EventsAsync(ids[3], 0, Cancel).CountAsync(Cancel)).ShouldBe(0);
        (await store.Runs.StepsAsync(ids[3], Cancel)).ShouldBeEmpty();
        (await store.Runs.GetAsync(waiting.Id, Cancel)).ShouldNotBeNull();

        async Task<List<int>> Left() => [.. (await store.Runs.ListAsync(new() { States = ["success", "failure"] }, null, 100, Cancel)).Select(run => ids.IndexOf(run.Id)).Reverse()];
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_run_is_followed_to_its_end(string database)
    {
        await using var store = await OpenAsync(database);
        var taken = await TakeOneAsync(store, Run());
        using var journal = store.Recorder.Begin(taken);
        var seen = new List<long>();
        var following = Task.Run(async () =>
        {
            await foreach (var runEvent in store.Runs.FollowAsync(taken.Run.Id, 0, null, Cancel)) seen.Add(runEvent.Sequence);
        }, Cancel);

        for (var i = 1; i <= 3; i++)
        {
            journal.Observe(Said(new JobStarted("main"), taken.Run.Id, i));
            await Task.Delay(50, Cancel);
        }

        journal.Observe(Said(new RunFinished(Outcome.Success, default, 0, 0, 0, 0, 0), taken.Run.Id, 4));
        await following;

        seen.ShouldBe([1, 2, 3, 4]);
    }
}
