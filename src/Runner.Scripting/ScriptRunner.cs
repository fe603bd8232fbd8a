using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using Runner.Engine.Scripting;
using Runner.PluginHost;
using Runner.Scripting.Caching;
using Runner.Scripting.Compiling;
using Runner.Scripting.Loading;
using Runner.Sdk.Networking;
using Runner.Workflows.Checked;
using Runner.Workflows.Inventories;
using Runner.Workflows.Text;
using Runner.Workflows.Types;

namespace Runner.Scripting;

/// <summary>Runs C# scripts in this process: from the cache, or compiled first. A script is no sandbox: it may do what Runner may.</summary>
public sealed class ScriptRunner : IScriptRunner
{
    internal const string HowToEnd = "hand `Cancel` to whatever takes a CancellationToken, and call `Cancel.ThrowIfCancellationRequested()` in loops that compute";

    // As many as a service has schedules, not as many as its users ever tried.
    const int MostLoaded = 64;

    readonly PluginCatalogue plugins;
    readonly Func<string, CheckedWorkflow> compile;
    readonly string? cacheFolder;
    readonly ScriptCache cache;
    readonly LoadedScripts loaded;
    readonly Turns turns = new();
    readonly Lazy<string> surroundings;
    // What was made ready for the run to come: it is neither compiled nor read again.
    readonly ConcurrentDictionary<string, CacheEntry> prepared = new(StringComparer.Ordinal);
    int compilations;
    int runs;

    /// <summary>Makes one.</summary>
    /// <param name="plugins">The plugins whose actions and classes scripts may use.</param>
    /// <param name="compile">Reads and checks the workflow of a full path, for scripts that run one; a <see cref="ScriptException"/> says what is wrong with it.</param>
    /// <param name="cacheFolder">Where compiled scripts are kept; null for nowhere.</param>
    public ScriptRunner(PluginCatalogue plugins, Func<string, CheckedWorkflow> compile, string? cacheFolder) : this(plugins, compile, cacheFolder, MostLoaded)
    {
    }

    /// <param name="plugins">The plugins.</param>
    /// <param name="compile">Reads and checks workflows.</param>
    /// <param name="cacheFolder">Where compiled scripts are kept.</param>
    /// <param name="mostLoaded">How many scripts stay loaded for their next run; with 0 each run loads its own.</param>
    internal ScriptRunner(PluginCatalogue plugins, Func<string, CheckedWorkflow> compile, string? cacheFolder, int mostLoaded)
    {
        this.compile = compile;
        this.plugins = plugins;
        this.cacheFolder = cacheFolder;
        cache = new(cacheFolder);
        loaded = new(mostLoaded);
        surroundings = new(DescribeSurroundings);
    }

    /// <summary>Whether the first script's code stays: for a process that runs it and ends, in which it begins sooner.</summary>
    public bool KeepsFirst { get; init; }

    /// <summary>How many times this one has compiled.</summary>
    internal int Compilations => compilations;

    /// <summary>How long a script that was told to end may take to do so.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel)
    {
        var script = await AcquireAsync(SourceOf(call), cancel).ConfigureAwait(false);
        try
        {
            return await ExecuteAsync(script, call, cancel).ConfigureAwait(false);
        }
        finally
        {
            script.Release();
            call.Steps.End();
        }
    }

    /// <summary>The script's code: as it was loaded before, from the cache, or compiled; in use until it is released.</summary>
    async ValueTask<LoadedScript> AcquireAsync(ScriptSource source, CancellationToken cancel)
    {
        var key = KeyOf(source);
        if (loaded.Find(key) is { } known) return known;
        using var turn = await turns.EnterAsync(key, cancel).ConfigureAwait(false);
        if (loaded.Find(key) is { } since) return since;
        var entry = TakePrepared(key) ?? cache.Find(key) ?? await cache.MakeAsync(key, () => Compile(source, key, cancel), cancel).ConfigureAwait(false);
        return loaded.Add(key, new(entry, plugins, collectible: !KeepsFirst || Interlocked.Exchange(ref runs, 1) > 0));
    }

