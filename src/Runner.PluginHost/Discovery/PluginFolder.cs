using Runner.PluginHost.Manifests;

namespace Runner.PluginHost.Discovery;

/// <summary>The files of a plugin's folder that matter to Runner. Nothing is opened.</summary>
sealed class PluginFolder
{
    readonly List<string> assemblies = [];
    readonly List<string> owners = [];
    readonly List<string> manifests = [];

    /// <summary>Lists a folder.</summary>
    /// <exception cref="RefusedException">The folder cannot be read.</exception>
    public PluginFolder(string path)
    {
        Path = path;
        try
        {
            foreach (var file in Directory.GetFiles(path))
            {
                var name = System.IO.Path.GetFileName(file);
                if (name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) assemblies.Add(name);
                else if (name.EndsWith(".deps.json", StringComparison.OrdinalIgnoreCase)) owners.Add(name[..^".deps.json".Length]);
                else if (name.EndsWith(PluginManifest.Extension, StringComparison.OrdinalIgnoreCase)) manifests.Add(name[..^PluginManifest.Extension.Length]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{path}: the folder cannot be read: "
                + $"{e.Message} Give Runner the right to read it, or take it out of plugins.", inner: e);
        }

        assemblies.Sort(StringComparer.Ordinal);
    }

    public string Path { get; }

    /// <summary>The names of the *.dll files, .NET assemblies or not, in order.</summary>
    public IReadOnlyList<string> Assemblies => assemblies;

    public string FullPath(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>
    /// The assembly that is the plugin's, judged by the files' names: the only one with a manifest, else the only one
    /// with a .deps.json, else the only one. Null when the names do not tell.
    /// </summary>
    public string? LikelyAssembly
    {
        get
        {
            if (manifests.Count > 0) return OnlyAssemblyOf(manifests);
            if (owners.Count > 0) return OnlyAssemblyOf(owners);
            return assemblies.Count == 1 ? assemblies[0] : null;
        }
    }

    /// <summary>The manifest beside an assembly, or null.</summary>
    public string? ManifestOf(string assembly)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(assembly);
        return manifests.Contains(name) ? FullPath(name + PluginManifest.Extension) : null;
    }

    string? OnlyAssemblyOf(List<string> names)
    {
        string? found = null;
        foreach (var name in names)
        {
            var assembly = name + ".dll";
            if (!assemblies.Contains(assembly)) continue;
            if (found is not null) return null;
            found = assembly;
        }

        return found;
    }

    /// <summary>
    /// The plugin folders that a folder stands for: itself when assemblies lie in it, else its sub-folders, in order of
    /// their names. Hidden sub-folders are left out.
    /// </summary>
    /// <exception cref="RefusedException">There is no such folder, or it cannot be read.</exception>
    public static IReadOnlyList<string> Expand(string folder)
    {
        if (!Directory.Exists(folder))
            throw new RefusedException(File.Exists(folder)
                ? $"{folder}: this is a file, not a folder. List in plugins the folder that holds it."
                : $"{folder}: there is no such folder. Correct the path in plugins, or create it.");
        if (new PluginFolder(folder).Assemblies.Count > 0) return [folder];
        var children = new List<string>();
        foreach (var child in Directory.GetDirectories(folder))
            if (!System.IO.Path.GetFileName(child).StartsWith('.')) children.Add(child);
        children.Sort(StringComparer.Ordinal);
        return children;
    }
}
