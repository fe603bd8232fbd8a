using System.Reflection;
using System.Runtime.Loader;
using Runner.PluginHost;

namespace Runner.Scripting.Loading;

/// <summary>
/// Where one run of a script has its code, so that it can go when the run ends. Runner's assemblies are Runner's own, a plugin's types
/// are those that its actions run with, and what the script named by itself is loaded for it alone.
/// </summary>
/// <param name="plugins">The plugins.</param>
/// <param name="assemblies">The paths of the assemblies that the script named.</param>
/// <param name="collectible">Whether its code can go: that is compiled with all optimizations before it first runs, what stays begins quickly and becomes better when it pays.</param>
sealed class ScriptLoadContext(PluginCatalogue plugins, IEnumerable<string> assemblies, bool collectible) : AssemblyLoadContext("script", collectible)
{
    readonly Dictionary<string, string> own = assemblies.ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);

    protected override Assembly? Load(AssemblyName name)
    {
        if (own.TryGetValue(name.Name!, out var path)) return LoadFromAssemblyPath(path);
        return plugins.FindAssembly(name.Name!);
    }
}
