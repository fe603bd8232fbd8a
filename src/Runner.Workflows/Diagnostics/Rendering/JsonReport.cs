using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.Workflows.Text;

namespace Runner.Workflows.Diagnostics.Rendering;

/// <summary>
/// A validation as one JSON document of Runner's own shape: <c>version</c>, <c>diagnostics</c>, <c>files</c>, <c>summary</c>. Lines
/// and columns count from 1, columns in UTF-16 code units; a range ends before its end.
/// </summary>
public static class JsonReport
{
    /// <summary>How the JSON of reports is written: for people too, who read <c>'</c> more easily than its escape.</summary>
    internal static JsonWriterOptions Options { get; } = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the document, and a line break after it.</summary>
    public static void Write(ValidationReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteStartArray("diagnostics");
            foreach (var diagnostic in report.Diagnostics) WriteDiagnostic(diagnostic, writer);
            writer.WriteEndArray();
            writer.WriteStartArray("files");
            foreach (var file in report.Files)
            {
                writer.WriteStartObject();
                writer.WriteString("path", file.Path);
                writer.WriteBoolean("valid", file.IsValid);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartObject("summary");
            writer.WriteNumber("files", report.Files.Count);
            writer.WriteNumber("valid", report.Files.Count(file => file.IsValid));
            writer.WriteNumber("errors", report.Count(Severity.Error));
            writer.WriteNumber("warnings", report.Count(Severity.Warning));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    static void WriteDiagnostic(Diagnostic diagnostic, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("code", diagnostic.Code);
        writer.WriteString("severity", diagnostic.Severity == Severity.Error ? "error" : "warning");
        writer.WriteString("message", diagnostic.Message);
        writer.WriteString("help", diagnostic.Help);
        writer.WriteString("file", diagnostic.Location.Source.Path);
        if (diagnostic.Location.Source.Content.Length == 0)
        {
            // The file as a whole: it is empty, or cannot be read.
            writer.WriteNull("range");
        }
        else
        {
            writer.WriteStartObject("range");
            WritePosition("start", diagnostic.Location.Start, writer);
            WritePosition("end", diagnostic.Location.End, writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    static void WritePosition(string name, LinePosition position, Utf8JsonWriter writer)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("line", position.Line);
        writer.WriteNumber("column", position.Column);
        writer.WriteEndObject();
    }
}
