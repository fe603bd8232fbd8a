using Runner.PluginHost.Discovery;
using Runner.PluginHost.Manifests;
using Runner.Sdk;
using Runner.Sdk.Networking;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Configuration;

namespace Runner.PluginHost.Clients;

/// <summary>
/// The actions of an entry of <c>clients:</c>. Nothing is opened before somebody asks for one of them; then the kept description answers,
/// and only where there is none that is current are the plugin and the document loaded.
/// </summary>
sealed class ClientActions
{
    readonly ClientConfiguration client;
    readonly string? cacheDirectory;
    readonly NetworkPolicy network;
    readonly Lazy<(ActionFile? File, string? Problem)> opened;
    readonly Func<(Plugin? Plugin, ManifestSource? Source, string? Problem)> findSource;
    readonly Lazy<IActionSource> source;

    /// <param name="client">The entry.</param>
    /// <param name="findSource">Finds the plugin that reads it.</param>
    /// <param name="cacheDirectory">Where descriptions are kept; null for nowhere.</param>
    /// <param name="network">What may be reached.</param>
    public ClientActions(ClientConfiguration client, Func<(Plugin?, ManifestSource?, string?)> findSource, string? cacheDirectory, NetworkPolicy network)
    {
        (this.client, this.findSource, this.cacheDirectory, this.network) = (client, findSource, cacheDirectory, network);
        opened = new(Open);
        source = new(MakeSource);
    }

    /// <summary>What the actions' names begin with.</summary>
    public string Name => client.Name;

    /// <summary>The entry.</summary>
    public ClientConfiguration Configuration => client;

    /// <summary>Why there are none; null where there are.</summary>
    public string? Problem => opened.Value.Problem;

    /// <summary>What the document calls itself.</summary>
    public string Title => opened.Value.File?.Title ?? "";

    /// <summary>What is odd about the document.</summary>
    public IReadOnlyList<string> Notes => opened.Value.File is { } file ? file.Notes : [];

    /// <summary>The full names of the actions, in the document's order.</summary>
    public IEnumerable<string> Names => opened.Value.File?.Names ?? [];

    /// <summary>Changes with what the actions are made from.</summary>
    public string Fingerprint => opened.Value.File is { } file ? string.Join('|', [file.Key, .. file.Documents.Select(static document => document.Hash)]) : "";

    /// <summary>The action of a full name; null when there is none.</summary>
    public ActionDescriptor? Find(string name) => ActionNames.HasPrefix(name, Name) ? opened.Value.File?.Find(name, Name) : null;

    /// <summary>All of them, in the document's order.</summary>
    public IEnumerable<ActionDescriptor> All
    {
        get
        {
            if (opened.Value.File is not { } file) yield break;
            foreach (var name in file.Names)
                if (file.Find(name, Name) is { } action) yield return action;
        }
    }

    /// <summary>The code of one of them.</summary>
    /// <exception cref="PluginLoadException">The plugin cannot be loaded.</exception>
    public LoadedAction Load(ActionDescriptor action)
    {
        try
        {
            return new ClientAction(source.Value, Entry(isFresh: false), action, action.Name[(Name.Length + 1)..]);
        }
        catch (RefusedException e)
        {
            throw new PluginLoadException(e.Message, e);
        }
    }

    IActionSource MakeSource()
    {
        var (plugin, of, problem) = findSource();
        return plugin is null ? throw new PluginLoadException(problem!) : plugin.Code.Source(of!.Token, plugin.Manifest.Assembly.Mvid!);
    }

    WatchedEntry Entry(bool isFresh) => new()
    {
        Name = client.Name, Document = client.Document, BaseUrl = client.BaseUrl, Include = client.Include, Exclude = client.Exclude, Auth = client.Auth,
        CacheDirectory = cacheDirectory, Network = network, IsFresh = isFresh,
    };

