using System.Reflection;
using System.Runtime.Loader;
using Runner.PluginHost;
using Runner.Scripting.Caching;

namespace Runner.Scripting.Loading;

/// <summary>
/// Where a script has its code, so that it can go when nobody needs it any more. Runner's assemblies are Runner's own, a plugin's types
/// are those that its actions run with, and what the script named by itself is loaded for it alone.
/// </summary>
sealed class ScriptLoadContext : AssemblyLoadContext
{
    readonly PluginCatalogue plugins;
    readonly Dictionary<string, string> own = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string> named = new(StringComparer.Ordinal);
    readonly IReadOnlyList<string> natives;

    /// <param name="plugins">The plugins.</param>
    /// <param name="entry">The script, with what it named.</param>
    /// <param name="collectible">Whether its code can go: that is compiled with all optimizations before it first runs, what stays begins quickly and becomes better when it pays.</param>
    public ScriptLoadContext(PluginCatalogue plugins, CacheEntry entry, bool collectible) : base("script", collectible)
    {
        this.plugins = plugins;
        natives = entry.Natives;
        foreach (var (path, _) in entry.Packaged) own[Path.GetFileNameWithoutExtension(path)] = path;
        foreach (var (path, _) in entry.Assemblies)
        {
            own[Path.GetFileNameWithoutExtension(path)] = path;
            named.Add(path);
        }

        if (named.Count > 0) Resolving += static (context, name) => ((ScriptLoadContext)context).FindBeside(name);
    }

    protected override Assembly? Load(AssemblyName name) => own.TryGetValue(name.Name!, out var path) ? LoadOwn(path) : plugins.FindAssembly(name.Name!);

    protected override nint LoadUnmanagedDll(string name)
    {
        foreach (var file in NamesOf(name))
        {
            foreach (var native in natives)
                if (Path.GetFileName(native) == file) return LoadUnmanagedDllFromPath(native);
            foreach (var assembly in named)
                if (Path.Combine(Path.GetDirectoryName(assembly)!, file) is var beside && File.Exists(beside)) return LoadUnmanagedDllFromPath(beside);
        }

        return 0;
    }

    /// <summary>What an assembly that the script named needs, where neither Runner nor .NET has it.</summary>
    Assembly? FindBeside(AssemblyName name)
    {
        foreach (var assembly in named)
            if (Path.Combine(Path.GetDirectoryName(assembly)!, name.Name + ".dll") is var beside && File.Exists(beside)) return LoadCopy(beside);
        return null;
    }

    Assembly LoadOwn(string path) => named.Contains(path) ? LoadCopy(path) : LoadFromAssemblyPath(path);

    // Not mapped: its owner builds it again while Runner runs, and the runtime would go on with the old one, or with half of the new.
    Assembly LoadCopy(string path)
    {
        using var code = new MemoryStream(File.ReadAllBytes(path));
        var symbols = Path.ChangeExtension(path, ".pdb");
        using var pdb = File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols)) : null;
        return LoadFromStream(code, pdb);
    }

    static string[] NamesOf(string name) => OperatingSystem.IsWindows() ? [name, $"{name}.dll"]
        : OperatingSystem.IsMacOS() ? [name, $"{name}.dylib", $"lib{name}.dylib"]
        : [name, $"{name}.so", $"lib{name}.so", $"lib{name}"];
}
