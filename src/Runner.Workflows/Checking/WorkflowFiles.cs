using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Syntax;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>The files of one compilation: the workflow asked for and those that it calls, each read once.</summary>
sealed class WorkflowFiles(IActionCatalogue catalogue, ActionPolicy? policy, DiagnosticBag diagnostics, ProjectInventory? inventory = null, IReadOnlyDictionary<string, string>? kept = null)
{
    /// <summary>How deep workflows may call each other.</summary>
    const int MaxDepth = 10;

    readonly Dictionary<string, CheckedWorkflow?> read = new(StringComparer.Ordinal);
    readonly List<SourceText> calling = [];

    /// <summary>The hosts that they may name.</summary>
    public InventoryScope Inventory { get; } = new(inventory, diagnostics);

    /// <summary>Texts of files by their full paths that count in place of what is on the disk; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Kept => kept;

    /// <summary>Whether what a step uses is a file rather than an action.</summary>
    public static bool IsPath(string uses) =>
        uses.StartsWith("./", StringComparison.Ordinal) || uses.StartsWith("../", StringComparison.Ordinal) || uses.StartsWith('/')
        || uses.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || uses.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Checks a file; null when there is nothing in it that could be a workflow.</summary>
    public CheckedWorkflow? Check(SourceText source)
    {
        calling.Add(source);
        var before = diagnostics.ErrorCount;
        var workflow = WorkflowParser.Parse(source, diagnostics) is { } syntax ? new WorkflowChecker(catalogue, policy, this, diagnostics, before).Check(syntax) : null;
        calling.RemoveAt(calling.Count - 1);
        return workflow;
    }

    /// <summary>The workflow that a step calls; null, with a diagnostic, when it cannot be called.</summary>
    public CheckedWorkflow? Find(YamlScalar uses)
    {
        if (uses.Text.Contains("${{", StringComparison.Ordinal))
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, uses.Location, "`uses` is looked up before anything runs, so it may not hold an expression", "call each workflow in a step of its own, with an `if`");
            return null;
        }

        var caller = uses.Source;
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(caller.FullPath)!, uses.Text));
        if (read.TryGetValue(path, out var known)) return known;
        var circle = calling.FindIndex(source => source.FullPath == path);
        if (circle >= 0)
        {
            var names = calling.Skip(circle).Select(source => Path.GetFileName(source.Path)).Append(Path.GetFileName(path));
            diagnostics.Error(DiagnosticCodes.CallCycle, uses.Location, $"workflows call each other in a circle: {string.Join(" -> ", names)}", "a list is worked off with `for-each`, and waiting is `retry`");
            return null;
        }

        if (calling.Count > MaxDepth)
        {
            diagnostics.Error(DiagnosticCodes.CallDepth, uses.Location, $"workflows call each other more than {MaxDepth} levels deep", "call it from a workflow higher up");
            return null;
        }

        string? text = null;
        if (kept?.TryGetValue(path, out text) != true && !File.Exists(path))
        {
            diagnostics.Error(DiagnosticCodes.NoSuchWorkflow, uses.Location, $"there is no file {ShownText.Shorten(uses.Text)}", HelpForFile(uses.Text, path));
            return read[path] = null;
        }

        var before = diagnostics.ErrorCount;
        var shown = Path.GetRelativePath(".", Path.GetFullPath(Path.Combine(Path.GetDirectoryName(caller.Path)!, uses.Text)));
        var source = text is null ? SourceFile.Read(path, diagnostics, shown) : new(shown, text) { FullPath = path };
        var workflow = source is null ? null : Check(source);
        return read[path] = diagnostics.ErrorCount == before ? workflow : null;
    }

    static string HelpForFile(string uses, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder)) return $"there is no folder {folder} either; the path starts from this file's folder";
        var files = Directory.EnumerateFiles(folder, "*.y*ml").Select(Path.GetFileName).OfType<string>().ToList();
        return DidYouMean.Suggest(Path.GetFileName(path), files) is { } near
            ? $"did you mean {uses[..^Path.GetFileName(uses).Length]}{near}?"
            : "the path starts from this file's folder";
    }
}
