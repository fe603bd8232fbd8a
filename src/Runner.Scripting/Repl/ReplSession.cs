using System.Reflection;
using System.Runtime.Loader;
using Runner.Engine.Scripting;
using Runner.PluginHost;
using Runner.Scripting.Compiling;
using Runner.Sdk.Networking;
using Runner.Workflows.Checked;
using Runner.Workflows.Inventories;
using Runner.Workflows.Values;

namespace Runner.Scripting.Repl;

/// <summary>Code that a person types, piece by piece, within one step of a run: the scope of scripts, kept from piece to piece.</summary>
public sealed class ReplSession
{
    readonly ScriptGlobals globals;
    readonly ScriptCall call;
    readonly IScriptConversation conversation;
    readonly Pieces pieces;
    readonly List<object?> submissions;

    /// <summary>Begins one; the compiler comes in here.</summary>
    /// <param name="plugins">The plugins whose actions and classes code may use.</param>
    /// <param name="compile">Reads and checks the workflow of a full path.</param>
    /// <param name="call">The step that the code is in.</param>
    /// <param name="cancel">Ends what runs.</param>
    public ReplSession(PluginCatalogue plugins, Func<string, CheckedWorkflow> compile, ScriptCall call, CancellationToken cancel)
    {
        this.call = call;
        conversation = CompilerLoader.Compiler.Begin(call.Steps.BaseDirectory, References.Of(plugins));
        pieces = new(plugins);
        submissions = [globals = new ScriptGlobals(call, compile, cancel)];
    }

    /// <summary>Whether a text is a whole; otherwise there is more to come.</summary>
    public bool IsComplete(string text) => conversation.IsComplete(text);

    /// <summary>The names that could stand at the end of a text, and how many characters of it they replace.</summary>
    public (IReadOnlyList<string> Names, int Typed) Complete(string text) => conversation.Complete(text);

    /// <summary>Compiles and runs a piece.</summary>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <param name="text">The piece.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<ReplAnswer> RunAsync(string text, CancellationToken cancel)
    {
        globals.Cancel = cancel;
        var compiled = conversation.Compile(text, cancel);
        if (compiled.Assembly.Length == 0) return new() { Diagnostics = [.. compiled.Diagnostics.Where(diagnostic => diagnostic.IsError)] };
        var assembly = pieces.Add(compiled);
        var factory = assembly.GetType(compiled.EntryType, throwOnError: true)!.GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        NetworkPolicy.SetAmbient(call.Steps.Network);
        // A piece puts its own state at its place, for those after it.
        var states = submissions.Append(null).ToArray();
        try
        {
            var value = await factory.CreateDelegate<Func<object?[], Task<object?>>>()(states).ConfigureAwait(false);
            return new() { Value = value is null or Task or Delegate ? null : ValueJson.Write(ClrValue.From(value), indented: true) };
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            return new() { Error = e is ScriptException known ? known.Error : ScriptErrors.Of(e, e is InventoryPatternException ? call.Steps.Inventory : Inventory.Empty) };
        }
        finally
        {
            submissions.Add(states[^1]);
        }
    }

    /// <summary>Where the pieces are: each may use types of those before it.</summary>
    sealed class Pieces(PluginCatalogue plugins) : AssemblyLoadContext("repl")
    {
        readonly Dictionary<string, Assembly> known = new(StringComparer.Ordinal);
        readonly Dictionary<string, string> named = new(StringComparer.OrdinalIgnoreCase);

        public Assembly Add(CompiledScript compiled)
        {
            foreach (var path in compiled.Assemblies.Concat(compiled.Packaged)) named[Path.GetFileNameWithoutExtension(path)] = path;
            var assembly = LoadFromStream(new MemoryStream(compiled.Assembly));
            known.Add(assembly.GetName().Name!, assembly);
            return assembly;
        }

        protected override Assembly? Load(AssemblyName name) => known.TryGetValue(name.Name!, out var piece) ? piece
            : named.TryGetValue(name.Name!, out var path) ? LoadFromAssemblyPath(path)
            : plugins.FindAssembly(name.Name!);
    }
}
