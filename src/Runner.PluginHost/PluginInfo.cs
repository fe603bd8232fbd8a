using Runner.PluginHost.Manifests;
using Runner.Workflows.Catalogue;

namespace Runner.PluginHost;

/// <summary>What is known of a plugin. Reading it loads no code of the plugin.</summary>
public sealed class PluginInfo
{
    readonly PluginManifest manifest;

    internal PluginInfo(string folder, PluginManifest manifest)
    {
        this.manifest = manifest;
        Folder = folder;
        AssemblyPath = Path.Combine(folder, manifest.Assembly.File);
    }

    /// <summary>The plugin's name, such as <c>http</c>.</summary>
    public string Name => manifest.Name;

    /// <summary>The plugin's own version, such as <c>1.2.0</c>.</summary>
    public string Version => manifest.Version;

    /// <summary>What it is for, in a few words.</summary>
    public string? Summary => manifest.Summary;

    /// <summary>The full path of its folder.</summary>
    public string Folder { get; }

    /// <summary>The full path of its assembly.</summary>
    public string AssemblyPath { get; }

    /// <summary>The module version id (MVID) of its assembly, which every build makes anew.</summary>
    public string ModuleVersion => manifest.Assembly.Mvid!;

    /// <summary>The version of the plugin contract that it was written for.</summary>
    public int ApiVersion => manifest.ApiVersion;

    /// <summary>
    /// What the names of its actions begin with, each once: the plugin's name, or the prefixes that it uses of those that it
    /// declares.
    /// </summary>
    public IReadOnlyList<string> Prefixes
    {
        get
        {
            var prefixes = new List<string>();
            foreach (var action in manifest.Actions)
            {
                var prefix = action.Name[..action.Name.IndexOf('.')];
                if (!prefixes.Contains(prefix)) prefixes.Add(prefix);
            }

            return prefixes;
        }
    }

    /// <summary>Its actions, by name.</summary>
    public IReadOnlyList<ActionDescriptor> Actions
    {
        get
        {
            var actions = new ActionDescriptor[manifest.Actions.Count];
            for (var i = 0; i < actions.Length; i++) actions[i] = manifest.Describe(manifest.Actions[i]);
            return actions;
        }
    }
}
