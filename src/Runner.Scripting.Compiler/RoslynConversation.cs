using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Runner.Scripting.Compiling;
using Runner.Scripting.Packages;

namespace Runner.Scripting.Compiler;

/// <summary>Compiles what a person types, piece by piece.</summary>
sealed class RoslynConversation(string folder, ScriptReferences references, IReadOnlyList<MetadataReference> assemblies) : IScriptConversation
{
    const string Name = "<input>";

    static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    // What packages brought stays for the pieces after the one that named them.
    readonly List<MetadataReference> packaged = [];
    CSharpCompilation? previous;
    int accepted;

    /// <inheritdoc/>
    public bool IsComplete(string text) => IsWhole(text) || LacksOnlyItsEnd(text);

    static bool IsWhole(string text) => SyntaxFactory.IsCompleteSubmission(CSharpSyntaxTree.ParseText(text, Parsing));

    // What people type: var x = 12. An `if` without what it decides on lacks more.
    static bool LacksOnlyItsEnd(string text) => CSharpSyntaxTree.ParseText(text + ";", Parsing) is var ended && SyntaxFactory.IsCompleteSubmission(ended)
        && ended.GetCompilationUnitRoot() is { Members: [.., FieldDeclarationSyntax] } unit && !unit.ContainsDiagnostics;

    /// <inheritdoc/>
    public CompiledScript Compile(string text, CancellationToken cancel)
    {
        if (!IsWhole(text) && LacksOnlyItsEnd(text)) text += ";";
        var restored = PackageDirectives.Restore(new(text, Name, folder), references.PackageFolder, out var problems, cancel);
        if (problems.Count > 0) return new() { Diagnostics = problems };
        packaged.AddRange(restored.Compile.Select(path => MetadataReference.CreateFromFile(path)));
        var compiled = Compile(text, restored, explain: true, cancel);
        return compiled.Assembly.Length == 0 ? Compile(text, restored, explain: false, cancel) : compiled;
    }

    CompiledScript Compile(string text, RestoredPackages restored, bool explain, CancellationToken cancel)
    {
        var files = FilesOf(text, explain);
        var named = new NamedAssemblies(folder);
        var compilation = CompilationOf(files, named, cancel);
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded), cancellationToken: cancel);
        var entry = compilation.ScriptClass!.MetadataName;
        if (result.Success) (previous, accepted) = (compilation, accepted + 1);
        return new()
        {
            Assembly = result.Success ? assembly.ToArray() : [],
            EntryType = entry,
            Assemblies = named.Paths,
            Packaged = restored.Runtime,
            Natives = restored.Natives,
            Diagnostics = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(files.Describe)],
        };
    }

    /// <inheritdoc/>
    public (IReadOnlyList<string> Names, int Typed) Complete(string text)
    {
        var files = FilesOf(text[..^Completions.TypedIn(text).Length] + Completions.Placeholder, explain: false);
        var compilation = CompilationOf(files, new NamedAssemblies(folder), CancellationToken.None);
        return Completions.Of(text, files.Main, compilation, references.Actions);
    }

    ScriptFiles FilesOf(string text, bool explain) => new(new(text, Name, folder), references, explain);

    CSharpCompilation CompilationOf(ScriptFiles files, NamedAssemblies named, CancellationToken cancel) => CSharpCompilation.CreateScriptCompilation(
        $"script-{Guid.NewGuid():N}",
        CSharpSyntaxTree.ParseText(files.Main, Parsing, Name, cancel),
        [.. assemblies, .. packaged],
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: $"Submission#{accepted}",
            usings: references.Namespaces,
            sourceReferenceResolver: files,
            metadataReferenceResolver: named,
            nullableContextOptions: NullableContextOptions.Annotations),
        previous,
        returnType: typeof(object),
        globalsType: typeof(ScriptGlobals));
}
