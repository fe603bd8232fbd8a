using Runner.Sdk.Networking;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Sources;
using Runner.Workflows.Syntax;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Configuration;

/// <summary>What <c>runner.yaml</c> says: how Runner is set up for a project.</summary>
public sealed record RunnerConfiguration
{
    /// <summary>The file's name.</summary>
    public const string FileName = "runner.yaml";

    /// <summary>Folders with plugins, absolute, in order.</summary>
    public IReadOnlyList<string> PluginFolders { get; init; } = [];

    /// <summary>The actions that workflows may not use; null when they may use all.</summary>
    public ActionPolicy? Actions { get; init; }

    /// <summary>The folder of the file; null when there is none.</summary>
    public string? Folder { get; init; }

    /// <summary>Where the project's inventory comes from, in order; null when the file says nothing of it.</summary>
    public IReadOnlyList<InventorySource>? Inventory { get; init; }

    /// <summary>The documents whose operations are actions.</summary>
    public IReadOnlyList<ClientConfiguration> Clients { get; init; } = [];

    /// <summary>What actions may reach.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Default;

    /// <summary>How <c>runner serve</c> works here; null when the file says nothing of it.</summary>
    public ServiceConfiguration? Service { get; init; }

    /// <summary>Where runs are remembered; null when the file says nothing of it.</summary>
    public StoreSettings? Store { get; init; }

    /// <summary>The nearest <c>runner.yaml</c> in a folder or above it; null when there is none.</summary>
    public static string? Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, FileName);
            if (File.Exists(path)) return path;
        }

        return null;
    }

    /// <summary>Whether there is anything but comments: most projects keep the file for what they may want to say one day.</summary>
    static bool HasContent(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.TrimStart() is [not '#', ..]) return true;
        }

        return false;
    }

    /// <summary>Reads a configuration file. What is wrong with it is reported; the answer then holds the rest.</summary>
    public static RunnerConfiguration Read(string path, DiagnosticBag diagnostics)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var nothing = new RunnerConfiguration { Folder = folder };
        if (SourceFile.Read(path, diagnostics) is not { } source || !HasContent(source.Content)) return nothing;
        if (!YamlReader.TryRead(source, diagnostics, out var root) || root is null) return nothing;
        if (MappingReader.Of(root, FileName, diagnostics, "such as plugins: [plugins]") is not { } keys) return nothing;
        var plugins = keys.Scalars("plugins", "[plugins]") ?? [];
        var actions = keys.Node("actions") is { } rules ? ActionPolicyReader.Read(rules, diagnostics) : null;
        var inventory = keys.Node("inventory") is { } hosts ? InventoryKey.Read(hosts, folder, diagnostics) : null;
        var network = keys.Node("network") is { } reach ? NetworkKey.Read(reach, diagnostics) : NetworkPolicy.Default;
        var service = keys.Node("service") is { } serve ? ServiceKey.Read(serve, diagnostics) : null;
        var store = keys.Node("store") is { } place ? StoreKey.Read(place, folder, diagnostics) : null;
        var clients = keys.Node("clients") is { } documents ? ClientsKey.Read(documents, folder, diagnostics) : [];
        keys.Finish();
        foreach (var plugin in plugins)
        {
            if (!Directory.Exists(Path.Combine(folder, plugin.Text)))
                diagnostics.Error(DiagnosticCodes.InvalidValue, plugin.Location, $"there is no folder `{plugin.Text}`", $"paths are relative to {FileName}");
        }

        return nothing with { PluginFolders = [.. plugins.Select(plugin => Path.GetFullPath(Path.Combine(folder, plugin.Text)))], Actions = actions, Inventory = inventory, Network = network, Service = service, Store = store, Clients = clients };
    }
}
