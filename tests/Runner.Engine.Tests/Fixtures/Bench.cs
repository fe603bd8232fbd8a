using Runner.Engine.Events;
using Runner.Workflows;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Engine.Tests.Fixtures;

/// <summary>What surrounds a run in a test: peers that answer as told, a clock, somebody who may cancel.</summary>
public sealed class Bench
{
    static readonly AsyncLocal<Bench?> Running = new();

    readonly Dictionary<string, Func<Question, ValueTask<Answer>>> peers = [];
    readonly Dictionary<string, Func<ValueTask>> closings = [];

    /// <summary>The one of the run that is asking.</summary>
    public static Bench Current => Running.Value ?? throw new InvalidOperationException("no run of a bench");

    internal ManualTime Time { get; } = new();

    internal CancellationTokenSource Stop { get; } = new();

    internal List<string> Closed { get; } = [];

    /// <summary>The hosts that workflows and actions may name.</summary>
    internal ProjectInventory? Inventory { get; init; }

    /// <summary>Everything an observer is told, as it comes.</summary>
    internal Action<RunEvent>? Watch { get; set; }

    /// <summary>What the peers do of whom nothing is said.</summary>
    internal Func<string, Question, ValueTask<Answer>> Otherwise { get; set; } = static (_, _) => new(new Answer(200, "ok"));

    internal Func<Question, ValueTask<Answer>> Peer(string name) => peers.GetValueOrDefault(name, question => Otherwise(name, question));

    internal Bench When(string peer, Func<Question, ValueTask<Answer>> answers)
    {
        peers[peer] = answers;
        return this;
    }

    /// <summary>Answers in turn; the last one from then on.</summary>
    internal Bench When(string peer, params Func<Answer>[] inTurn)
    {
        var asked = 0;
        return When(peer, _ => new(inTurn[Math.Min(asked++, inTurn.Length - 1)]()));
    }

    internal Bench WhenClosed(string connection, Func<ValueTask> does)
    {
        closings[connection] = does;
        return this;
    }

    internal async ValueTask CloseAsync(string connection)
    {
        // Jobs may end at once.
        lock (Closed) Closed.Add(connection);
        if (closings.TryGetValue(connection, out var does)) await does();
    }

    /// <summary>Lets each wait between attempts pass at once, as soon as it has begun.</summary>
    internal Bench PassWaits()
    {
        var expected = new HashSet<TimeSpan>();
        var before = Watch;
        Watch = seen =>
        {
            before?.Invoke(seen);
            // Timers count in whole milliseconds.
            if (seen is RetryScheduled { Delay: var delay }) expected.Add(TimeSpan.FromMilliseconds((long)delay.TotalMilliseconds));
        };
        // On another thread: who makes a timer has to have it before it fires.
        Time.TimerMade = due =>
        {
            if (expected.Remove(due)) ThreadPool.QueueUserWorkItem(_ => Time.Advance(due));
        };
        return this;
    }

    internal static CheckedWorkflow Compile(string yaml, ProjectInventory? inventory = null)
    {
        var diagnostics = new DiagnosticBag();
        var workflow = WorkflowCompiler.Compile(new SourceText("check.yaml", yaml), TestCatalogue.Instance, diagnostics, null, inventory);
        diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => DiagnosticText.Format(diagnostic)).ShouldBeEmpty();
        return workflow.ShouldNotBeNull();
    }

    /// <summary>Runs with one observer that keeps nothing.</summary>
    internal async Task RunQuietlyAsync(CheckedWorkflow workflow, Action<RunEvent> watch)
    {
        Running.Value = this;
        await WorkflowRunner.RunAsync(new() { Workflow = workflow, Actions = TestCatalogue.Instance, Observers = [new Watcher(watch)] }, Stop.Token);
    }

    sealed class Watcher(Action<RunEvent> watch) : IRunObserver
    {
        public void Observe(RunEvent runEvent) => watch(runEvent);
    }

    /// <summary>Runs a request that a test has made itself.</summary>
    internal Task<RunResult> RunAsync(RunRequest request)
    {
        Running.Value = this;
        return WorkflowRunner.RunAsync(request, Stop.Token);
    }

    internal async Task<Recording> RunAsync(string yaml, Func<RunRequest, RunRequest>? with = null, params IRunObserver[] others)
    {
        var workflow = Compile(yaml, Inventory);
        var recorder = new Recorder(seen => Watch?.Invoke(seen));
        var request = new RunRequest
        {
            Workflow = workflow,
            Actions = TestCatalogue.Instance,
            Inputs = WorkflowInputs.Resolve(workflow, new Dictionary<string, GivenInput>()),
            RunId = "run-1",
            Observers = [.. others, recorder],
            Time = Time,
            Inventory = Inventory,
        };
        Running.Value = this;
        var result = await WorkflowRunner.RunAsync(with is null ? request : with(request), Stop.Token);
        return new(recorder.Events, result);
    }
}

sealed class Recorder(Action<RunEvent> watch) : IRunObserver
{
    public List<RunEvent> Events { get; } = [];

    public void Observe(RunEvent runEvent)
    {
        Events.Add(runEvent);
        watch(runEvent);
    }
}

/// <summary>What a run said.</summary>
sealed record Recording(IReadOnlyList<RunEvent> Events, RunResult Result)
{
    public RunFinished Finished => Result.Finished;

    public IReadOnlyList<T> Of<T>() where T : RunEvent => [.. Events.OfType<T>()];

    /// <summary>How the step of an id, or of a place, ended.</summary>
    public StepFinished Step(string id) => Events.OfType<StepFinished>().Single(step => step.Step.Path.EndsWith($"/{id}", StringComparison.Ordinal));

    /// <summary>Each step's id and outcome, in order.</summary>
    public string Outcomes => string.Join(" ", Events.OfType<StepFinished>().Select(step => $"{step.Step.Path["main/".Length..]}={step.Outcome}"));

    /// <summary>All that the events say.</summary>
    public string Text => string.Join("\n", Events.Select(seen => seen + (seen is StepFinished step ? ValueJson.Write(Shallow(step.Result)) + ValueJson.Write(step.Outputs) + string.Join(";", step.Expectations) : "")));

    // Results of tests go in circles, to see that nobody follows them.
    static Value Shallow(Value value)
    {
        if (value.Kind != ValueKind.Object) return value;
        var shallow = new ValueObject();
        foreach (var (name, entry) in value.AsObject().Entries)
            if (name != "self") shallow[name] = entry;
        return Value.From(shallow);
    }
}
