using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Runner.Engine.Scripting;
using Runner.PluginHost;
using Runner.Scripting.Caching;
using Runner.Scripting.Compiling;
using Runner.Scripting.Loading;
using Runner.Workflows.Checked;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Scripting;

/// <summary>Runs C# scripts in this process: from the cache, or compiled first. A script is no sandbox: it may do what Runner may.</summary>
public sealed class ScriptRunner : IScriptRunner
{
    readonly PluginCatalogue plugins;
    readonly Func<string, CheckedWorkflow> compile;
    readonly ScriptCache cache;
    readonly Lazy<string> surroundings;
    // What was made ready for the run to come: it is neither compiled nor read again.
    readonly ConcurrentDictionary<string, CacheEntry> prepared = new(StringComparer.Ordinal);

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

    /// <inheritdoc/>
    public ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel)
    {
        var source = SourceOf(call);
        var key = KeyOf(source);
        var entry = prepared.GetValueOrDefault(key) ?? cache.GetOrMake(key, () => Compile(source, cancel), cancel);
        return ExecuteAsync(entry, call, cancel);
    }

    /// <summary>Has a script ready to run: from the cache, or compiled, which brings the compiler in.</summary>
    /// <param name="script">The script.</param>
    /// <param name="folder">The folder of the workflow that it stands in: where <c>#load</c> and <c>#r</c> start from.</param>
    /// <param name="compiling">Called when it is new and is being compiled, which takes a while.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>What the compiler says that keeps it from running; empty when it can run.</returns>
    /// <exception cref="ScriptException">Its file cannot be read.</exception>
    public IReadOnlyList<ScriptDiagnostic> Prepare(CheckedScript script, string folder, Action? compiling, CancellationToken cancel)
    {
        var source = SourceOf(script.Text, script.File, script.Location, script.FirstLine, script.Indent, folder);
        var key = KeyOf(source);
        IReadOnlyList<ScriptDiagnostic> told = [];
        try
        {
            prepared[key] = cache.GetOrMake(key, Make, cancel);
        }
        catch (ScriptException) when (told.Count > 0)
        {
            // The errors themselves say it better than one that sums them up.
        }

        return told;

        CacheEntry Make()
        {
            compiling?.Invoke();
            return Compile(source, cancel, errors => told = errors);
        }
    }

    // Not inlined: nothing on the caller's stack may hold on to the context.
    [MethodImpl(MethodImplOptions.NoInlining)]
    async ValueTask<ScriptResult> ExecuteAsync(CacheEntry entry, ScriptCall call, CancellationToken cancel)
    {
        var context = new ScriptLoadContext(plugins, entry.Assemblies.Select(assembly => assembly.Path));
        Assembly? assembly = null;
        try
        {
            assembly = context.LoadFromStream(new MemoryStream(entry.Assembly));
            var factory = assembly.GetType(entry.EntryType, throwOnError: true)!.GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
            var globals = new ScriptGlobals(call, compile, cancel);
            object?[] submissions = [globals, null];
            var value = await factory.CreateDelegate<Func<object?[], Task<object?>>>()(submissions).ConfigureAwait(false);
            Array.Clear(submissions);
            return new(Detach(value), globals.Outputs.ToDictionary(output => output.Key, output => Detach(output.Value), StringComparer.Ordinal));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (assembly is not null && e is not ScriptException)
        {
            throw Explain(e, assembly);
        }
        finally
        {
            context.Unload();
        }
    }

    /// <summary>A value that does not hold on to the script's code: what is of a type of the script's own becomes plain data.</summary>
    static object? Detach(object? value) => value is null or string || (value.GetType().IsPrimitive && !value.GetType().IsCollectible) ? value
        : value is Task or Delegate ? null
        : ValueJson.Parse(ValueJson.Write(ClrValue.From(value), indented: false));

    static ScriptException Explain(Exception e, Assembly script)
    {
        var places = ScriptFrames.Of(e, script);
        var error = ScriptErrors.Of(e);
        return new(error with { Location = error.Location ?? (places.Count > 0 ? places[0] : null) }, e.GetType().IsCollectible ? null : e);
    }

    static ScriptSource SourceOf(ScriptCall call) => SourceOf(call.Text, call.File, call.Location, call.FirstLine, call.Indent, call.Steps.BaseDirectory);

    static ScriptSource SourceOf(string? text, string? file, SourceLocation location, int firstLine, int indent, string folder)
    {
        if (text is not null) return new(text, location.Source.FullPath, folder, firstLine, indent);
        try
        {
            return new(File.ReadAllText(file!), file!, Path.GetDirectoryName(file)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScriptException(new("input", e is FileNotFoundException or DirectoryNotFoundException ? $"{file}: there is no such file" : $"{file} cannot be read: {e.Message}"), e);
        }
    }

    CacheEntry Compile(ScriptSource source, CancellationToken cancel, Action<IReadOnlyList<ScriptDiagnostic>>? tell = null)
    {
        var compiled = CompilerLoader.Compiler.Compile(source, References.Of(plugins), cancel);
        if (compiled.Assembly.Length == 0)
        {
            tell?.Invoke([.. compiled.Diagnostics.Where(diagnostic => diagnostic.IsError)]);
            throw new ScriptException(CompileErrors.Of(compiled.Diagnostics));
        }

        return new()
        {
            Key = KeyOf(source),
            Path = source.Path,
            EntryType = compiled.EntryType,
            Files = compiled.Files,
            Assemblies = [.. compiled.Assemblies.Select(path => (path, PluginCatalogue.ModuleVersionOf(path) ?? ""))],
            Assembly = compiled.Assembly,
        };
    }

    string KeyOf(ScriptSource source)
    {
        var text = $"{surroundings.Value}\n{source.Path}\n{source.Folder}\n{source.FirstLine}\n{source.Indent}\n{source.Text}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40];
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
