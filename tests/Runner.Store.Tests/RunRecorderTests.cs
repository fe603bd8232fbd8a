using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Store.Tests;

public sealed class RunRecorderTests(PostgresCluster postgres) : StoreTest(postgres)
{
    static readonly StepIdentity Get = new("web[0]/get", "GET /", "http.get");

    List<RunEvent> Events(string run) =>
    [
        Said(new RunStarted("check", "check.yaml", null, 1), run, 1),
        Said(new JobStarted("web[0]") { Name = "web", Item = "web1" }, run, 2),
        Said(new StepStarted(Get), run, 3),
        Said(new StepFinished(Get, Outcome.Failure, TimeSpan.FromMilliseconds(12)) { Attempts = 2, Error = new("timeout", "no answer\0") { Target = "https://[::1]:8080/x" } }, run, 4),
        Said(new JobFinished("web[0]", Outcome.Failure, TimeSpan.FromMilliseconds(13)), run, 5),
        Said(new RunFinished(Outcome.Failure, TimeSpan.FromMilliseconds(14), 0, 1, 0, 0, 3), run, 6),
    ];

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task What_a_run_says_is_kept_and_so_is_what_it_comes_to(string database)
    {
        await using var store = await OpenAsync(database);
        var taken = await TakeOneAsync(store, Run());
        var id = taken.Run.Id;
        var journal = store.Recorder.Begin(taken);

        foreach (var runEvent in Events(id)) journal.Observe(runEvent);
        await journal.KeptAsync(Cancel);

        (await store.Runs.EventsAsync(id, 0, Cancel).ToListAsync(Cancel)).Select(runEvent => runEvent.GetType().Name).ShouldBe(["RunStarted", "JobStarted", "StepStarted", "StepFinished", "JobFinished", "RunFinished"]);
        (await store.Runs.EventsAsync(id, 4, Cancel).CountAsync(Cancel)).ShouldBe(2);
        var run = (await store.Runs.GetAsync(id, Cancel)).ShouldNotBeNull();
        (run.State, run.ExitCode, run.ErrorKind, run.Failed, run.StartedAt).ShouldBe(("failure", 3, "timeout", 1, Clock.GetUtcNow()));
        (await store.Runs.JobsAsync(id, Cancel)).ShouldHaveSingleItem().Item.ShouldBe("web1");
        var step = (await store.Runs.StepsAsync(id, Cancel)).ShouldHaveSingleItem();
        (step.Job, step.State, step.Attempts, step.Host, step.ErrorKind).ShouldBe(("web[0]", "failure", 2, "::1", "timeout"));
        (await store.Queue.TakeAsync(Request("b"), Cancel)).ShouldBeEmpty();
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_former_owner_cannot_write_any_more(string database)
    {
        await using var store = await OpenAsync(database);
        var taken = await TakeOneAsync(store, Run());
        var journal = store.Recorder.Begin(taken);
        var events = Events(taken.Run.Id);
        journal.Observe(events[0]);
        await journal.KeptAsync(Cancel);
        await store.Queue.HandBackAsync("a", [taken.Run.Id], Cancel);
        var other = (await store.Queue.TakeAsync(Request("b"), Cancel)).ShouldHaveSingleItem();

        journal.Observe(events[1]);

        (await Should.ThrowAsync<RunSuspendedException>(async () => await journal.KeptAsync(Cancel))).Message.ShouldContain(taken.Run.Id);
        journal.Lost.IsCancellationRequested.ShouldBeTrue();
        await Should.ThrowAsync<RunSuspendedException>(async () => await journal.KeptAsync(Cancel));
        other.Resumes.ShouldBeTrue();
        (await store.Runs.EventsAsync(taken.Run.Id, 0, Cancel).CountAsync(Cancel)).ShouldBe(1);
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_silent_run_keeps_its_lease(string database)
    {
        await using var store = await OpenAsync(database);
        var journal = store.Recorder.Begin(await TakeOneAsync(store, Run()));

        for (var i = 0; i < 4; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(6));
            var renewed = Clock.GetUtcNow() + TimeSpan.FromSeconds(10);
            await Eventually.TrueAsync(() => journal.LeaseUntil == renewed);
            (await store.Queue.TakeAsync(Request("b"), Cancel)).ShouldBeEmpty();
        }
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Sealed_values_come_back_until_the_run_ends(string database)
    {
        await using var store = await OpenAsync(database);
        var taken = await TakeOneAsync(store, Run());
        var id = taken.Run.Id;
        var journal = store.Recorder.Begin(taken);
        var events = Events(id);

        journal.Seal("web[0]/get", Value.From("hush"), Value.From(new ValueObject { ["token"] = Value.From("s3cret") }));
        foreach (var runEvent in events[..^1]) journal.Observe(runEvent);
        await journal.KeptAsync(Cancel);

        var values = (await store.Runs.SealedAsync(id, Cancel)).ShouldHaveSingleItem();
        values.Key.ShouldBe("web[0]/get");
        values.Value!.Result.AsString().ShouldBe("hush");
        ValueJson.Write(values.Value.Outputs, indented: false).ShouldContain("s3cret");
        if (database == Sqlite)
        {
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path.Combine(Folder, "store.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            foreach (var file in Directory.GetFiles(Folder, "runner.db*")) (await File.ReadAllBytesAsync(file, Cancel)).AsSpan().IndexOf("s3cret"u8).ShouldBe(-1);
        }

        journal.Observe(events[^1]);
        await journal.KeptAsync(Cancel);
        (await store.Runs.SealedAsync(id, Cancel)).ShouldBeEmpty();
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Many_runs_share_commits_and_each_has_all_that_it_said(string database)
    {
        await using var store = await OpenAsync(database);
        for (var i = 0; i < 40; i++) await store.Queue.EnqueueAsync(Run(), Cancel);
        var taken = await store.Queue.TakeAsync(Request(most: 40), Cancel);

        await Task.WhenAll(taken.Select(run => Task.Run(async () =>
        {
            var journal = store.Recorder.Begin(run);
            foreach (var runEvent in Events(run.Run.Id))
            {
                journal.Observe(runEvent);
                await journal.KeptAsync(Cancel);
            }
        })));

        foreach (var run in taken) (await store.Runs.EventsAsync(run.Run.Id, 0, Cancel).CountAsync(Cancel)).ShouldBe(6);
        (await store.Runs.ListAsync(new() { States = ["failure"] }, null, 100, Cancel)).Count.ShouldBe(40);
        store.Recorder.Health.Commits.ShouldBeLessThan(240);
    }
}
