using System.Text.Json;
using Runner.Workflows.Diagnostics.Reference;
using Runner.Workflows.Text;

namespace Runner.Workflows.Diagnostics.Rendering;

/// <summary>A validation as SARIF 2.1.0 (OASIS), which code scanning services and editors read.</summary>
public static class SarifReport
{
    const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    /// <summary>Writes the document, and a line break after it.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="version">The version of Runner.</param>
    /// <param name="directory">The directory that relative paths start from.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(ValidationReport report, string version, string directory, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var codes = report.Diagnostics.Select(found => found.Code).Distinct().Order(StringComparer.Ordinal).ToList();
        using (var writer = new Utf8JsonWriter(output, JsonReport.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", Schema);
            writer.WriteString("version", "2.1.0");
            writer.WriteStartArray("runs");
            writer.WriteStartObject();
            WriteTool(codes, version, writer);
            writer.WriteString("columnKind", "utf16CodeUnits");
            writer.WriteStartArray("results");
            foreach (var diagnostic in report.Diagnostics) WriteResult(diagnostic, codes, directory, writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    static void WriteTool(List<string> codes, string version, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "Runner");
        writer.WriteString("version", version);
        writer.WriteStartArray("rules");
        foreach (var code in codes)
        {
            writer.WriteStartObject();
            writer.WriteString("id", code);
            if (DiagnosticCatalogue.Find(code) is { } page)
            {
                WriteText("shortDescription", page.Title, writer);
                WriteText("fullDescription", page.Summary, writer);
                writer.WriteStartObject("help");
                writer.WriteString("text", $"{page.Summary} `runner explain {code}` tells more.");
                writer.WriteString("markdown", page.Text);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    static void WriteResult(Diagnostic diagnostic, List<string> codes, string directory, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("ruleId", diagnostic.Code);
        writer.WriteNumber("ruleIndex", codes.IndexOf(diagnostic.Code));
        writer.WriteString("level", diagnostic.Severity == Severity.Error ? "error" : "warning");
        WriteText("message", diagnostic.Help is { } help ? $"{diagnostic.Message}\nHelp: {help}" : diagnostic.Message, writer);
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", UriOf(diagnostic.Location.Source.Path, directory));
        writer.WriteEndObject();
        if (diagnostic.Location.Source.Content.Length > 0) WriteRegion(diagnostic.Location, writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    static void WriteRegion(SourceLocation location, Utf8JsonWriter writer)
    {
        var (start, end) = (location.Start, location.End);
        writer.WriteStartObject("region");
        writer.WriteNumber("startLine", start.Line);
        writer.WriteNumber("startColumn", start.Column);
        writer.WriteNumber("endLine", end.Line);
        writer.WriteNumber("endColumn", end.Column);
        writer.WriteEndObject();
    }

    static void WriteText(string name, string text, Utf8JsonWriter writer)
    {
        writer.WriteStartObject(name);
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    /// <summary>A relative reference where the file is below the directory, since services look it up in a repository.</summary>
    static string UriOf(string path, string directory)
    {
        var full = Path.GetFullPath(path, directory);
        var relative = Path.GetRelativePath(directory, full);
        return Path.IsPathRooted(relative) || relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? new Uri(full).AbsoluteUri
            : string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
    }
}
