using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Runner.Scripting.Caching;
using Runner.Scripting.Compiling;

namespace Runner.Scripting.Compiler;

/// <summary>The script and what it loads, as the compiler reads them, with what the user wrote kept for errors.</summary>
sealed class ScriptFiles : SourceReferenceResolver
{
    readonly ScriptSource source;
    readonly IReadOnlyDictionary<string, string> actions;
    readonly bool explain;
    readonly Dictionary<string, EditedText> texts = new(StringComparer.Ordinal);
    readonly List<LoadedFile> loaded = [];

    readonly HashSet<string> declared = new(StringComparer.Ordinal);
    readonly Func<string, string> clientSource;

    public ScriptFiles(ScriptSource source, ScriptReferences references, bool explain)
    {
        (this.source, actions, clientSource, this.explain) = (source, references.Actions, references.ClientSource, explain);
        Main = Edit(source.Path, source.Text);
    }

    /// <summary>The script as it is compiled.</summary>
    public SourceText Main { get; }

    /// <summary>What it loads, with the hash of each.</summary>
    public IReadOnlyList<LoadedFile> Loaded => loaded;

    public override string? ResolveReference(string path, string? baseFilePath)
    {
        var full = Path.GetFullPath(path, baseFilePath is null ? source.Folder : Path.GetDirectoryName(baseFilePath)!);
        return source.Kept?.ContainsKey(full) == true || File.Exists(full) ? full : null;
    }

    public override string? NormalizePath(string path, string? baseFilePath) => ResolveReference(path, baseFilePath);

    public override Stream OpenRead(string resolvedPath) => source.Kept?.TryGetValue(resolvedPath, out var kept) == true ? new MemoryStream(System.Text.Encoding.UTF8.GetBytes(kept)) : File.OpenRead(resolvedPath);

    public override SourceText ReadText(string resolvedPath)
    {
        // What is kept is a part of the script, whatever the file says by now.
        if (source.Kept?.TryGetValue(resolvedPath, out var kept) == true) return Edit(resolvedPath, kept);
        var bytes = File.ReadAllBytes(resolvedPath);
        loaded.Add(new(resolvedPath, Fingerprint.Text(bytes)));
        using var reader = new StreamReader(new MemoryStream(bytes));
        return Edit(resolvedPath, reader.ReadToEnd());
    }

    /// <summary>What the compiler says, at the place where the user wrote it.</summary>
    public ScriptDiagnostic Describe(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.SourceSpan;
        var path = diagnostic.Location.SourceTree?.FilePath ?? source.Path;
        if (!texts.TryGetValue(path, out var text)) return new(diagnostic.Id, diagnostic.GetMessage(null), path, 1, 1, 0, "", true);
        var start = text.Original.Lines.GetLinePosition(text.PositionOf(span.Start));
        var line = text.Original.Lines[start.Line].ToString();
        var length = Math.Clamp(text.PositionOf(span.End) - text.PositionOf(span.Start), 1, Math.Max(1, line.Length - start.Character));
        var isMain = path == source.Path;
        return new(diagnostic.Id, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), path,
            start.Line + (isMain ? source.FirstLine : 1), start.Character + 1 + (isMain ? source.Indent : 0), length, isMain ? new string(' ', source.Indent) + line : line, true) { Start = isMain ? text.PositionOf(span.Start) : null };
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    SourceText Edit(string path, string text)
    {
        // Empty lines before code that stands in a workflow: frames and expectations then name the workflow's lines.
        var edited = ScriptRewriter.Rewrite(text, actions, explain, linesBefore: path == source.Path ? source.FirstLine - 1 : 0, type => declared.Add(type) ? clientSource(type) : null);
        texts[path] = edited;
        return edited.Text;
    }
}