    // Taken, and not kept: from now on it is loaded, and what it loads may change.
    CacheEntry? TakePrepared(string key) => prepared.TryRemove(key, out var entry) && ScriptCache.IsCurrent(entry.Files, entry.Assemblies) ? entry : null;

    /// <summary>Has a script ready to run: from the cache, or compiled, which brings the compiler in.</summary>
    /// <param name="script">The script.</param>
    /// <param name="folder">The folder of the workflow that it stands in: where <c>#load</c> and <c>#r</c> start from.</param>
    /// <param name="compiling">Called when it is new and is being compiled, which takes a while.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>What the compiler says that keeps it from running; empty when it can run.</returns>
    /// <exception cref="ScriptException">Its file cannot be read.</exception>
    public IReadOnlyList<ScriptDiagnostic> Prepare(CheckedScript script, string folder, Action? compiling, CancellationToken cancel)
    {
        var source = SourceOf(script.Text, script.File, script.Kept, script.Location, script.FirstLine, script.Indent, folder);
        var key = KeyOf(source);
        IReadOnlyList<ScriptDiagnostic> told = [];
        try
        {
            prepared[key] = cache.Find(key) ?? cache.MakeAsync(key, Make, cancel).AsTask().GetAwaiter().GetResult();
        }
        catch (ScriptException) when (told.Count > 0)
        {
            // The errors themselves say it better than one that sums them up.
        }

        return told;

        CacheEntry Make()
        {
            compiling?.Invoke();
            return Compile(source, key, cancel, errors => told = errors);
        }
    }

    async ValueTask<ScriptResult> ExecuteAsync(LoadedScript script, ScriptCall call, CancellationToken cancel)
    {
        try
        {
            var globals = new ScriptGlobals(call, compile, cancel, plugins);
            if (!ReferenceEquals(call.Steps.Network, NetworkPolicy.Default)) NetworkPolicy.SetAmbient(call.Steps.Network);
            object? value;
            var failed = true;
            try
            {
                // On another thread: one that never waits for anything must not keep Runner from noticing its timeout.
                value = await EndingAsync(Task.Run(() => script.Start([globals, null]), CancellationToken.None), call, cancel).ConfigureAwait(false);
                failed = false;
            }
            finally
            {
                if (globals.UsesSomething) await globals.DisposeUsedAsync(failed).ConfigureAwait(false);
            }

            return new(Plain(value), globals.Outputs.ToDictionary(output => output.Key, output => Plain(output.Value), StringComparer.Ordinal));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is not ScriptException)
        {
            throw Explain(e, script.Assembly, call);
        }
    }

    /// <summary>Waits for a script, but not for ever when it was told to end.</summary>
    /// <exception cref="ScriptException">It was told to end, and does not.</exception>
    async Task<object?> EndingAsync(Task<object?> running, ScriptCall call, CancellationToken cancel)
    {
        try
        {
            return await running.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && !running.IsCompleted)
        {
            if (await Task.WhenAny(running, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false) == running) return await running.ConfigureAwait(false);
        }

        // What it throws from now on is nobody's concern; it is over.
        _ = running.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        throw new ScriptException(new("script", $"{call.File ?? call.Location.Source.Path} was told to end and was still running {DurationText.Format(Grace)} later: it does not observe `Cancel`, so Runner left it behind")
        {
            Help = HowToEnd,
        });
    }

    static object? Plain(object? value) => value is null or string || value.GetType() is { IsPrimitive: true, IsCollectible: false } ? value : DetachedValue.Of(value);

    static ScriptException Explain(Exception e, Assembly script, ScriptCall call)
    {
        var places = ScriptFrames.Of(e, script);
        var error = ScriptErrors.Of(e, e is InventoryPatternException ? call.Steps.Inventory : Inventory.Empty);
        // Without the exception itself: its stack trace holds on to the script's code.
        return new(error with { Location = error.Location ?? (places.Count > 0 ? places[0] : null) });
    }

