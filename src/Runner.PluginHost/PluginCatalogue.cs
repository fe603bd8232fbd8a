using System.Reflection;
using Runner.PluginHost.Clients;
using Runner.PluginHost.Discovery;
using Runner.PluginHost.Manifests;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Configuration;

namespace Runner.PluginHost;

/// <summary>
/// The plugins found in folders, and their actions. Answers from manifests: a plugin's code comes into the process when
/// an action of it is first loaded, or when it has no manifest yet. Thread-safe.
/// </summary>
public sealed class PluginCatalogue : IActionCatalogue, IActionLoader
{
    readonly List<Plugin> plugins = [];
    readonly List<PluginRefusal> refusals = [];
    readonly PluginInfo[] infos;
    readonly ClientActions[] clients = [];

    // The plugins as they were found: the first that offers something wins.
    readonly List<Plugin> inOrder = [];

    PluginCatalogue(PluginCatalogueOptions options)
    {
        var reader = new PluginReader(new ManifestCache(options.CacheDirectory));
        var seen = new List<string>();
        foreach (var folder in options.Folders)
        {
            foreach (var candidate in Expand(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))))
            {
                if (seen.Contains(candidate)) continue;
                seen.Add(candidate);
                Add(candidate, reader);
            }
        }

        if (options.Clients.Count > 0) inOrder.AddRange(plugins);
        plugins.Sort(static (a, b) => string.CompareOrdinal(a.Manifest.Name, b.Manifest.Name));
        infos = new PluginInfo[plugins.Count];
        for (var i = 0; i < infos.Length; i++) infos[i] = plugins[i].Info;
        if (options.Clients.Count > 0) clients = OpenClients(options);
    }

    /// <summary>
    /// Finds the plugins of folders. A plugin that cannot be used becomes a refusal, and the rest go on; of two plugins
    /// with one name the first in the order of the folders is used.
    /// </summary>
    public static PluginCatalogue Open(PluginCatalogueOptions options) => new(options);

    /// <summary>The plugins in use, by name.</summary>
    public IReadOnlyList<PluginInfo> Plugins => infos;

    /// <summary>The plugins that are not used, in the order in which they were found.</summary>
    public IReadOnlyList<PluginRefusal> Refusals => refusals;

    /// <inheritdoc/>
    public IEnumerable<ActionDescriptor> Actions
    {
        get
        {
            foreach (var info in infos)
                foreach (var action in info.Actions)
                    yield return action;
            foreach (var client in clients)
                foreach (var action in client.All)
                    yield return action;
        }
    }

    /// <inheritdoc/>
    public ActionDescriptor? Find(string name)
    {
        foreach (var plugin in plugins)
            if (plugin.Manifest.Find(name) is { } action) return plugin.Manifest.Describe(action);
        foreach (var client in clients)
            if (client.Find(name) is { } action) return action;
        return null;
    }

    /// <summary>The clients: documents whose operations are actions. Naming one reads its document, or what is kept of it.</summary>
    public IReadOnlyList<ClientInfo> Clients => Array.ConvertAll(clients, static client => new ClientInfo(client));

    /// <summary>Why a client of this name has no actions; null where it has, or where there is none.</summary>
    public string? ProblemOf(string client)
    {
        foreach (var each in clients)
            if (each.Name == client) return each.Problem;
        return null;
    }

    /// <summary>
    /// Why a plugin of this name, or with actions of this prefix, was refused; null when none was, or when another has the
    /// name or prefix. A plugin whose name could not be read goes by the name of its folder.
    /// </summary>
    public string? RefusalOf(string plugin)
    {
        if (PluginOf(plugin) is not null) return null;
        foreach (var client in clients)
            if (client.Name == plugin) return null;
        foreach (var used in plugins)
            if (used.Manifest.Has(plugin)) return null;
        foreach (var refusal in refusals)
            if ((refusal.Plugin ?? Path.GetFileName(refusal.Folder)) == plugin) return refusal.Message;
        foreach (var refusal in refusals)
            if (refusal.Plugin is not null && Declares(refusal.Folder, plugin)) return refusal.Message;
        return null;
    }

    /// <inheritdoc/>
    public LoadedAction Load(ActionDescriptor action)
    {
        foreach (var client in clients)
            if (client.Name == action.Plugin) return client.Load(action);
        var plugin = PluginOf(action.Plugin) ?? throw new PluginLoadException(
            $"The plugin {action.Plugin} of the action {action.Name} is not among the plugins that Runner found.");
        var entry = plugin.Manifest.Find(action.Name) ?? throw new PluginLoadException($"The plugin {action.Plugin} has no action {action.Name}.");
        if (entry.Loaded is { } loaded) return loaded;
        try
        {
            var made = plugin.Code.Action(entry.Token, plugin.Manifest.Assembly.Mvid!);
            return Interlocked.CompareExchange(ref entry.Loaded, made, null) ?? made;
        }
        catch (RefusedException e)
        {
            throw new PluginLoadException(e.Message, e);
        }
    }

    /// <summary>
    /// Begins to load a plugin's code and to warm it up on another thread, while the caller goes on. Does nothing when
    /// there is no such plugin. When loading fails, <see cref="Load"/> says so.
    /// </summary>
    /// <param name="plugin">The plugin's name.</param>
    public void Prefetch(string plugin)
    {
        foreach (var client in clients)
            if (client.Name == plugin) ThreadPool.UnsafeQueueUserWorkItem(static state => ((ClientActions)state!).Prefetch(), client);
        if (PluginOf(plugin) is not { } found) return;
        ThreadPool.UnsafeQueueUserWorkItem(static state =>
        {
            try
            {
                ((Plugin)state!).Code.WarmUp();
            }
            catch (Exception)
            {
                // A refusal is kept by the plugin's code, which throws it again to whoever loads an action. And what a
                // plugin cannot do ahead of time it will be asked to do in time: that failure is the one to tell of.
            }
        }, found);
    }

    /// <summary>The code of the plugin whose assembly has this simple name, loaded now if it was not; null when no plugin has it.</summary>
    /// <exception cref="PluginLoadException">It cannot be loaded.</exception>
    public Assembly? FindAssembly(string name)
    {
        foreach (var plugin in plugins)
        {
            if (Path.GetFileNameWithoutExtension(plugin.Manifest.Assembly.File) != name) continue;
            try
            {
                return plugin.Code.Assembly;
            }
            catch (RefusedException e)
            {
                throw new PluginLoadException(e.Message, e);
            }
        }

        return null;
    }

    /// <summary>The module version id (MVID) of an assembly's file, which every build makes anew; null when it is no .NET assembly.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string? ModuleVersionOf(string path) => Discovery.ModuleVersion.Read(path);

    Plugin? PluginOf(ReadOnlySpan<char> name)
    {
        foreach (var plugin in plugins)
            if (name.SequenceEqual(plugin.Manifest.Name)) return plugin;
        return null;
    }

    IReadOnlyList<string> Expand(string folder)
    {
        try
        {
            return PluginFolder.Expand(folder);
        }
        catch (Exception e)
        {
            Refuse(folder, e);
            return [];
        }
    }

    void Add(string folder, PluginReader reader)
    {
        try
        {
            var plugin = reader.Read(folder);
            if (PluginOf(plugin.Manifest.Name) is { } first)
                throw new RefusedException(
                    $"{folder}: another plugin is called {plugin.Manifest.Name}: {first.Info.Folder}, which comes first and is used. "
                        + "Remove one of the two folders, or take it out of plugins.",
                    plugin.Manifest.Name);
            foreach (var prefix in plugin.Info.Prefixes)
            {
                foreach (var other in plugins)
                {
                    if (other.Manifest.Has(prefix))
                        throw new RefusedException(
                            $"{folder}: the plugin {plugin.Manifest.Name} has actions that begin with \"{prefix}.\", and so has the plugin "
                                + $"{other.Manifest.Name}: {other.Info.Folder}, which comes first and is used. Rename the actions, or take one of the two "
                                + "folders out of plugins.",
                            plugin.Manifest.Name);
                }
            }

            plugins.Add(plugin);
        }
        catch (Exception e)
        {
            Refuse(folder, e);
        }
    }

    ClientActions[] OpenClients(PluginCatalogueOptions options)
    {
        var opened = new List<ClientActions>();
        foreach (var client in options.Clients)
        {
            Plugin? taken = null;
            foreach (var plugin in plugins)
                if (client.Name == plugin.Manifest.Name || plugin.Manifest.Has(client.Name)) taken = plugin;
            if (taken is not null)
            {
                refusals.Add(new(client.Document, null, $"{client.Location}: the client {client.Name} is called like actions of the plugin {taken.Manifest.Name}, which keeps the name: give the client another one."));
                continue;
            }

            opened.Add(new(client, () => SourceOf(client), options.ClientCacheDirectory, options.Network));
        }

        return [.. opened];
    }

    (Plugin?, ManifestSource?, string?) SourceOf(ClientConfiguration client)
    {
        var kinds = new List<string>();
        foreach (var plugin in inOrder)
        {
            foreach (var source in plugin.Manifest.Sources)
            {
                if (client.Kind is null || client.Kind == source.Kind) return (plugin, source, null);
                kinds.Add(source.Kind);
            }
        }

        return (null, null, kinds.Count == 0
            ? $"{client.Location}: the client {client.Name}: no plugin that was found makes actions of documents."
            : $"{client.Location}: the client {client.Name}: no plugin reads documents of the kind {client.Kind}; there are: {string.Join(", ", kinds)}.");
    }

    /// <summary>Whether the plugin of a folder says that its actions may begin with the prefix. Slow: it reads metadata.</summary>
    static bool Declares(string folder, string prefix)
    {
        try
        {
            return AssemblyScan.FindPlugin(new PluginFolder(folder)).Prefixes.Contains(prefix);
        }
        catch (RefusedException)
        {
            return false; // what is wrong with the folder is told by its refusal
        }
    }

    // One bad plugin must not keep the others from running, whatever is wrong with it.
    void Refuse(string folder, Exception reason) => refusals.Add(reason is RefusedException refused
        ? new(folder, refused.Plugin, refused.Message)
        : new(folder, null, $"{folder}: the plugin cannot be read: {reason.GetType().Name}: {reason.Message.ReplaceLineEndings(" ")}"));
}
