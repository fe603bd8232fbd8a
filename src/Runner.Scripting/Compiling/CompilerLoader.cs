using System.Reflection;
using System.Runtime.Loader;

namespace Runner.Scripting.Compiling;

/// <summary>Brings the compiler in, when a script is new. Its folder is its own: nothing of Roslyn is near a run that compiles nothing.</summary>
static class CompilerLoader
{
    const string Name = "Runner.Scripting.Compiler";

    /// <summary>The compiler's assembly; null where this Runner has none.</summary>
    public static string? Path { get; } = new[] { System.IO.Path.Combine(AppContext.BaseDirectory, "compiler", Name + ".dll"), System.IO.Path.Combine(AppContext.BaseDirectory, Name + ".dll") }.FirstOrDefault(File.Exists);

    static readonly Lazy<IScriptCompiler> Loaded = new(Load);

    /// <summary>The compiler, loaded when it is first asked for.</summary>
    /// <exception cref="FileNotFoundException">This Runner has none.</exception>
    public static IScriptCompiler Compiler => Loaded.Value;

    static IScriptCompiler Load()
    {
        var path = Path ?? throw new FileNotFoundException($"{Name}.dll is not beside Runner: scripts that are not in the cache cannot be compiled. Install Runner again.");
        var type = new Context(path).LoadFromAssemblyPath(path).GetType($"{Name}.RoslynCompiler", throwOnError: true)!;
        return (IScriptCompiler)Activator.CreateInstance(type, nonPublic: true)!;
    }

    sealed class Context(string path) : AssemblyLoadContext("script compiler")
    {
        readonly AssemblyDependencyResolver resolver = new(path);

        protected override Assembly? Load(AssemblyName name) =>
            name.Name!.StartsWith("Runner.", StringComparison.Ordinal) ? null
            : resolver.ResolveAssemblyToPath(name) is { } found && name.Name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) ? LoadFromAssemblyPath(found)
            : null;
    }
}
