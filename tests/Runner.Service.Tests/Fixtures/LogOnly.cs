using Runner.Engine;
using Runner.Store.Queue;
using Runner.Workflows;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Service.Tests.Fixtures;

/// <summary>Composes runs that use Runner's own actions alone.</summary>
sealed class LogOnly : IRunComposer, IActionCatalogue, IActionLoader
{
    public IEnumerable<ActionDescriptor> Actions => [];

    public ActionDescriptor? Find(string name) => null;

    public string? RefusalOf(string plugin) => null;

    public LoadedAction Load(ActionDescriptor action) => throw new PluginLoadException($"there is no plugin for {action.Name}");

    public (CheckedWorkflow? Workflow, DiagnosticBag Diagnostics) Compile(string path, string shownAs)
    {
        var diagnostics = new DiagnosticBag();
        var source = SourceFile.Read(path, diagnostics, shownAs);
        return (source is null ? null : WorkflowCompiler.Compile(source, this, diagnostics), diagnostics);
    }

    public (CheckedWorkflow? Workflow, DiagnosticBag Diagnostics) CompileKept(string path, string shownAs, IReadOnlyDictionary<string, string> files)
    {
        var diagnostics = new DiagnosticBag();
        return (WorkflowCompiler.Compile(new(shownAs, files[path]) { FullPath = path }, this, diagnostics, kept: files), diagnostics);
    }

    public RunRequest Compose(CheckedWorkflow workflow, NewRun run)
    {
        try
        {
            return new()
            {
                Workflow = workflow,
                Actions = this,
                Inputs = WorkflowInputs.Resolve(workflow, ValueJson.Parse(run.Inputs).AsObject().Entries.ToDictionary(entry => entry.Key, entry => new GivenInput(entry.Value))),
            };
        }
        catch (WorkflowInputException e)
        {
            throw new RunRefusedException("input", e.Message);
        }
    }
}
