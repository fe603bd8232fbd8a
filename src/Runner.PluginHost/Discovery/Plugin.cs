using Runner.PluginHost.Loading;
using Runner.PluginHost.Manifests;

namespace Runner.PluginHost.Discovery;

/// <summary>A plugin in use: what is known of it, and its code, loaded or not.</summary>
sealed class Plugin(string folder, PluginManifest manifest, PluginCode? code = null)
{
    public PluginInfo Info { get; } = new(folder, manifest);

    public PluginManifest Manifest { get; } = manifest;

    public PluginCode Code { get; } = code ?? new PluginCode(manifest.Name, Path.Combine(folder, manifest.Assembly.File));
}
