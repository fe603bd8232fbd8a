using Dapper;
using Runner.Store.Nodes;
using Runner.Store.Queue;
using Runner.Store.Reading;

namespace Runner.Store.Tests;

public sealed class NodeStoreTests(PostgresCluster postgres) : StoreTest(postgres)
{
    ServingNode Node(string id, params string[] labels) => new(id, "paris", "1.2.3", 20) { Labels = labels, StartedAt = Clock.GetUtcNow() };

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_node_is_listed_with_what_it_tells_and_what_it_runs(string database)
    {
        await using var store = await OpenAsync(database);
        await store.Nodes.BeatAsync(Node("a", "dmz", "ipv6"), Cancel);
        await store.Queue.EnqueueAsync(Run(), Cancel);
        await store.Queue.TakeAsync(Request("a"), Cancel);
        Clock.Advance(TimeSpan.FromSeconds(3));
        await store.Nodes.BeatAsync(Node("a", "dmz") with { Drains = true }, Cancel);

        var node = (await store.Nodes.ListAsync(withGone: false, Cancel)).ShouldHaveSingleItem();

        (node.Id, node.Name, node.Version, node.Capacity, node.Running, node.State).ShouldBe(("a", "paris", "1.2.3", 20, 1, "draining"));
        node.Labels.ShouldBe(["dmz"]);
        (node.HeardAt - node.StartedAt).ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_silent_node_is_told_to_one_of_those_that_live_and_comes_back_when_it_is_heard_of(string database)
    {
        await using var store = await OpenAsync(database);
        await store.Nodes.BeatAsync(Node("a"), Cancel);
        await TakeOneAsync(store, Run());
        await store.Nodes.BeatAsync(Node("b"), Cancel);
        await store.Nodes.BeatAsync(Node("c"), Cancel);
        Clock.Advance(NodeStore.Silence - TimeSpan.FromSeconds(1));
        (await store.Nodes.BeatAsync(Node("b"), Cancel)).Lost.ShouldBeEmpty();
        await store.Nodes.BeatAsync(Node("c"), Cancel);
        Clock.Advance(TimeSpan.FromSeconds(2));

        var told = await Task.WhenAll(Task.Run(() => store.Nodes.BeatAsync(Node("b"), Cancel)), Task.Run(() => store.Nodes.BeatAsync(Node("c"), Cancel)));

        var lost = told.SelectMany(beat => beat.Lost).ShouldHaveSingleItem();
        (lost.Id, lost.Running).ShouldBe(("a", 1));
        (await store.Nodes.ListAsync(withGone: false, Cancel)).Select(node => node.Id).Order().ShouldBe(["b", "c"]);
        (await store.Nodes.ListAsync(withGone: true, Cancel)).Single(node => node.Id == "a").State.ShouldBe("gone");
        await store.Nodes.BeatAsync(Node("a"), Cancel);
        (await store.Nodes.ListAsync(withGone: false, Cancel)).Count.ShouldBe(3);
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_node_that_leaves_is_gone_at_once_and_forgotten_after_a_day(string database)
    {
        await using var store = await OpenAsync(database);
        await store.Nodes.BeatAsync(Node("a"), Cancel);
        await store.Nodes.LeaveAsync("a", Cancel);
        (await store.Nodes.BeatAsync(Node("b"), Cancel)).Lost.ShouldBeEmpty("it said that it ended");
        (await store.Nodes.ListAsync(withGone: false, Cancel)).ShouldHaveSingleItem().Id.ShouldBe("b");
        Clock.Advance(TimeSpan.FromHours(25));

        await store.Nodes.BeatAsync(Node("b"), Cancel);

        (await store.Nodes.ListAsync(withGone: true, Cancel)).ShouldHaveSingleItem().Id.ShouldBe("b");
    }

    [Theory, InlineData(Sqlite, false), InlineData(Postgres, true)]
    public async Task The_clock_of_the_database_is_compared_where_it_is_another(string database, bool compared)
    {
        await using var store = await OpenAsync(database);

        var ahead = (await store.Nodes.BeatAsync(Node("a"), Cancel)).ClockAhead;

        var expected = Clock.GetUtcNow() - DateTimeOffset.UtcNow;
        if (compared) (ahead - expected).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(5));
        else ahead.ShouldBe(TimeSpan.Zero);
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_node_is_told_that_a_later_version_has_changed_the_store(string database)
    {
        await using var store = await OpenAsync(database);
        (await store.Nodes.BeatAsync(Node("a"), Cancel)).SchemaIsNewer.ShouldBeFalse();
        await store.Database.WriteAsync(connection => connection.ExecuteAsync("INSERT INTO runner_schema (version) VALUES (4711)"), Cancel);

        (await store.Nodes.BeatAsync(Node("a"), Cancel)).SchemaIsNewer.ShouldBeTrue();
    }

    [Theory, InlineData(Sqlite), InlineData(Postgres)]
    public async Task A_run_that_nobody_can_take_says_what_it_waits_for(string database)
    {
        await using var store = await OpenAsync(database);
        var (plain, labelled) = (Run(), Run() with { RunsOn = ["dmz", "ipv6"] });
        await store.Queue.EnqueueAsync(plain, Cancel);
        await store.Queue.EnqueueAsync(labelled, Cancel);
        (await ReasonAsync(labelled)).ShouldBeNull("it is due just now");
        Clock.Advance(TimeSpan.FromSeconds(5));

        (await ReasonAsync(plain)).ShouldBe("nobody serves: start `runner serve`");
        await store.Nodes.BeatAsync(Node("a", "DMZ"), Cancel);
        (await ReasonAsync(plain)).ShouldBeNull();
        (await ReasonAsync(labelled)).ShouldBe("no node that serves has the label ipv6");
        await store.Nodes.BeatAsync(Node("b", "ipv6"), Cancel);
        (await ReasonAsync(labelled)).ShouldBe("no single node that serves has all of the labels dmz, ipv6");
        await store.Nodes.BeatAsync(Node("c", "ipv6", "dmz", "x"), Cancel);
        (await ReasonAsync(labelled)).ShouldBeNull();
        (await store.Runs.FindAsync(labelled.Id, 1, Cancel)).Single().RunsOn.ShouldBe(["dmz", "ipv6"]);

        async Task<string?> ReasonAsync(NewRun run) => (await store.Runs.ListAsync(new RunFilter(), null, 10, Cancel)).Single(each => each.Id == run.Id).WaitsFor;
    }
}
