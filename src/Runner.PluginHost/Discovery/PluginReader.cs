using Runner.PluginHost.Loading;
using Runner.PluginHost.Manifests;

namespace Runner.PluginHost.Discovery;

/// <summary>Reads a plugin's folder: by its manifest when that is up to date, by its types when not.</summary>
sealed class PluginReader(ManifestCache cache)
{
    /// <summary>What the folder holds.</summary>
    /// <exception cref="RefusedException">The folder holds no plugin that can be used.</exception>
    public Plugin Read(string path)
    {
        var folder = new PluginFolder(path);
        var likely = folder.LikelyAssembly;
        if (likely is not null && Known(folder, likely) is { } known) return known;

        // From here on it is slow: metadata of all the folder's assemblies, and perhaps the plugin itself, are loaded.
        var facts = AssemblyScan.FindPlugin(folder);
        ManifestMaker.CheckContract(folder, facts);
        if (facts.File != likely && Known(folder, facts.File) is { } other) return other;
        return Make(folder, facts);
    }

    /// <summary>The plugin as an up-to-date manifest has it: the one beside the assembly, else one that was kept. Null when there is none.</summary>
    Plugin? Known(PluginFolder folder, string assembly)
    {
        if (folder.ManifestOf(assembly) is { } path)
        {
            var manifest = ManifestFile.Read(path);
            if (manifest.Assembly.File != assembly)
                throw new RefusedException($"{path}: the manifest is that of {manifest.Assembly.File}, not of {assembly}. "
                    + $"Delete it, or make it again: runner plugins manifest {folder.Path}.");
            if (IsCurrent(manifest, folder)) return Accepted(folder, manifest);
        }

        try
        {
            return ModuleVersion.Read(folder.FullPath(assembly)) is { } mvid && cache.Find(mvid) is { } kept
                && kept.Assembly.File == assembly && IsCurrent(kept, folder)
                ? Accepted(folder, kept)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{folder.FullPath(assembly)}: the file cannot be read: {e.Message}", inner: e);
        }
    }

    static Plugin Accepted(PluginFolder folder, PluginManifest manifest)
    {
        var plugin = new Plugin(folder.Path, manifest);
        ManifestMaker.CheckApiVersion(plugin.Info.AssemblyPath, manifest.Name, manifest.ApiVersion);
        return plugin;
    }

    static bool IsCurrent(PluginManifest manifest, PluginFolder folder)
    {
        if (!manifest.Assembly.Matches(folder.Path)) return false;
        foreach (var file in manifest.Beside)
            if (!file.Matches(folder.Path)) return false;

        // An assembly that came into the folder since may be a second plugin, which would make the folder ambiguous.
        foreach (var file in folder.Assemblies)
            if (file != manifest.Assembly.File && !IsBeside(manifest, file) && AssemblyScan.MayBePlugin(folder.FullPath(file))) return false;
        return true;
    }

    static bool IsBeside(PluginManifest manifest, string file)
    {
        foreach (var known in manifest.Beside)
            if (known.File == file) return true;
        return false;
    }

    Plugin Make(PluginFolder folder, AssemblyFacts facts)
    {
        var code = new PluginCode(facts.Plugin, folder.FullPath(facts.File));
        var json = ManifestMaker.Make(folder, facts, code);
        var manifest = ManifestReader.Read(json);
        cache.Store(manifest.Assembly.Mvid!, json);
        return new Plugin(folder.Path, manifest, code);
    }
}
