using System.Globalization;

namespace Runner.Workflows.Diagnostics.Rendering;

/// <summary>A validation as workflow commands of GitHub Actions, one a line, which it shows beside the lines of a change.</summary>
public static class GitHubReport
{
    /// <summary>Writes one command for each diagnostic.</summary>
    public static void Write(ValidationReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        foreach (var diagnostic in report.Diagnostics) output.Write(CommandOf(diagnostic) + "\n");
    }

    static string CommandOf(Diagnostic diagnostic)
    {
        var location = diagnostic.Location;
        var path = location.Source.Path.Replace('\\', '/');
        var properties = $"file={Property(path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path)}";
        if (location.Source.Content.Length > 0)
        {
            var (start, end) = (location.Start, location.End);
            // Columns are only shown within one line; there the last one is the last that belongs to it.
            properties += start.Line == end.Line
                ? Invariant($",line={start.Line},col={start.Column},endLine={end.Line},endColumn={Math.Max(start.Column, end.Column - 1)}")
                : Invariant($",line={start.Line},endLine={end.Line}");
        }

        var message = diagnostic.Help is { } help ? $"{diagnostic.Message}\nhelp: {help}" : diagnostic.Message;
        return $"::{(diagnostic.Severity == Severity.Error ? "error" : "warning")} {properties},title={Property(diagnostic.Code)}::{Data(message)}";
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
