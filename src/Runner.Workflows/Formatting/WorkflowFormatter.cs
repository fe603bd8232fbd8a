using System.Text;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Formatting;

/// <summary>
/// Lays workflow files out in one way. Only the layout changes: before a text is handed out it has been shown to mean
/// the same, to have the same comments, and to stay as it is when it is formatted again.
/// </summary>
public static class WorkflowFormatter
{
    /// <summary>Formats a file. It need not be a right workflow, only YAML as Runner reads it.</summary>
    /// <param name="source">The file.</param>
    /// <param name="diagnostics">Takes why it cannot be formatted; it holds no errors yet.</param>
    /// <returns>The formatted text; null when <paramref name="diagnostics"/> says why there is none.</returns>
    public static string? Format(SourceText source, DiagnosticBag diagnostics)
    {
        if (source.Content.StartsWith('\ufeff')) source = new(source.Path, source.Content[1..]);
        if (!YamlReader.TryRead(source, diagnostics, out _) || diagnostics.HasErrors) return null;
        try
        {
            var content = source.Content.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
            var events = YamlEvents.Of(content);
            var formatted = LayoutPrinter.Print(LayoutReader.Read(content, events, out var comments));
            var again = YamlEvents.Of(formatted);
            var second = LayoutPrinter.Print(LayoutReader.Read(formatted, again, out var kept));
            if (formatted.StartsWith('\ufeff')) throw new LayoutException("its first key starts with a byte order mark");
            if (!YamlEvents.AreSame(events, again)) throw new LayoutException("it would no longer mean the same");
            if (!comments.SequenceEqual(kept)) throw new LayoutException("a comment would change");
            if (second != formatted) throw new LayoutException("formatting it again would change it again");
            if (Encoding.UTF8.GetByteCount(formatted) > YamlLimits.FileSize) throw new LayoutException($"it would have more than {YamlLimits.FileSize / 1048576} MiB");
            return formatted;
        }
        catch (LayoutException e)
        {
            diagnostics.Error(DiagnosticCodes.NotFormattable, new(source, default), $"the file cannot be formatted: {e.Message}", "it is left as it is");
            return null;
        }
    }
}
