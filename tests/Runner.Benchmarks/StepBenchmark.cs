using System.Text;
using BenchmarkDotNet.Attributes;
using Runner.Engine;
using Runner.Engine.Events;
using Runner.Sdk;
using Runner.Workflows;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Types;

namespace Runner.Benchmarks;

/// <summary>What a step costs when its action costs nothing: inputs, scope, expectation and events.</summary>
[MemoryDiagnoser]
public class StepBenchmark
{
    readonly NothingPlugin plugin = new();
    readonly CountingObserver observer = new();
    CheckedWorkflow? one;
    CheckedWorkflow? thousand;

    /// <summary>Checks the workflows.</summary>
    [GlobalSetup]
    public void Check()
    {
        one = Workflow(1);
        thousand = Workflow(1000);
    }

    /// <summary>A whole run of one step.</summary>
    [Benchmark]
    public Task<RunResult> RunOfOneStep() => Run(one!);

    /// <summary>Each of the steps of a long run.</summary>
    [Benchmark(OperationsPerInvoke = 1000)]
    public Task<RunResult> Step() => Run(thousand!);

    Task<RunResult> Run(CheckedWorkflow workflow) =>
        WorkflowRunner.RunAsync(new() { Workflow = workflow, Actions = plugin, Observers = [observer] }, CancellationToken.None);

    CheckedWorkflow Workflow(int steps)
    {
        var text = new StringBuilder("steps:\n");
        for (var i = 0; i < steps; i++) text.Append("  - uses: bench.nothing\n    with: { text: hello }\n    expect: result.status == 200\n");
        DiagnosticBag diagnostics = [];
        return WorkflowCompiler.Compile(new SourceText("bench.yaml", text.ToString()), plugin, diagnostics)
            ?? throw new InvalidOperationException(string.Join('\n', diagnostics));
    }

    /// <summary>Does nothing.</summary>
    public sealed record Nothing : IAction<Answer>
    {
        /// <summary>An input.</summary>
        public required string Text { get; init; }

        /// <inheritdoc/>
        public ValueTask<Answer> RunAsync(ActionContext context, CancellationToken cancel) => new(new Answer(200, Text));
    }

    /// <summary>What it answers.</summary>
    public sealed record Answer(int Status, string Text);

    sealed class NothingPlugin : IActionCatalogue, IActionLoader
    {
        readonly ActionDescriptor action = new(
            "bench.nothing", "bench",
            new TypeShape(ShapeKind.Object) { Fields = [new("text", TypeShape.String) { Required = true }] },
            new TypeShape(ShapeKind.Object) { Fields = [new("status", new(ShapeKind.Integer)), new("text", TypeShape.String)] })
        {
            TypeName = typeof(Nothing).FullName!,
        };

        readonly LoadedAction loaded = LoadedAction.Of(typeof(Nothing));

        public IEnumerable<ActionDescriptor> Actions => [action];

        public ActionDescriptor? Find(string name) => name == action.Name ? action : null;

        public string? RefusalOf(string plugin) => null;

        public LoadedAction Load(ActionDescriptor action) => loaded;
    }

    sealed class CountingObserver : IRunObserver
    {
        long seen;

        public void Observe(RunEvent runEvent) => seen++;
    }
}
