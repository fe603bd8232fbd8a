using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Checking;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows;

/// <summary>The way from a file to a workflow that can run.</summary>
public static class WorkflowCompiler
{
    /// <summary>
    /// Loads, for a thread that has nothing else to do, what reading a first workflow needs. Half of that time is YamlDotNet compiling
    /// a regular expression, which nothing can spare it.
    /// </summary>
    public static void Prepare() => YamlReader.TryRead(new("", "a: b"), [], out _);

    /// <summary>Parses and checks a workflow, and those that it calls. It loads no plugin.</summary>
    /// <param name="source">The file.</param>
    /// <param name="catalogue">The plugins' actions; Runner's own are always there.</param>
    /// <param name="diagnostics">Takes everything that is found wrong.</param>
    /// <param name="policy">What it may not use; null allows everything.</param>
    /// <param name="inventory">The hosts that it may name; null for none. Nothing of it is read unless the workflow names some, and no command is run.</param>
    /// <param name="kept">
    /// Texts of called workflows and scripts by their full paths, which count in place of what is on the disk by now: those that
    /// <see cref="WorkflowSnapshot"/> took when a run began. Null reads the disk.
    /// </param>
    /// <returns>The checked workflow; null when <paramref name="diagnostics"/> has errors.</returns>
    public static CheckedWorkflow? Compile(SourceText source, IActionCatalogue catalogue, DiagnosticBag diagnostics, ActionPolicy? policy = null, ProjectInventory? inventory = null, IReadOnlyDictionary<string, string>? kept = null)
    {
        var workflow = new WorkflowFiles(new CatalogueWithBuiltIns(catalogue), policy, diagnostics, inventory, kept).Check(source);
        return diagnostics.HasErrors ? null : workflow;
    }
}
