using Runner.PluginHost.Discovery;
using Runner.PluginHost.Loading;
using Runner.PluginHost.Manifests;
using Runner.Workflows.Catalogue;

namespace Runner.PluginHost;

/// <summary>Makes the manifest of a plugin's folder, so that Runner need not make it at its first start.</summary>
public static class PluginManifestBuilder
{
    /// <summary>
    /// Makes the manifest from the plugin's types, which loads the plugin, and writes it beside the plugin's assembly as
    /// <c>ASSEMBLY.plugin.json</c>, in place of the one that is there.
    /// </summary>
    /// <param name="folder">The plugin's folder.</param>
    /// <returns>The full path of the manifest.</returns>
    /// <exception cref="PluginLoadException">The folder holds no plugin that Runner can use, or cannot be written.</exception>
    public static string Write(string folder)
    {
        try
        {
            var files = new PluginFolder(Path.GetFullPath(folder));
            var facts = AssemblyScan.FindPlugin(files);
            var json = ManifestMaker.Make(files, facts, new PluginCode(facts.Plugin, files.FullPath(facts.File)));
            var path = files.FullPath(Path.GetFileNameWithoutExtension(facts.File) + PluginManifest.Extension);
            ManifestFile.Write(path, json);
            return path;
        }
        catch (RefusedException e)
        {
            throw new PluginLoadException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginLoadException($"{folder}: the manifest cannot be written: {e.Message}", e);
        }
    }
}
