using System.Reflection;
using Runner.PluginHost;
using Runner.Scripting.Caching;

namespace Runner.Scripting.Loading;

/// <summary>A script's code in this process. Runs that go on keep it, even when it is no longer kept for others.</summary>
sealed class LoadedScript
{
    readonly ScriptLoadContext context;
    readonly IReadOnlyList<Compiling.LoadedFile> files;
    readonly IReadOnlyList<NamedAssembly> assemblies;
    int users;
    bool dropped;

    /// <param name="entry">The script.</param>
    /// <param name="plugins">The plugins.</param>
    /// <param name="collectible">Whether its code can go.</param>
    public LoadedScript(CacheEntry entry, PluginCatalogue plugins, bool collectible)
    {
        (files, assemblies) = (entry.Files, entry.Assemblies);
        context = new(plugins, entry, collectible);
        try
        {
            Assembly = context.LoadFromStream(new MemoryStream(entry.Assembly));
            Start = Assembly.GetType(entry.EntryType, throwOnError: true)!
                .GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.CreateDelegate<Func<object?[], Task<object?>>>();
        }
        catch
        {
            Unload();
            throw;
        }
    }

    /// <summary>The script's assembly.</summary>
    public Assembly Assembly { get; }

    /// <summary>Begins a run: a new instance of the script, with variables of its own.</summary>
    public Func<object?[], Task<object?>> Start { get; }

    /// <summary>Whether what it was made from is still what it was.</summary>
    public bool IsCurrent => ScriptCache.IsCurrent(files, assemblies);

    /// <summary>Keeps it while somebody runs it.</summary>
    public void Use()
    {
        lock (context) users++;
    }

    /// <summary>The run is over.</summary>
    public void Release()
    {
        lock (context)
        {
            if (--users == 0 && dropped) Unload();
        }
    }

    /// <summary>Lets it go, when the last run of it is over: a context that is being unloaded loads nothing more.</summary>
    public void Drop()
    {
        lock (context)
        {
            if (dropped) return;
            dropped = true;
            if (users == 0) Unload();
        }
    }

    void Unload()
    {
        if (context.IsCollectible) context.Unload();
    }
}
