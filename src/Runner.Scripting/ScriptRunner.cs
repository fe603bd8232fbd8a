using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Runner.Engine.Scripting;
using Runner.PluginHost;
using Runner.Scripting.Caching;
using Runner.Scripting.Compiling;
using Runner.Scripting.Loading;
using Runner.Workflows.Checked;
using Runner.Workflows.Inventories;
using Runner.Workflows.Values;

namespace Runner.Scripting;

/// <summary>Runs C# scripts in this process: from the cache, or compiled first. A script is no sandbox: it may do what Runner may.</summary>
public sealed class ScriptRunner : IScriptRunner
{
    readonly PluginCatalogue plugins;
    readonly Func<string, CheckedWorkflow> compile;
    readonly ScriptCache cache;
    readonly Lazy<string> surroundings;
    int runs;

    /// <summary>Makes one.</summary>
    /// <param name="plugins">The plugins whose actions and classes scripts may use.</param>
    /// <param name="compile">Reads and checks the workflow of a full path, for scripts that run one; a <see cref="ScriptException"/> says what is wrong with it.</param>
    /// <param name="cacheFolder">Where compiled scripts are kept; null for nowhere.</param>
    public ScriptRunner(PluginCatalogue plugins, Func<string, CheckedWorkflow> compile, string? cacheFolder)
    {
        this.compile = compile;
        this.plugins = plugins;
        cache = new(cacheFolder);
        surroundings = new(DescribeSurroundings);
    }

    /// <summary>Whether the first script's code stays: for a process that runs it and ends, in which it begins sooner.</summary>
    public bool KeepsFirst { get; init; }

    /// <inheritdoc/>
    public ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel)
    {
        var source = SourceOf(call);
        var entry = cache.GetOrMake(KeyOf(source), () => Compile(source, cancel), cancel);
        return ExecuteAsync(entry, call, cancel);
    }

    // Not inlined: nothing on the caller's stack may hold on to the context.
    [MethodImpl(MethodImplOptions.NoInlining)]
    async ValueTask<ScriptResult> ExecuteAsync(CacheEntry entry, ScriptCall call, CancellationToken cancel)
    {
        var context = new ScriptLoadContext(plugins, entry.Assemblies.Select(assembly => assembly.Path), collectible: !KeepsFirst || Interlocked.Exchange(ref runs, 1) > 0);
        Assembly? assembly = null;
        try
        {
            assembly = context.LoadFromStream(new MemoryStream(entry.Assembly));
            var factory = assembly.GetType(entry.EntryType, throwOnError: true)!.GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
            var globals = new ScriptGlobals(call, compile, cancel);
            object?[] submissions = [globals, null];
            object? value;
            var failed = true;
            try
            {
                value = await factory.CreateDelegate<Func<object?[], Task<object?>>>()(submissions).ConfigureAwait(false);
                failed = false;
            }
            finally
            {
                if (globals.UsesSomething) await globals.DisposeUsedAsync(failed).ConfigureAwait(false);
            }

            Array.Clear(submissions);
            return new(Detach(value), globals.Outputs.ToDictionary(output => output.Key, output => Detach(output.Value), StringComparer.Ordinal));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (assembly is not null && e is not ScriptException)
        {
            throw Explain(e, assembly, call);
        }
        finally
        {
            if (context.IsCollectible) context.Unload();
        }
    }

    /// <summary>A value that does not hold on to the script's code: what is of a type of the script's own becomes plain data.</summary>
    static object? Detach(object? value) => value is null or string || (value.GetType().IsPrimitive && !value.GetType().IsCollectible) ? value
        : value is Task or Delegate ? null
        : ValueJson.Parse(ValueJson.Write(ClrValue.From(value), indented: false));

    static ScriptException Explain(Exception e, Assembly script, ScriptCall call)
    {
        var places = ScriptFrames.Of(e, script);
        var error = ScriptErrors.Of(e, e is InventoryPatternException ? call.Steps.Inventory : Inventory.Empty);
        return new(error with { Location = error.Location ?? (places.Count > 0 ? places[0] : null) }, e.GetType().IsCollectible ? null : e);
    }

    static ScriptSource SourceOf(ScriptCall call)
    {
        if (call.Text is { } text) return new(text, call.Location.Source.FullPath, call.Steps.BaseDirectory, call.Location.Start.Line);
        try
        {
            return new(File.ReadAllText(call.File!), call.File!, Path.GetDirectoryName(call.File)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScriptException(new("input", e is FileNotFoundException or DirectoryNotFoundException ? $"{call.File}: there is no such file" : $"{call.File} cannot be read: {e.Message}"), e);
        }
    }

    CacheEntry Compile(ScriptSource source, CancellationToken cancel)
    {
        var compiled = CompilerLoader.Compiler.Compile(source, References.Of(plugins), cancel);
        if (compiled.Assembly.Length == 0) throw new ScriptException(CompileErrors.Of(compiled.Diagnostics));
        return new()
        {
            Key = KeyOf(source),
            Path = source.Path,
            EntryType = compiled.EntryType,
            Files = compiled.Files,
            Assemblies = [.. compiled.Assemblies.Select(path => new NamedAssembly(path, PluginCatalogue.ModuleVersionOf(path) ?? ""))],
            Assembly = compiled.Assembly,
        };
    }

    string KeyOf(ScriptSource source)
    {
        var text = $"{surroundings.Value}\n{source.Path}\n{source.Folder}\n{source.FirstLine}\n{source.Indent}\n{source.Text}";
        return Convert.ToHexStringLower(Fingerprint.Of(Encoding.UTF8.GetBytes(text)));
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
