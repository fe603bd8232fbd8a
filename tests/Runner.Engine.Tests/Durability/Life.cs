using System.Collections.Concurrent;
using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Workflows;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Engine.Tests.Durability;

/// <summary>A run that is killed and gone on with, and what it did to its peers in all of that.</summary>
sealed class Life : IDisposable
{
    readonly ConcurrentDictionary<string, int> begun = new(StringComparer.Ordinal);
    readonly string yaml;
    readonly IReadOnlyDictionary<string, string> files;

    public Life(string yaml, IReadOnlyDictionary<string, string>? called = null)
    {
        this.yaml = yaml;
        Folder = Directory.CreateTempSubdirectory("runner-life-").FullName;
        files = (called ?? new Dictionary<string, string>()).ToDictionary(file => Path.Combine(Folder, file.Key), file => file.Value);
        Bench.Otherwise = (peer, question) =>
        {
            begun.AddOrUpdate(peer, 1, static (_, times) => times + 1);
            return Answers(peer, question);
        };
    }

    public string Folder { get; }

    public Bench Bench { get; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>What the peers do.</summary>
    public Func<string, Question, ValueTask<Answer>> Answers { get; set; } = static (peer, _) => new(new Answer(200, $"from {peer}"));

    /// <summary>How often a peer was asked.</summary>
    public int Times(string peer) => begun.GetValueOrDefault(peer);

    public IReadOnlyDictionary<string, int> AllTimes => begun;

    public IReadOnlyList<RunEvent> Events => FileJournal.EventsIn(Folder);

    /// <summary>The names and outcomes of the steps that ended, in order.</summary>
    public string Outcomes => string.Join(" ", Events.OfType<StepFinished>().Select(step => $"{step.Step.Path}={step.Outcome}"));

    public StepFinished Step(string path) => Events.OfType<StepFinished>().Last(step => step.Step.Path == path);

    public RunFinished Finished => Events.OfType<RunFinished>().Single();

    /// <summary>Lets it run until the journal dies, or to its end.</summary>
    public async Task<RunResult> GoAsync(long diesAt = long.MaxValue, bool losesUnkept = false, bool hasKey = true, Func<RunRequest, RunRequest>? with = null)
    {
        using var journal = new FileJournal(Folder, diesAt, losesUnkept);
        var request = new RunRequest
        {
            Workflow = Compile(),
            Actions = TestCatalogue.Instance,
            RunId = "life",
            Secrets = Secrets,
            Journal = journal,
            History = FileJournal.HistoryIn(Folder, hasKey),
            Node = "node",
            Time = Time,
        };
        return await Bench.RunAsync(with is null ? request : with(request)).WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Runs until an event has been said, which still is kept.</summary>
    public Task<RunResult> GoUntilAsync(Func<RunEvent, bool> last, bool hasKey = true)
    {
        // As another process would: it is gone after the event.
        var journal = new FileJournal(Folder);
        var dying = new Dying(journal, last);
        return GoAsync(hasKey: hasKey, with: request => request with { Journal = dying });
    }

    CheckedWorkflow Compile()
    {
        var diagnostics = new DiagnosticBag();
        var source = new SourceText("life.yaml", yaml) { FullPath = Path.Combine(Folder, "life.yaml") };
        var workflow = WorkflowCompiler.Compile(source, TestCatalogue.Instance, diagnostics, kept: files);
        diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => DiagnosticText.Format(diagnostic)).ShouldBeEmpty();
        return workflow.ShouldNotBeNull();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    sealed class Dying(FileJournal journal, Func<RunEvent, bool> last) : Runner.Engine.Durability.IRunJournal
    {
        volatile bool dead;

        public void Observe(RunEvent runEvent)
        {
            if (dead) throw Died();
            journal.Observe(runEvent);
            if (!last(runEvent)) return;
            // Kept, and the last thing that was.
            journal.KeptAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            dead = true;
        }

        public ValueTask KeptAsync(CancellationToken cancel) => dead ? ValueTask.FromException(Died()) : journal.KeptAsync(cancel);

        public void Seal(string path, Workflows.Values.Value result, Workflows.Values.Value outputs) => journal.Seal(path, result, outputs);

        static Runner.Engine.Durability.RunSuspendedException Died() => new("killed");
    }
}
