using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Steps that run C#: which code, and that it is code before anything runs. Whether it compiles is another's to say.</summary>
sealed class ScriptChecker(WorkflowFiles files, DiagnosticBag diagnostics)
{
    // What a script may name, by Inputs["..."] and so on, without the checker seeing it.
    static readonly string[] Contexts = ["inputs", "secrets", "env", "steps", "needs"];

    /// <summary>Checks what a step gives; the scope has all that code can name as used.</summary>
    /// <param name="given">What stands under <c>with</c>.</param>
    /// <param name="uses">Where the step names the action.</param>
    /// <param name="scope">What expressions of the step may name.</param>
    /// <param name="others">What is given beside code that has been told to be wrong.</param>
    /// <returns>The script; null when it is not known before the run, or wrong.</returns>
    public CheckedScript? Check(IReadOnlyList<YamlEntry> given, YamlScalar uses, ScopeShape scope, out IReadOnlyList<YamlEntry> others)
    {
        foreach (var context in Contexts) scope.Used.AddAll(context);
        others = given;
        var script = Find(given, "script");
        var file = Find(given, "file");
        if (script is null == file is null)
        {
            // Whoever misspelt the name is told so.
            if (file is null && given.All(entry => Is(entry, "args"))) diagnostics.Error(DiagnosticCodes.MissingInput, uses.Location, $"`{BuiltInActions.CSharp}` needs the code to run", "give it as `script`, a block that begins with |, or name a `file`");
            else if (file is not null) diagnostics.Error(DiagnosticCodes.InvalidValue, script!.Key.Location, "`script` does not go with `file`", "give one of the two; a script loads other files by `#load \"lib.csx\"`");
            return null;
        }

        // What is no text is told of as of any input.
        if ((script ?? file)!.Value is not YamlScalar { Value.IsNull: false } scalar) return null;
        if (file is not null) return CheckFile(scalar);
        var expression = scalar.Text.IndexOf("${{", StringComparison.Ordinal);
        if (expression < 0) return ScriptAt(scalar);
        var end = scalar.Text.IndexOf("}}", expression, StringComparison.Ordinal);
        diagnostics.Error(DiagnosticCodes.ExpressionInScript, scalar.LocationOf(TextSpan.Between(expression, end < 0 ? expression + 3 : end + 2)), "an expression in C# would make code of its value, whoever it comes from",
            "the script has the contexts itself: Inputs[\"url\"], Steps[\"login\"].Result, Context(\"item\"); or pass the value by `args` and read Args[0]");
        others = [.. given.Where(entry => entry != script)];
        return null;
    }

    CheckedScript? CheckFile(YamlScalar file)
    {
        if (file.Text.Contains("${{", StringComparison.Ordinal)) return null;
        var path = Path.GetFullPath(file.Text, Path.GetDirectoryName(file.Source.FullPath)!);
        if (files.Kept is { } kept && kept.TryGetValue(path, out var text)) return new() { File = path, Kept = KeptOf(text, Path.GetDirectoryName(path)!, kept, path), Location = file.Location };
        if (File.Exists(path)) return new() { File = path, Location = file.Location };
        var folder = Path.GetDirectoryName(path);
        var near = Directory.Exists(folder) ? DidYouMean.Suggest(Path.GetFileName(path), Directory.EnumerateFiles(folder, "*.csx").Select(each => Path.GetFileName(each))) : null;
        diagnostics.Error(DiagnosticCodes.NoSuchScript, file.Location, $"there is no file {ShownText.Shorten(file.Text)}",
            near is null ? "the path starts from this file's folder" : $"did you mean {file.Text[..^Path.GetFileName(file.Text).Length]}{near}?");
        return null;
    }

    /// <summary>Of all files of a run, those of one script.</summary>
    static Dictionary<string, string> KeptOf(string text, string folder, IReadOnlyDictionary<string, string> kept, string? path = null)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        if (path is not null) own.Add(path, text);
        ScriptLoads.Add(text, folder, own, kept.GetValueOrDefault);
        return own;
    }

    CheckedScript ScriptAt(YamlScalar scalar)
    {
        var text = scalar.Text;
        var first = text.AsSpan().IndexOfAnyExcept(" \t\r\n");
        var (line, indent) = (scalar.Location.Start.Line, 0);
        if (first >= 0)
        {
            // From the first letter back: empty lines before it are the block's too.
            var place = scalar.LocationOf(new(first, 1)).Start;
            line = Math.Max(1, place.Line - text.AsSpan(0, first).Count('\n'));
            indent = Math.Max(0, place.Column - 1 - (first - (text.LastIndexOf('\n', first) + 1)));
        }

        return new() { Text = text, Location = scalar.Location, FirstLine = line, Indent = indent, LocationOf = scalar.LocationOf, Kept = files.Kept is { } kept ? KeptOf(text, Path.GetDirectoryName(scalar.Source.FullPath)!, kept) : null };
    }

    static YamlEntry? Find(IReadOnlyList<YamlEntry> given, string name) => given.FirstOrDefault(entry => Is(entry, name));

    static bool Is(YamlEntry entry, string name) => string.Equals(entry.Key.Text, name, StringComparison.OrdinalIgnoreCase);
}
