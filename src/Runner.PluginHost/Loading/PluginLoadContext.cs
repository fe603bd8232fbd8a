using System.Reflection;
using System.Runtime.Loader;
using Runner.Sdk;

namespace Runner.PluginHost.Loading;

/// <summary>
/// Where one plugin's code lives: its dependencies are its own, in its own versions; only .NET and the contract are shared
/// with Runner. Not collectible, since collectible code is slower and a plugin stays until the process ends.
/// </summary>
sealed class PluginLoadContext(string plugin, string assemblyPath) : AssemblyLoadContext($"plugin {plugin}")
{
    static readonly Assembly Contract = typeof(PluginAttribute).Assembly;
    static readonly string ContractName = Contract.GetName().Name!;

    // Made when something must be resolved: a plugin without dependencies never pays for reading its .deps.json.
    readonly Lazy<AssemblyDependencyResolver> resolver = new(() => new AssemblyDependencyResolver(assemblyPath));
    readonly string folder = Path.GetDirectoryName(assemblyPath)!;

    /// <summary>Where an assembly that the plugin asks for lies in the plugin's folder; null when it is not the plugin's.</summary>
    public string? Resolve(AssemblyName name)
    {
        if (resolver.Value.ResolveAssemblyToPath(name) is { } path) return path;
        // Copied by hand, and so not in the .deps.json.
        var beside = Path.Combine(folder, name.Name + ".dll");
        return string.IsNullOrEmpty(name.CultureName) && File.Exists(beside) ? beside : null;
    }

    protected override Assembly? Load(AssemblyName name)
    {
        // Whatever version it was built against, and even if a copy lies in its folder: two contracts would not fit.
        if (name.Name == ContractName) return Contract;
        if (Framework.Provides(name)) return null;
        return Resolve(name) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string name) =>
        resolver.Value.ResolveUnmanagedDllToPath(name) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
