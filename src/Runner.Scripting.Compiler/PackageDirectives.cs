using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Runner.Scripting.Compiling;
using Runner.Scripting.Packages;

namespace Runner.Scripting.Compiler;

/// <summary>The packages that a script and what it loads name, found before anything is compiled: the compiler itself knows only files.</summary>
sealed class PackageDirectives
{
    static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    readonly ScriptSource source;
    readonly List<(PackageName Package, ScriptDiagnostic Place)> packages = [];
    readonly List<ScriptDiagnostic> problems = [];
    readonly HashSet<string> seen = new(StringComparer.Ordinal);

    PackageDirectives(ScriptSource source) => this.source = source;

    /// <summary>Restores what a script names.</summary>
    /// <param name="source">The script.</param>
    /// <param name="folder">Where restored projects are kept; null for nowhere.</param>
    /// <param name="problems">What is wrong, each where the script names the package.</param>
    /// <param name="cancel">Ends it.</param>
    public static RestoredPackages Restore(ScriptSource source, string? folder, out IReadOnlyList<ScriptDiagnostic> problems, CancellationToken cancel)
    {
        var directives = new PackageDirectives(source);
        directives.Collect(source.Text, source.Path, source.Folder);
        problems = directives.problems;
        if (problems.Count > 0) return RestoredPackages.None;
        try
        {
            return PackageRestore.Restore([.. directives.packages.Select(package => package.Package)], source.Folder, folder, cancel);
        }
        catch (PackageException e)
        {
            var named = directives.packages.Find(package => package.Package.Id.Equals(e.Package, StringComparison.OrdinalIgnoreCase)).Place ?? directives.packages[0].Place;
            directives.problems.Add(named with { Code = e.Code, Message = e.Message });
            return RestoredPackages.None;
        }
    }

    void Collect(string text, string path, string folder)
    {
        // Most scripts name none, and need not be parsed once more.
        if (!seen.Add(path) || (!text.Contains("nuget", StringComparison.OrdinalIgnoreCase) && !text.Contains("#load", StringComparison.Ordinal))) return;
        var lines = SourceText.From(text);
        for (var directive = CSharpSyntaxTree.ParseText(lines, Parsing).GetCompilationUnitRoot().GetFirstDirective(); directive is not null; directive = directive.GetNextDirective())
        {
            if (!directive.IsActive) continue;
            if (directive is ReferenceDirectiveTriviaSyntax { File: { IsMissing: false } reference } && PackageName.Is(reference.ValueText)) Add(reference.ValueText, Describe(reference.Span, lines, path));
            else if (directive is LoadDirectiveTriviaSyntax { File: { IsMissing: false } file }) Load(Path.GetFullPath(file.ValueText, folder));
        }
    }

    void Load(string path)
    {
        try
        {
            Collect(source.Kept?.GetValueOrDefault(path) ?? File.ReadAllText(path), path, Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The compiler says it, where it is loaded.
        }
    }

    void Add(string reference, ScriptDiagnostic place)
    {
        if (PackageName.Parse(reference, out var problem) is not { } package)
        {
            problems.Add(place with { Message = problem! });
            return;
        }

        var known = packages.Find(known => known.Package.Id.Equals(package.Id, StringComparison.OrdinalIgnoreCase));
        if (known.Package is null) packages.Add((package, place));
        else if (known.Package.Version != package.Version) problems.Add(place with { Message = $"{package.Id} is named with {known.Package.Version} as well, at {known.Place.Path}:{known.Place.Line}: a script uses one version of a package" });
    }

    ScriptDiagnostic Describe(TextSpan span, SourceText lines, string path)
    {
        var start = lines.Lines.GetLinePosition(span.Start);
        var isMain = path == source.Path;
        return new("nuget", "", path, start.Line + (isMain ? source.FirstLine : 1), start.Character + 1 + (isMain ? source.Indent : 0), span.Length, lines.Lines[start.Line].ToString(), true);
    }
}
