using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Runner.Scripting.Compiling;
using Runner.Scripting.Packages;

namespace Runner.Scripting.Compiler;

/// <summary>Compiles scripts by Roslyn, as its own scripting does, but to an assembly that is kept.</summary>
sealed class RoslynCompiler : IScriptCompiler
{
    const string EntryType = "Submission#0";

    static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    // Of what does not change while Runner runs: .NET's, Runner's, the plugins', and packages.
    readonly Dictionary<string, MetadataReference> known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public CompiledScript Compile(ScriptSource source, ScriptReferences references, CancellationToken cancel)
    {
        var packages = PackageDirectives.Restore(source, references.PackageFolder, out var problems, cancel);
        if (problems.Count > 0) return new() { Diagnostics = problems };
        var compiled = Compile(source, references, packages, explain: true, cancel);
        // What an expectation saw is asked for by code of ours: where that is what does not compile, it goes.
        return compiled.Diagnostics.Any(diagnostic => diagnostic.IsError) ? Compile(source, references, packages, explain: false, cancel) : compiled;
    }

    /// <inheritdoc/>
    public IScriptConversation Begin(string folder, ScriptReferences references) => new RoslynConversation(folder, references, [.. references.Assemblies.Select(ReferenceTo)]);

    /// <inheritdoc/>
    public string WriteEditorAssembly(string path, ScriptReferences references)
    {
        EditorAssembly.Write(path, references);
        return EditorAssembly.Type;
    }

    CompiledScript Compile(ScriptSource source, ScriptReferences references, RestoredPackages packages, bool explain, CancellationToken cancel)
    {
        var files = new ScriptFiles(source, references, explain);
        var assemblies = new NamedAssemblies(source.Folder);
        var compilation = CSharpCompilation.CreateScriptCompilation(
            $"script-{Guid.NewGuid():N}",
            CSharpSyntaxTree.ParseText(files.Main, Parsing, source.Path, cancel),
            references.Assemblies.Concat(packages.Compile).Select(ReferenceTo),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                scriptClassName: EntryType,
                usings: references.Namespaces,
                optimizationLevel: OptimizationLevel.Release,
                sourceReferenceResolver: files,
                metadataReferenceResolver: assemblies,
                nullableContextOptions: NullableContextOptions.Enable),
            returnType: typeof(object),
            globalsType: typeof(ScriptGlobals));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded), cancellationToken: cancel);
        return new()
        {
            Assembly = result.Success ? assembly.ToArray() : [],
            EntryType = EntryType,
            Files = files.Loaded,
            Assemblies = assemblies.Paths,
            Packaged = packages.Runtime,
            Natives = packages.Natives,
            Diagnostics = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(files.Describe)],
        };
    }

    MetadataReference ReferenceTo(string path)
    {
        lock (known)
        {
            if (!known.TryGetValue(path, out var reference)) known.Add(path, reference = MetadataReference.CreateFromFile(path));
            return reference;
        }
    }
}
