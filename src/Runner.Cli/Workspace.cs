using Runner.PluginHost;
using Runner.Sdk.Networking;
using Runner.Workflows;
using Runner.Workflows.Checked;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Schema;
using Runner.Workflows.Text;

namespace Runner.Cli;

/// <summary>The project that a command works in: its plugins, and the workflows that are read with them.</summary>
sealed class Workspace(Surroundings around, PluginCatalogue catalogue, RunnerConfiguration configuration, ProjectInventory inventory)
{
    /// <summary>The plugins found.</summary>
    public PluginCatalogue Catalogue => catalogue;

    /// <summary>What <c>runner.yaml</c> says.</summary>
    public RunnerConfiguration Configuration => configuration;

    /// <summary>Its hosts, read when somebody asks.</summary>
    public ProjectInventory Inventory => inventory;

    /// <summary>What actions may reach here.</summary>
    public NetworkPolicy Network => configuration.Network;

    /// <summary>Reads and checks a workflow that is to run; null, with the reasons printed, when it cannot.</summary>
    /// <remarks>What is merely untidy is a matter of <c>validate</c>: nobody wants to read of it in the log of every run.</remarks>
    public CheckedWorkflow? Compile(string path)
    {
        var (workflow, diagnostics) = Check(path);
        if (diagnostics.Count > 0) DiagnosticPrinter.Print(diagnostics.Where(diagnostic => diagnostic.Code != DiagnosticCodes.UnusedName), around);
        return workflow;
    }

    /// <summary>Has the inventory ready for a run that names hosts; false, with the reasons printed, when it cannot be.</summary>
    /// <remarks>The check of the workflow has told what is wrong with the files, and here commands are run too.</remarks>
    /// <exception cref="UsageException">Its limit leaves no host.</exception>
    public bool LoadInventory()
    {
        if (inventory.IsStatic) return true;
        DiagnosticBag told = [], diagnostics = [];
        inventory.Check(told);
        bool loaded;
        try
        {
            loaded = inventory.Load(diagnostics) is not null;
        }
        catch (InventoryPatternException e)
        {
            throw new UsageException($"--limit: {e.Message}", e.Help);
        }

        var known = told.Select(diagnostic => diagnostic.ToString()).ToHashSet();
        DiagnosticPrinter.Print(diagnostics.Where(diagnostic => !known.Contains(diagnostic.ToString())), around);
        return loaded;
    }

    /// <summary>Reads and checks a workflow, and prints nothing.</summary>
    public (CheckedWorkflow? Workflow, DiagnosticBag Diagnostics) Check(string path)
    {
        var diagnostics = new DiagnosticBag();
        var source = SourceFile.Read(Path.Combine(around.WorkingDirectory, path), diagnostics, path);
        return (source is null ? null : WorkflowCompiler.Compile(source, Catalogue, diagnostics, configuration.Actions, inventory), diagnostics);
    }

    /// <summary>Reads and checks a workflow for a service, with the hosts as they are now.</summary>
    /// <param name="path">Its file, absolute.</param>
    /// <param name="shownAs">The file for messages.</param>
    /// <param name="hosts">The inventory.</param>
    public (CheckedWorkflow? Workflow, DiagnosticBag Diagnostics) Check(string path, string shownAs, ProjectInventory hosts)
    {
        var diagnostics = new DiagnosticBag();
        var source = SourceFile.Read(path, diagnostics, shownAs);
        return (source is null ? null : WorkflowCompiler.Compile(source, Catalogue, diagnostics, configuration.Actions, hosts), diagnostics);
    }

    /// <summary>Checks a workflow as it was when a run began, with the hosts as they are now.</summary>
    /// <param name="source">Its text as it was.</param>
    /// <param name="hosts">The inventory.</param>
    /// <param name="kept">The texts of what it calls, by full path.</param>
    public (CheckedWorkflow? Workflow, DiagnosticBag Diagnostics) Check(SourceText source, ProjectInventory hosts, IReadOnlyDictionary<string, string> kept)
    {
        var diagnostics = new DiagnosticBag();
        return (WorkflowCompiler.Compile(source, Catalogue, diagnostics, configuration.Actions, hosts, kept), diagnostics);
    }

    /// <summary>What the project says of the service.</summary>
    public ServiceConfiguration Service => configuration.Service ?? new();

    /// <summary>The folder of runner.yaml, else the working directory.</summary>
    public string Folder => configuration.Folder ?? Path.GetFullPath(around.WorkingDirectory);

    /// <summary>The JSON Schema of the workflows that can run here.</summary>
    public string WriteSchema() => WorkflowSchema.Write(Catalogue, configuration.Actions);
}
