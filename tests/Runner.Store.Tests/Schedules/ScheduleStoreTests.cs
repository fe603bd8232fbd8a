using Runner.Store.Schedules;

namespace Runner.Store.Tests.Schedules;

public sealed class ScheduleStoreTests(PostgresCluster postgres) : StoreTest(postgres)
{
    const string Id = "workflows/check.yaml#1";

    static FoundSchedule Found(string text = "0 * * * *") => new() { Id = Id, Project = "/srv/project", File = "workflows/check.yaml", Workflow = "check", Text = text };

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Slot_is_run_once_whoever_decides_it(string database)
    {
        await using var store = await OpenAsync(database);
        await store.Schedules.SyncAsync("/srv/project", [Found()], Cancel);
        Clock.Advance(TimeSpan.FromHours(1));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(node => store.Schedules.DecideAsync([Decision(SlotOverlap.Allow)], $"node{node}", Cancel)));

        outcomes.SelectMany(each => each).Count(slot => slot.Outcome == SlotOutcome.Run).ShouldBe(1);
        (await store.Runs.ListAsync(new(), null, 10, Cancel)).ShouldHaveSingleItem().Schedule.ShouldBe(Id);
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Schedule_of_another_folder_is_taken_over_as_it_stands_and_that_is_told(string database)
    {
        await using var store = await OpenAsync(database);
        await store.Schedules.SyncAsync("/srv/project", [Found(), Found() with { Id = "workflows/other.yaml#1" }], Cancel);
        await store.Schedules.PauseAsync(Id, Cancel);

        var stored = await store.Schedules.SyncAsync("/srv/moved", [Found() with { Project = "/srv/moved" }], Cancel);

        stored.ShouldHaveSingleItem().Project.ShouldBe("/srv/project");
        (await store.Schedules.ListAsync("/srv/moved", Cancel)).ShouldHaveSingleItem().PausedAt.ShouldNotBeNull();
        (await store.Schedules.ListAsync("/srv/project", Cancel)).ShouldHaveSingleItem().Id.ShouldBe("workflows/other.yaml#1");
        (await store.Schedules.SyncAsync("/srv/moved", [Found() with { Project = "/srv/moved" }], Cancel)).Single().Project.ShouldBe("/srv/moved");
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Overlap_is_decided_by_what_the_store_knows(string database)
    {
        await using var store = await OpenAsync(database);
        await store.Schedules.SyncAsync("/srv/project", [Found()], Cancel);
        (await DecideAsync(store, SlotOverlap.Skip)).ShouldBe(SlotOutcome.Run);

        (await DecideAsync(store, SlotOverlap.Skip)).ShouldBe(SlotOutcome.Overlap);
        (await DecideAsync(store, SlotOverlap.Queue)).ShouldBe(SlotOutcome.Run);
        (await DecideAsync(store, SlotOverlap.Cancel)).ShouldBe(SlotOutcome.Run);

        var runs = await store.Runs.ListAsync(new(), null, 10, Cancel);
        runs.Select(run => run.State).ShouldBe(["queued", "cancelled", "cancelled"]);
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Paused_schedule_starts_nothing_and_has_missed_nothing(string database)
    {
        await using var store = await OpenAsync(database);
        await store.Schedules.SyncAsync("/srv/project", [Found()], Cancel);

        (await store.Schedules.PauseAsync(Id, Cancel)).ShouldBeTrue();
        (await store.Schedules.PauseAsync(Id, Cancel)).ShouldBeFalse();
        (await DecideAsync(store, SlotOverlap.Allow)).ShouldBe(SlotOutcome.Paused);
        Clock.Advance(TimeSpan.FromHours(5));
        (await store.Schedules.ResumeAsync(Id, Cancel)).ShouldBeTrue();

        var schedule = (await store.Schedules.ListAsync("/srv/project", Cancel)).ShouldHaveSingleItem();
        (schedule.PausedAt, schedule.DecidedUntil, schedule.LastDecision).ShouldBe((null, Clock.GetUtcNow(), "paused"));
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Schedule_that_is_gone_for_a_moment_is_the_same_and_another_one_begins_anew(string database)
    {
        await using var store = await OpenAsync(database);
        var seen = (await store.Schedules.SyncAsync("/srv/project", [Found()], Cancel)).Single().DecidedUntil;
        await store.Schedules.PauseAsync(Id, Cancel);

        await store.Schedules.SyncAsync("/srv/project", [], Cancel);
        (await store.Schedules.ListAsync("/srv/project", Cancel)).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var back = (await store.Schedules.SyncAsync("/srv/project", [Found()], Cancel)).Single();
        (back.DecidedUntil, back.PausedAt is not null).ShouldBe((seen, true));

        Clock.Advance(TimeSpan.FromHours(1));
        (await store.Schedules.SyncAsync("/srv/project", [Found("5 * * * *")], Cancel)).Single().DecidedUntil.ShouldBe(Clock.GetUtcNow());
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Old_slots_are_forgotten_but_the_last(string database)
    {
        await using var store = await OpenAsync(database);
        await store.Schedules.SyncAsync("/srv/project", [Found()], Cancel);
        for (var i = 0; i < 5; i++) await DecideAsync(store, SlotOverlap.Allow);
        Clock.Advance(TimeSpan.FromDays(3));

        (await store.Schedules.PruneAsync(Clock.GetUtcNow(), 100, Cancel)).ShouldBe(4);

        (await store.Schedules.ListAsync("/srv/project", Cancel)).Single().LastSlot.ShouldNotBeNull();
        // What is forgotten cannot be decided again.
        Clock.Advance(TimeSpan.FromDays(-3));
        (await store.Schedules.DecideAsync([Decision(SlotOverlap.Allow, Clock.GetUtcNow().AddHours(-2))], "a", Cancel)).ShouldBeEmpty();
    }

    async Task<SlotOutcome> DecideAsync(RunStore store, SlotOverlap overlap)
    {
        Clock.Advance(TimeSpan.FromHours(1));
        return (await store.Schedules.DecideAsync([Decision(overlap)], "a", Cancel)).ShouldHaveSingleItem().Outcome;
    }

    SlotDecision Decision(SlotOverlap overlap, DateTimeOffset? at = null)
    {
        var slot = at ?? Clock.GetUtcNow();
        return new(Id, slot, slot.AddHours(1), [new(slot, SlotOutcome.Run) { Overlap = overlap, Run = Run() with { Schedule = Id, Slot = slot, Trigger = "schedule" } }]);
    }
}
