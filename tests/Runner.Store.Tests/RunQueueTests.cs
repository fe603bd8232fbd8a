using Runner.Store.Queue;

namespace Runner.Store.Tests;

public sealed class RunQueueTests(PostgresCluster postgres) : StoreTest(postgres)
{
    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_run_is_taken_once_it_is_due_with_all_that_was_wanted(string database)
    {
        await using var store = await OpenAsync(database);
        var wanted = Run() with { DueAt = Clock.GetUtcNow().AddSeconds(5), Inputs = """{"url":"http://[::1]"}""", SecretInputs = """{"token":"hush"}""", Trigger = "api", Options = """{"only":["a"]}""", RetryOf = "x" };
        await store.Queue.EnqueueAsync(wanted, Cancel);

        (await store.Queue.TakeAsync(Request(), Cancel)).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(5));

        var taken = (await store.Queue.TakeAsync(Request(), Cancel)).ShouldHaveSingleItem();
        (taken.Run with { RunsOn = wanted.RunsOn, Concurrency = wanted.Concurrency }).ShouldBe(wanted);
        taken.Epoch.ShouldBe(1);
        taken.Resumes.ShouldBeFalse();
        (await store.Queue.TakeAsync(Request("b"), Cancel)).ShouldBeEmpty();
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_run_whose_secret_inputs_were_sealed_under_another_key_is_taken_and_says_so(string database)
    {
        var options = await OptionsAsync(database);
        await using (var store = await RunStore.OpenAsync(options with { Key = Convert.ToBase64String(new byte[32]) }, Cancel)) await store.Queue.EnqueueAsync(Run() with { SecretInputs = """{"token":"hush"}""" }, Cancel);
        await using var other = await RunStore.OpenAsync(options with { Key = new string('1', 64) }, Cancel);

        var taken = (await other.Queue.TakeAsync(Request(), Cancel)).ShouldHaveSingleItem();

        (taken.Run.SecretInputs, taken.LacksSecretInputs).ShouldBe((null, true));
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_slot_is_queued_once_however_many_want_it_at_the_same_instant(string database)
    {
        await using var store = await OpenAsync(database);
        var slot = Clock.GetUtcNow();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => store.Queue.EnqueueAsync(Run() with { Schedule = "check.yaml#1", Slot = slot }, $"node{i}", Cancel))));

        answers.Count(queued => queued).ShouldBe(1);
        (await store.Queue.TakeAsync(Request(), Cancel)).ShouldHaveSingleItem().Run.Slot.ShouldBe(slot);
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_run_is_taken_by_one_of_many_nodes(string database)
    {
        await using var store = await OpenAsync(database);
        for (var i = 0; i < 30; i++) await store.Queue.EnqueueAsync(Run(), Cancel);

        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => store.Queue.TakeAsync(Request($"node{i}", 20), Cancel))));

        taken.SelectMany(runs => runs).Select(run => run.Run.Id).Distinct().Count().ShouldBe(30);
        taken.Sum(runs => runs.Count).ShouldBe(30);
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task The_limit_of_all_nodes_and_that_of_a_group_hold_and_a_full_group_holds_up_nobody_else(string database)
    {
        await using var store = await OpenAsync(database);
        for (var i = 0; i < 5; i++) await store.Queue.EnqueueAsync(Run("deploy") with { Concurrency = [new("production", 2)] }, Cancel);
        Clock.Advance(TimeSpan.FromMilliseconds(5));
        for (var i = 0; i < 5; i++) await store.Queue.EnqueueAsync(Run(), Cancel);

        var first = await store.Queue.TakeAsync(Request() with { Limit = 4 }, Cancel);
        var second = await store.Queue.TakeAsync(Request("b") with { Limit = 4 }, Cancel);

        first.Count(run => run.Run.Workflow == "deploy").ShouldBe(2);
        first.Count.ShouldBe(4);
        second.ShouldBeEmpty();
        (await store.Queue.EndAsync(first.First(run => run.Run.Workflow == "deploy"), "failure", "workflow", "its file is gone", Cancel)).ShouldBeTrue();
        (await store.Queue.TakeAsync(Request("b") with { Limit = 4 }, Cancel)).ShouldHaveSingleItem().Run.Workflow.ShouldBe("deploy");
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_run_goes_to_a_node_with_its_labels(string database)
    {
        await using var store = await OpenAsync(database);
        await store.Queue.EnqueueAsync(Run() with { RunsOn = ["dmz", "ipv6"] }, Cancel);

        (await store.Queue.TakeAsync(Request("a") with { Labels = ["dmz"] }, Cancel)).ShouldBeEmpty();
        (await store.Queue.TakeAsync(Request("b") with { Labels = ["ipv6", "DMZ", "x"] }, Cancel)).ShouldHaveSingleItem();
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_run_whose_lease_ended_goes_to_another_node_in_a_new_epoch(string database)
    {
        await using var store = await OpenAsync(database);
        var run = Run();
        await TakeOneAsync(store, run);
        Clock.Advance(TimeSpan.FromSeconds(8));
        (await store.Queue.RenewAsync("a", [run.Id], TimeSpan.FromSeconds(10), Cancel)).ShouldBe([run.Id]);
        Clock.Advance(TimeSpan.FromSeconds(8));
        (await store.Queue.TakeAsync(Request("b"), Cancel)).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(3));

        var again = (await store.Queue.TakeAsync(Request("b"), Cancel)).ShouldHaveSingleItem();

        again.Epoch.ShouldBe(2);
        again.Resumes.ShouldBeFalse("nothing of it was ever said");
        (await store.Queue.RenewAsync("a", [run.Id], TimeSpan.FromSeconds(10), Cancel)).ShouldBeEmpty();
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_run_that_is_handed_back_is_taken_again_at_once(string database)
    {
        await using var store = await OpenAsync(database);
        var run = Run();
        await TakeOneAsync(store, run);

        await store.Queue.HandBackAsync("a", [run.Id], Cancel);

        (await store.Queue.TakeAsync(Request("b"), Cancel)).ShouldHaveSingleItem().Epoch.ShouldBe(2);
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task Cancelling_ends_what_waits_and_asks_who_runs_it(string database)
    {
        await using var store = await OpenAsync(database);
        var (waiting, running) = (Run(), Run());
        await TakeOneAsync(store, running);
        await store.Queue.EnqueueAsync(waiting, Cancel);

        (await store.Queue.AskToCancelAsync(waiting.Id, Cancel)).ShouldBe(CancelAnswer.Cancelled);
        (await store.Queue.AskToCancelAsync(running.Id, Cancel)).ShouldBe(CancelAnswer.Asked);
        (await store.Queue.AskToCancelAsync(waiting.Id, Cancel)).ShouldBe(CancelAnswer.Over);
        (await store.Queue.AskToCancelAsync("nobody", Cancel)).ShouldBe(CancelAnswer.Unknown);

        (await store.Queue.CancelAskedAsync("a", Cancel)).ShouldBe([running.Id]);
        (await store.Queue.TakeAsync(Request(), Cancel)).ShouldBeEmpty();
    }
}
