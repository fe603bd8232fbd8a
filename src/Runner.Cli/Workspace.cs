using Runner.PluginHost;
using Runner.Workflows;
using Runner.Workflows.Checked;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Cli;

/// <summary>The project that a command works in: its plugins, and the workflows that are read with them.</summary>
sealed class Workspace(Surroundings around, PluginCatalogue catalogue, RunnerConfiguration configuration)
{
    /// <summary>The plugins found.</summary>
    public PluginCatalogue Catalogue => catalogue;

    /// <summary>Reads and checks a workflow; null, with the reasons printed, when it cannot run.</summary>
    public CheckedWorkflow? Compile(string path) => Compile(path, out _);

    /// <inheritdoc cref="Compile(string)"/>
    /// <param name="path">The file.</param>
    /// <param name="warnings">How many warnings were printed.</param>
    public CheckedWorkflow? Compile(string path, out int warnings)
    {
        var diagnostics = new DiagnosticBag();
        var source = SourceFile.Read(Path.Combine(around.WorkingDirectory, path), diagnostics, path);
        var workflow = source is null ? null : WorkflowCompiler.Compile(source, Catalogue, diagnostics, configuration.Actions);
        DiagnosticPrinter.Print(diagnostics, around);
        warnings = diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Warning);
        return workflow;
    }
}
