using Runner.Cli.Inputs;
using Runner.Cli.Scripts;
using Runner.PluginHost;
using Runner.Workflows;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Types;

namespace Runner.Cli;

/// <summary>
/// Opens the workspace around the working directory, on other threads where it pays: reading manifests and loading what
/// the first workflow needs takes as long as reading the command line, and neither needs the other.
/// </summary>
sealed class WorkspaceOpening
{
    readonly Surroundings around;
    readonly Lazy<(RunnerConfiguration Configuration, DiagnosticBag Diagnostics)> configuration;
    readonly Lazy<PluginCatalogue> catalogue;

    public WorkspaceOpening(Surroundings around)
    {
        this.around = around;
        configuration = new(ReadConfiguration);
        catalogue = new(FindPlugins);
    }

    /// <summary>Begins ahead of the command line's parser, when its first word says that a workspace will be needed.</summary>
    public void Begin(string[] arguments)
    {
        if (arguments is not ["run" or "validate" or "exec" or "scan", ..]) return;
        // YAML takes as long to get ready as all the rest. A script is no YAML: what reads that would only be in its way.
        if (arguments[0] != "run" || !Array.Exists(arguments, ScriptWorkflow.Is)) Start(WorkflowCompiler.Prepare);
        Start(() =>
        {
            if (configuration.Value.Diagnostics.HasErrors) return;
            if (arguments[0] == "run")
            {
                foreach (var argument in arguments.AsSpan(1)) Prefetch(Path.Combine(around.WorkingDirectory, argument));
            }

            if (arguments[0] == "exec") catalogue.Value.Prefetch("ssh");
            if (arguments[0] == "scan") catalogue.Value.Prefetch("scan");
        });

        static void Start(ThreadStart work) => new Thread(work) { IsBackground = true }.Start();
    }

    /// <summary>The workspace; null, with the reasons printed, when its configuration is wrong.</summary>
    /// <param name="inventory">Its inventory, when a command line or a file of variables has a say; null for the project's own.</param>
    public Workspace? Open(ProjectInventory? inventory = null)
    {
        DiagnosticPrinter.Print(Diagnostics, around);
        return Diagnostics.HasErrors ? null : OpenChecked(inventory);
    }

    /// <summary>The project's inventory. Neither it nor the configuration is read before somebody asks for hosts.</summary>
    /// <param name="given">What <c>--inventory</c> names.</param>
    /// <param name="variables">Environment variables; null for the process's.</param>
    /// <exception cref="UsageException">A file that is given does not exist.</exception>
    public ProjectInventory Inventory(string[] given, Func<string, string?>? variables = null) =>
        InventoryOption.Resolve(given, variables ?? around.Variables, () => configuration.Value.Configuration, around);

    /// <summary>What <c>runner.yaml</c> says, without looking for plugins.</summary>
    public RunnerConfiguration Configuration => configuration.Value.Configuration;

    /// <summary>What is wrong with the configuration.</summary>
    public DiagnosticBag Diagnostics => configuration.Value.Diagnostics;

    /// <summary>The workspace, for a caller that has seen to <see cref="Diagnostics"/>, which have no errors.</summary>
    public Workspace OpenChecked(ProjectInventory? inventory = null)
    {
        foreach (var refusal in catalogue.Value.Refusals) around.Error.WriteLine($"warning: {refusal.Message}");
        return new(around, catalogue.Value, configuration.Value.Configuration, inventory ?? Inventory([]));
    }

    /// <summary>The plugins, with a client besides that the project does not have yet.</summary>
    public PluginCatalogue CatalogueWith(ClientConfiguration client) => FindPlugins([.. Configuration.Clients.Where(each => each.Name != client.Name), client]);

    (RunnerConfiguration, DiagnosticBag) ReadConfiguration()
    {
        var diagnostics = new DiagnosticBag();
        return (RunnerConfiguration.Find(around.WorkingDirectory) is { } path ? RunnerConfiguration.Read(path, diagnostics) : new(), diagnostics);
    }

    PluginCatalogue FindPlugins() => FindPlugins(configuration.Value.Configuration.Clients);

    PluginCatalogue FindPlugins(IReadOnlyList<ClientConfiguration> clients)
    {
        var folders = new List<string>(configuration.Value.Configuration.PluginFolders);
        if (Directory.Exists(around.BuiltInPlugins)) folders.Insert(0, around.BuiltInPlugins);
        var said = configuration.Value.Configuration;
        return PluginCatalogue.Open(new()
        {
            Folders = folders, CacheDirectory = CacheFolder.Of("plugins", around),
            Clients = clients, ClientCacheDirectory = clients.Count > 0 ? CacheFolder.Of("clients", around) : null, Network = said.Network,
        });
    }

    /// <summary>
    /// Has the plugins get ready that a workflow seems to use. A guess from its text, before anything is parsed: a wrong
    /// one costs a little time and nothing else, and what is wrong with the file will be said by whoever reads it.
    /// </summary>
    void Prefetch(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length is 0 or > 1024 * 1024) return;
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        foreach (var client in configuration.Value.Configuration.Clients)
            if (text.Contains($"uses: {client.Name}.", StringComparison.Ordinal)) catalogue.Value.Prefetch(client.Name);
        var isScript = ScriptWorkflow.Is(path);
        foreach (var plugin in catalogue.Value.Plugins)
        {
            foreach (var prefix in plugin.Prefixes)
            {
                if (!text.Contains($"uses: {prefix}.", StringComparison.Ordinal) && !(isScript && text.Contains($"new {NameCase.ToPascal(prefix)}.", StringComparison.Ordinal))) continue;
                catalogue.Value.Prefetch(plugin.Name);
                break;
            }
        }
    }
}