    static ScriptSource SourceOf(ScriptCall call) => SourceOf(call.Text, call.File, call.Kept, call.Location, call.FirstLine, call.Indent, call.Steps.BaseDirectory);

    static ScriptSource SourceOf(string? text, string? file, IReadOnlyDictionary<string, string>? kept, SourceLocation location, int firstLine, int indent, string folder)
    {
        if (text is not null) return new(text, location.Source.FullPath, folder, firstLine, indent) { Kept = kept };
        try
        {
            return new(kept?.GetValueOrDefault(file!) ?? File.ReadAllText(file!), file!, Path.GetDirectoryName(file)!) { Kept = kept };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScriptException(new("input", e is FileNotFoundException or DirectoryNotFoundException ? $"{file}: there is no such file" : $"{file} cannot be read: {e.Message}"), e);
        }
    }

    CacheEntry Compile(ScriptSource source, string key, CancellationToken cancel, Action<IReadOnlyList<ScriptDiagnostic>>? tell = null)
    {
        Interlocked.Increment(ref compilations);
        var compiled = CompilerLoader.Compiler.Compile(source, References.Of(plugins) with { PackageFolder = cacheFolder is null ? null : Path.Combine(cacheFolder, Packages.PackageRestore.FolderName) }, cancel);
        if (compiled.Assembly.Length == 0)
        {
            tell?.Invoke([.. compiled.Diagnostics.Where(diagnostic => diagnostic.IsError)]);
            throw new ScriptException(CompileErrors.Of(compiled.Diagnostics));
        }

        return new()
        {
            Key = key,
            Path = source.Path,
            EntryType = compiled.EntryType,
            Files = compiled.Files,
            Assemblies = [.. compiled.Assemblies.Select(path => new NamedAssembly(path, PluginCatalogue.ModuleVersionOf(path) ?? ""))],
            Packaged = [.. compiled.Packaged.Select(path => new PackagedFile(path, new FileInfo(path).Length))],
            Natives = compiled.Natives,
            Assembly = compiled.Assembly,
        };
    }

    string KeyOf(ScriptSource source)
    {
        var text = $"{surroundings.Value}\n{source.Path}\n{source.Folder}\n{source.FirstLine}\n{source.Indent}\n{ClientsOf(source)}\n{source.Text}{LoadsOf(source)}";
        return Fingerprint.Text(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>What it loads, where that is not as it is on the disk: that is looked at when an entry is found.</summary>
    static string LoadsOf(ScriptSource source) => source.Kept is null ? "" : string.Concat(source.Kept.Where(file => file.Key != source.Path).OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"\0{file.Key}\n{file.Value}"));

    /// <summary>The clients that a script seems to name: types of theirs are compiled into it. What it loads may name others.</summary>
    string ClientsOf(ScriptSource source)
    {
        var clients = plugins.Clients;
        if (clients.Count == 0) return "";
        var loads = source.Text.Contains("#load", StringComparison.Ordinal);
        return string.Join('\n', clients.Where(client => loads || source.Text.Contains(NameCase.ToPascal(client.Name) + ".", StringComparison.Ordinal)).Select(static client => client.Fingerprint));
    }

    /// <summary>What compiles a script and what it is compiled against.</summary>
    string DescribeSurroundings()
    {
        var parts = new List<string> { Environment.Version.ToString(), typeof(ScriptRunner).Assembly.ManifestModule.ModuleVersionId.ToString() };
        if (CompilerLoader.Path is { } compiler) parts.Add(PluginCatalogue.ModuleVersionOf(compiler) ?? "");
        foreach (var plugin in plugins.Plugins) parts.Add($"{plugin.AssemblyPath} {plugin.ModuleVersion}");
        return string.Join('\n', parts);
    }
}
