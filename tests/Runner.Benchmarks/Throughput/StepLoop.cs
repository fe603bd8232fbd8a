using Runner.Engine;
using Runner.Engine.Events;
using Runner.PluginHost;
using Runner.Workflows;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Benchmarks.Throughput;

/// <summary>One workflow of one <c>http.get</c> step with an expectation, run whole each time: events, inputs, scope and all.</summary>
sealed class StepLoop
{
    readonly CheckedWorkflow workflow;
    readonly PluginCatalogue catalogue;
    readonly CountingObserver observer = new();

    StepLoop(CheckedWorkflow workflow, PluginCatalogue catalogue)
    {
        this.workflow = workflow;
        this.catalogue = catalogue;
    }

    public static StepLoop Create(string url)
    {
        var catalogue = PluginCatalogue.Open(new() { Folders = [ShippedPlugins.Folder] });
        var diagnostics = new DiagnosticBag();
        var workflow = WorkflowCompiler.Compile(new SourceText("bench.yaml", $"""
            steps:
              - uses: http.get
                with:
                  url: {url}
                expect: result.status == 200
            """), catalogue, diagnostics);
        return new(workflow ?? throw new InvalidOperationException(string.Join('\n', diagnostics)), catalogue);
    }

    public async Task RunAsync()
    {
        var result = await WorkflowRunner.RunAsync(new() { Workflow = workflow, Actions = catalogue, Observers = [observer] }, CancellationToken.None);
        if (result.Finished.ExitCode != 0) throw new InvalidOperationException("The step failed.");
    }

    sealed class CountingObserver : IRunObserver
    {
        long seen;

        public void Observe(RunEvent runEvent) => Interlocked.Increment(ref seen);
    }
}
