using System.Reflection;
using Runner.PluginHost.Discovery;
using Runner.Sdk;
using Runner.Workflows.Catalogue;

namespace Runner.PluginHost.Loading;

/// <summary>A plugin's code: loaded once, when first asked for, by whichever thread asks first.</summary>
sealed class PluginCode
{
    readonly string plugin;
    readonly string assemblyPath;
    readonly Lazy<Assembly> assembly;

    public PluginCode(string plugin, string assemblyPath)
    {
        this.plugin = plugin;
        this.assemblyPath = assemblyPath;
        assembly = new(LoadAssembly, LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>The plugin's assembly.</summary>
    /// <exception cref="RefusedException">It cannot be loaded. A later call throws the same again.</exception>
    public Assembly Assembly => assembly.Value;

    /// <summary>The action that a type of the plugin implements.</summary>
    /// <param name="token">The type's metadata token: to find it by name would have the runtime compile a parser of names.</param>
    /// <param name="mvid">The module version that the type's manifest was made from.</param>
    /// <exception cref="RefusedException">The plugin cannot be loaded.</exception>
    public LoadedAction Action(int token, string mvid)
    {
        CheckIs(mvid);
        try
        {
            return LoadedAction.Of(Assembly.ManifestModule.ResolveType(token));
        }
        catch (Exception e)
        {
            throw Refused(e);
        }
    }

    /// <summary>An instance of the plugin's class that makes actions of documents.</summary>
    /// <param name="token">The type's metadata token.</param>
    /// <param name="mvid">The module version that the manifest was made from.</param>
    /// <exception cref="RefusedException">The plugin cannot be loaded.</exception>
    public IActionSource Source(int token, string mvid)
    {
        CheckIs(mvid);
        try
        {
            return (IActionSource)Activator.CreateInstance(Assembly.ManifestModule.ResolveType(token))!;
        }
        catch (Exception e)
        {
            throw Refused(e);
        }
    }

    /// <summary>Loads the plugin and has its <see cref="IWarmUp"/>, if it has one, do its work.</summary>
    public void WarmUp()
    {
        if (Assembly.GetCustomAttribute<PluginAttribute>()?.WarmUp is { } type) ((IWarmUp)Activator.CreateInstance(type)!).WarmUp();
    }

    /// <summary>
    /// Checks that the loaded code is the one that was read of. A plugin may be replaced while Runner runs, and the runtime
    /// goes on with the file that it loaded first from a path.
    /// </summary>
    /// <exception cref="RefusedException">The code is of another build.</exception>
    public void CheckIs(string mvid)
    {
        if (ModuleVersion.Of(Assembly.ManifestModule.ModuleVersionId) != mvid)
            throw new RefusedException($"{assemblyPath}: the plugin {plugin} was replaced while Runner was running. "
                + "Start Runner again.", plugin);
    }

    /// <summary>The refusal that a failure while using the plugin's types stands for.</summary>
    public RefusedException Refused(Exception failure) =>
        failure as RefusedException ?? new RefusedException(
            LoadFailure.Explain(failure, plugin, assemblyPath, assembly.IsValueCreated ? assembly.Value : null), plugin, failure);

    Assembly LoadAssembly()
    {
        try
        {
            return new PluginLoadContext(plugin, assemblyPath).LoadFromAssemblyPath(assemblyPath);
        }
        catch (Exception e)
        {
            throw new RefusedException(LoadFailure.Explain(e, plugin, assemblyPath, null), plugin, e);
        }
    }
}
