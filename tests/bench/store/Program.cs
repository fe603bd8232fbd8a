using System.Diagnostics;
using System.Globalization;
using Runner.Engine.Events;
using Runner.Store;
using Runner.Store.Queue;
using Runner.Store.Reading;

// Fills a run store with runs of three steps, through the queue and the recorder as a service does, and lists and filters them.
//   store LOCATION [RUNS] [AT-ONCE]
var location = args[0];
var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100_000;
var atOnce = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 50;
await using var store = await RunStore.OpenAsync(new() { Location = location }, default);

var waits = new List<double>();
var clock = Stopwatch.StartNew();
for (var done = 0; done < count;)
{
    var most = Math.Min(atOnce, count - done);
    await Task.WhenAll(Enumerable.Range(done, most).Select(i => Task.Run(() => store.Queue.EnqueueAsync(Wanted(i), default))));
    var taken = await store.Queue.TakeAsync(new() { Node = "bench", Most = most, Lease = TimeSpan.FromMinutes(1) }, default);
    await Task.WhenAll(taken.Select(run => Task.Run(() => PlayAsync(run))));
    done += taken.Count;
}

Say($"{count} runs of 3 steps, {atOnce} at once: {count / clock.Elapsed.TotalMinutes:0} runs a minute ({clock.Elapsed.TotalSeconds:0.0} s), {store.Recorder.Health.Commits} commits of {count * 10} events");
waits.Sort();
Say($"a step waits for its journal: median {waits[waits.Count / 2]:0.00} ms, p99 {waits[waits.Count * 99 / 100]:0.00} ms");

var middle = (await store.Runs.ListAsync(new(), null, 1, default))[0].Id;
for (var i = 0; i < 100; i++) middle = (await store.Runs.ListAsync(new(), middle, count / 200, default))[^1].Id;
foreach (var (what, filter, before) in new (string, RunFilter, string?)[]
{
    ("newest 50", new(), null),
    ("50 from the middle", new(), middle),
    ("workflow, 1 of 20", new() { Workflows = ["workflow7"] }, null),
    ("workflow*", new() { Workflows = ["*flow7"] }, null),
    ("file", new() { Workflows = ["workflows/workflow7.yaml"] }, null),
    ("state failure, 1 of 10", new() { States = ["failure"] }, null),
    ("state, none such", new() { States = ["interrupted"] }, null),
    ("error timeout", new() { ErrorKind = "timeout" }, null),
    ("error, rare", new() { ErrorKind = "proxy" }, null),
    ("error, none such", new() { ErrorKind = "dns" }, null),
    ("host, 1 of 1000", new() { Host = "host123" }, null),
    ("host, none such", new() { Host = "nobody" }, null),
    ("host*", new() { Host = "host12*" }, null),
    ("host*, none such", new() { Host = "nobody*" }, null),
    ("host and error", new() { Host = "host123", ErrorKind = "timeout" }, null),
    ("schedule", new() { Schedule = "workflow7.yaml#1" }, null),
    ("workflow and state", new() { Workflows = ["workflow7"], States = ["failure"] }, null),
    ("workflow and state, none such", new() { Workflows = ["workflow7"], States = ["cancelled"] }, null),
    ("since a minute", new() { Since = DateTimeOffset.UtcNow.AddMinutes(-1) }, null),
    ("until an hour ago, none such", new() { Until = DateTimeOffset.UtcNow.AddHours(-1) }, null),
})
{
    var times = new List<double>();
    var found = 0;
    for (var i = 0; i < 12; i++)
    {
        var start = Stopwatch.GetTimestamp();
        found = (await store.Runs.ListAsync(filter, before, 50, default)).Count;
        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    times.Sort();
    Say($"{what,-32} {times[6],7:0.0} ms  (slowest {times[^1]:0.0} ms, {found} runs)");
}

var one = Stopwatch.StartNew();
var id = (await store.Runs.FindAsync(middle[^8..], 2, default))[0].Id;
Say($"{"by the end of the id",-32} {one.Elapsed.TotalMilliseconds,7:0.0} ms");
one.Restart();
await store.Retention.PruneAsync(new() { Runs = count * 8 / 10 }, dryRun: false, default);
Say($"{"pruned " + count / 10 + " or so",-32} {one.Elapsed.TotalMilliseconds,7:0.0} ms");

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

static NewRun Wanted(int i) => new()
{
    Workflow = $"workflow{i % 20}",
    File = $"workflows/workflow{i % 20}.yaml",
    Folder = "/srv/project/workflows",
    Project = "/srv/project",
    DueAt = DateTimeOffset.UtcNow,
    Schedule = i % 2 == 0 ? $"workflow{i % 20}.yaml#1" : null,
    Options = $$"""{"number":{{i}}}""",
};

async Task PlayAsync(TakenRun taken)
{
    var id = taken.Run.Id;
    var number = int.Parse(taken.Run.Options[10..^1], CultureInfo.InvariantCulture);
    using var journal = store.Recorder.Begin(taken);
    long sequence = 0;
    var failed = number % 10 == 3;
    Tell(new RunStarted(taken.Run.Workflow, taken.Run.File, null, 3));
    Tell(new JobStarted("main[0]") { Item = $"host{number % 1000}" });
    for (var i = 1; i <= 3; i++)
    {
        var step = new StepIdentity($"main[0]/{i}", "GET https://api.example.com/health", "http.get");
        Tell(new StepStarted(step));
        var outcome = failed && i == 3 ? Outcome.Failure : Outcome.Success;
        Tell(new StepFinished(step, outcome, TimeSpan.FromMilliseconds(12)) { Attempts = 1, Error = outcome == Outcome.Failure ? new(number % 5000 == 3 ? "proxy" : "timeout", "no answer within 5s") : null });
        var start = Stopwatch.GetTimestamp();
        await journal.KeptAsync(default);
        lock (waits) waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    Tell(new JobFinished("main[0]", failed ? Outcome.Failure : Outcome.Success, TimeSpan.FromMilliseconds(40)));
    Tell(new RunFinished(failed ? Outcome.Failure : Outcome.Success, TimeSpan.FromMilliseconds(41), failed ? 2 : 3, failed ? 1 : 0, 0, 0, failed ? 3 : 0));
    await journal.KeptAsync(default);

    void Tell(RunEvent runEvent)
    {
        runEvent = Stamp.On(runEvent, id, ++sequence);
        journal.Observe(runEvent);
    }
}