    (ActionFile?, string?) Open()
    {
        var (plugin, _, problem) = findSource();
        if (plugin is null) return (null, problem);
        var key = Key(plugin);
        var path = cacheDirectory is null ? null : Path.Combine(cacheDirectory, StableName.Of(key) + ".actions");
        var kept = path is null ? null : ActionFile.Open(path, key);
        if (kept is not null && AreCurrent(kept)) return (kept, null);
        try
        {
            // On a thread of the pool: what the source awaits must not wait for the thread that waits for it.
            return (Task.Run(() => MakeAsync(key, path)).GetAwaiter().GetResult(), null);
        }
        catch (NetworkException) when (kept is not null && kept.Documents.TrueForAll(static document => DocumentStamp.IsUrl(document.Location) || document.IsCurrent()))
        {
            // The server of the document is away: what is known of it is a day old, and better than nothing.
            return (kept, null);
        }
        catch (Exception e)
        {
            return (null, Explain(e));
        }
    }

    static bool AreCurrent(ActionFile kept)
    {
        try
        {
            return kept.Documents.TrueForAll(static document => document.IsCurrent());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Reading it tells why.
            return false;
        }
    }

    /// <summary>Brings in what a step will need, ahead of it. What fails is told when it is needed.</summary>
    public void Prefetch()
    {
        if (opened.Value.File is null) return;
        try
        {
            _ = source.Value;
        }
        catch (Exception e) when (e is RefusedException or PluginLoadException)
        {
            // Whoever loads an action gets it again.
        }
    }

    string Explain(Exception e) => e switch
    {
        RefusedException or PluginLoadException => e.Message,
        ActionSourceException or NetworkException => $"{client.Location}: the client {Name}: {e.Message.ReplaceLineEndings(" ")}",
        // Whatever a plugin throws must not end the command that asked.
        _ => $"{client.Location}: the client {Name}: the plugin that reads {client.Document} failed in a way that it does not explain: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}",
    };

    async Task<ActionFile> MakeAsync(string key, string? path)
    {
        var entry = Entry(isFresh: true);
        var description = await source.Value.DescribeAsync(entry, CancellationToken.None).ConfigureAwait(false);
        var content = ActionFile.Make(key, description.Title, entry.Documents, description.Notes, Describe(description));
        if (path is not null) Keep(path, content);
        return ActionFile.Of(content);
    }

    List<ActionDescriptor> Describe(ActionSourceDescription description)
    {
        var actions = new List<ActionDescriptor>(description.Actions.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var action in description.Actions)
        {
            if (!ActionNames.IsClientName(action.Name)) throw new ActionSourceException($"the plugin calls an action {Words.Quote(action.Name)}: only letters, digits, dashes, underscores and dots may be in a name");
            if (!names.Add(action.Name)) throw new ActionSourceException($"the plugin calls two actions {action.Name}");
            actions.Add(new($"{Name}.{action.Name}", Name, SchemaShapes.Of(action.Inputs), SchemaShapes.Of(action.Result))
            {
                Summary = action.Summary,
                Group = action.Group,
                Idempotent = action.Idempotent,
                Safe = action.Safe,
                DefaultExpect = action.DefaultExpect,
                Contract = action.Contract,
                Deprecated = action.Deprecated,
                TypeName = "",
            });
        }

        return actions;
    }

    static void Keep(string path, byte[] content)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            ManifestFile.Write(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only home or a full disk costs time at the next start, nothing else.
        }
    }

    /// <summary>All that a description depends on, but the content of documents.</summary>
    string Key(Plugin plugin) => string.Join('|', [
        client.Name, client.Document, client.Kind ?? "", client.BaseUrl ?? "", string.Join(',', client.Include), string.Join(',', client.Exclude), string.Join(',', client.Auth.Keys),
        plugin.Manifest.Name, plugin.Manifest.Assembly.Mvid!, typeof(ClientActions).Assembly.ManifestModule.ModuleVersionId.ToString()]).ReplaceLineEndings(" ");
}
