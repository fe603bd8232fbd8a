using Runner.Engine.Events;
using Runner.Engine.Events.Lines;
using Runner.Reporting;
using Runner.Store.Spooling;
using Runner.Workflows.Values;

namespace Runner.Store.Tests;

public sealed class SpoolTests(PostgresCluster postgres) : StoreTest(postgres)
{
    const string Id = "0195aa00000070008000000000000001";

    string Spool => Path.Combine(Folder, "spool");

    RunHeader Header(string id = Id) => new()
    {
        RunId = id,
        Workflow = "check",
        File = "check.yaml",
        Folder = "/srv",
        Project = "/srv",
        Trigger = "manual",
        Process = "web1/4711",
        Time = Clock.GetUtcNow(),
        Inputs = Value.From(new ValueObject { ["url"] = Value.From("http://[::1]") }),
        Files = new Dictionary<string, string> { ["/srv/check.yaml"] = "name: check" },
    };

    List<RunEvent> Events(string id) =>
    [
        Said(new RunStarted("check", "check.yaml", null, 1), id, 1),
        Said(new StepStarted(new("main/1", "log", "log")), id, 2),
        Said(new StepFinished(new("main/1", "log", "log"), Outcome.Success, TimeSpan.FromMilliseconds(1)), id, 3),
        Said(new RunFinished(Outcome.Success, TimeSpan.FromMilliseconds(2), 1, 0, 0, 0, 0), id, 4),
    ];

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task An_interrupted_run_goes_on_in_one_other_process_and_the_file_of_the_first_says_nothing_more(string database)
    {
        await using var store = await OpenAsync(database);
        var events = Events(Id);
        using (var spool = RunSpool.Begin(Spool, Id, () => Header())) spool.Observe(events[0]);
        var copy = await File.ReadAllBytesAsync(Path.Combine(Spool, Id + ".ndjson"), Cancel);
        await new SpoolReader(store, Spool).TakeInAsync(Cancel);
        (await store.Runs.GetAsync(Id, Cancel))!.State.ShouldBe("interrupted");

        using (var spool = RunSpool.GoOn(Spool, Id + "-2", Header() with { Process = "web1/4712" }))
        {
            (await store.Queue.ResumeAsync(Id, "web1/4712", Cancel)).ShouldBeTrue();
            (await store.Queue.ResumeAsync(Id, "web1/4713", Cancel)).ShouldBeFalse();
            // As if somebody had been slow with the first file.
            await File.WriteAllBytesAsync(Path.Combine(Spool, Id + ".ndjson"), copy, Cancel);
            await new SpoolReader(store, Spool).TakeInAsync(Cancel);
            var going = (await store.Runs.GetAsync(Id, Cancel))!;
            (going.State, going.Process, going.ErrorKind, going.FinishedAt).ShouldBe(("running", "web1/4712", null, null));
            foreach (var runEvent in events.Skip(1)) spool.Observe(runEvent);
        }

        await new SpoolReader(store, Spool).TakeInAsync(Cancel);
        (await store.Runs.GetAsync(Id, Cancel))!.State.ShouldBe("success");
        (await store.Runs.EventsAsync(Id, 0, Cancel).CountAsync(Cancel)).ShouldBe(4);
        (await store.Queue.ResumeAsync(Id, "web1/4713", Cancel)).ShouldBeFalse();
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_recorded_run_is_taken_in_once_and_its_file_goes(string database)
    {
        await using var store = await OpenAsync(database);
        using (var spool = RunSpool.Begin(Spool, Id, () => Header()))
        {
            foreach (var runEvent in Events(Id)) spool.Observe(runEvent);
        }

        var file = Directory.GetFiles(Spool).ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var copy = await File.ReadAllBytesAsync(file, Cancel);
        (await new SpoolReader(store, Spool).TakeInAsync(Cancel)).ShouldBeEmpty();
        Directory.GetFiles(Spool).ShouldBeEmpty();
        // As if the process had died between the commit and the removal.
        await File.WriteAllBytesAsync(file, copy, Cancel);
        (await new SpoolReader(store, Spool).TakeInAsync(Cancel)).ShouldBeEmpty();

        var run = (await store.Runs.ListAsync(new(), null, 10, Cancel)).ShouldHaveSingleItem();
        (run.State, run.Inputs, run.Process, run.Succeeded).ShouldBe(("success", """{"url":"http://[::1]"}""", "web1/4711", 1));
        (await store.Runs.EventsAsync(Id, 0, Cancel).CountAsync(Cancel)).ShouldBe(4);
        (await store.Definitions.LoadAsync(run.Definition!, Cancel))!["/srv/check.yaml"].ShouldBe("name: check");
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_run_that_goes_on_is_shown_as_far_as_it_is(string database)
    {
        await using var store = await OpenAsync(database);
        var reader = new SpoolReader(store, Spool);
        var events = Events(Id);
        using (var spool = RunSpool.Begin(Spool, Id, () => Header()))
        {
            spool.Observe(events[0]);
            spool.Observe(events[1]);
            await Eventually.TrueAsync(async () =>
            {
                await reader.TakeInAsync(Cancel);
                return await store.Runs.EventsAsync(Id, 0, Cancel).CountAsync(Cancel) == 2;
            });
            (await store.Runs.GetAsync(Id, Cancel))!.State.ShouldBe("running");
            Directory.GetFiles(Spool).ShouldHaveSingleItem();
            (await store.Queue.TakeAsync(Request(), Cancel)).ShouldBeEmpty();
            spool.Observe(events[2]);
            spool.Observe(events[3]);
        }

        await reader.TakeInAsync(Cancel);

        (await store.Runs.GetAsync(Id, Cancel))!.State.ShouldBe("success");
        (await store.Runs.EventsAsync(Id, 0, Cancel).CountAsync(Cancel)).ShouldBe(4);
        Directory.GetFiles(Spool).ShouldBeEmpty();
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_run_whose_process_died_is_interrupted(string database)
    {
        await using var store = await OpenAsync(database);
        Directory.CreateDirectory(Spool);
        using var line = new EventLine();
        var text = Header().Write().Concat(line.Write(Events(Id)[0]).ToArray()).Concat(line.Write(Events(Id)[1]).ToArray()).Concat("{\"type\":\"step-fini"u8.ToArray()).ToArray();
        await File.WriteAllBytesAsync(Path.Combine(Spool, Id + ".ndjson"), text, Cancel);

        await new SpoolReader(store, Spool).TakeInAsync(Cancel);

        var run = (await store.Runs.GetAsync(Id, Cancel))!;
        (run.State, run.ErrorKind).ShouldBe(("interrupted", "interrupted"));
        (await store.Runs.StepsAsync(Id, Cancel)).ShouldHaveSingleItem().State.ShouldBe("running");
        Directory.GetFiles(Spool).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_no_recorded_run_is_put_aside_and_told()
    {
        await using var store = await OpenAsync(Sqlite);
        Directory.CreateDirectory(Spool);
        await File.WriteAllTextAsync(Path.Combine(Spool, "x.ndjson"), "garbage\n", Cancel);

        (await new SpoolReader(store, Spool).TakeInAsync(Cancel)).ShouldHaveSingleItem().ShouldContain("x.ndjson.damaged");

        (await new SpoolReader(store, Spool).TakeInAsync(Cancel)).ShouldBeEmpty();
        File.Exists(Path.Combine(Spool, "x.ndjson.damaged")).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_that_cannot_be_written_fails_no_run()
    {
        File.WriteAllText(Path.Combine(Folder, "file"), "");
        var spool = RunSpool.Begin(Path.Combine(Folder, "file", "spool"), Id, () => Header());
        foreach (var runEvent in Events(Id)) spool.Observe(runEvent);

        spool.Dispose();

        spool.Failure.ShouldNotBeNull();
    }
}
