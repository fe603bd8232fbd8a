using Runner.PluginHost;
using Runner.Workflows;
using Runner.Workflows.Checked;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Cli;

/// <summary>The project that a command works in: its configuration and its plugins.</summary>
sealed class Workspace
{
    readonly Surroundings around;

    Workspace(Surroundings around, PluginCatalogue catalogue)
    {
        this.around = around;
        Catalogue = catalogue;
    }

    /// <summary>The plugins found.</summary>
    public PluginCatalogue Catalogue { get; }

    /// <summary>Opens the workspace around the working directory; null, with the reasons printed, when its configuration is wrong.</summary>
    public static Workspace? Open(Surroundings around)
    {
        WorkflowCompiler.Prepare();
        var configuration = new RunnerConfiguration();
        if (RunnerConfiguration.Find(around.WorkingDirectory) is { } path)
        {
            var diagnostics = new DiagnosticBag();
            configuration = RunnerConfiguration.Read(path, diagnostics);
            Print(diagnostics, around);
            if (diagnostics.HasErrors) return null;
        }

        var cache = around.Variables("XDG_CACHE_HOME") is { Length: > 0 } home ? home
            : around.Variables("HOME") is { Length: > 0 } user ? Path.Combine(user, ".cache") : null;
        var catalogue = PluginCatalogue.Open(new()
        {
            Folders = [.. Directory.Exists(around.BuiltInPlugins) ? [around.BuiltInPlugins] : Array.Empty<string>(), .. configuration.PluginFolders],
            CacheDirectory = cache is null ? null : Path.Combine(cache, "runner", "plugins"),
        });
        foreach (var refusal in catalogue.Refusals) around.Error.WriteLine($"warning: {refusal.Message}");
        return new(around, catalogue);
    }

    /// <summary>Reads and checks a workflow; null, with the reasons printed, when it cannot run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="toRun">Whether it will run: then the plugins that it seems to use get ready while it is checked.</param>
    public CheckedWorkflow? Compile(string path, bool toRun = false)
    {
        var diagnostics = new DiagnosticBag();
        var source = SourceFile.Read(Path.Combine(around.WorkingDirectory, path), diagnostics, path);
        if (toRun && source is not null) Prefetch(source);
        var workflow = source is null ? null : WorkflowCompiler.Compile(source, Catalogue, diagnostics);
        Print(diagnostics, around);
        return workflow;
    }

    // A guess from the text, before anything is parsed: wrong ones cost a little time, and nothing else.
    void Prefetch(SourceText source)
    {
        foreach (var plugin in Catalogue.Plugins)
        {
            if (source.Content.Contains($"uses: {plugin.Name}.", StringComparison.Ordinal)) Catalogue.Prefetch(plugin.Name);
        }
    }

    static void Print(DiagnosticBag diagnostics, Surroundings around)
    {
        foreach (var diagnostic in diagnostics) around.Error.WriteLine(DiagnosticText.Format(diagnostic));
    }
}
