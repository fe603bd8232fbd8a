using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.Workflows.Values;

namespace Runner.Engine.Events.Lines;

/// <summary>The first line of a recorded run: what its events do not say. It has no secrets: they are masked before.</summary>
public sealed record RunHeader
{
    /// <summary>What the line is told by, among those of events.</summary>
    public const string Type = "run-recorded";

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The workflow's name.</summary>
    public required string Workflow { get; init; }

    /// <summary>The workflow's file as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The folder of that file.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder of <c>runner.yaml</c>, else the working directory.</summary>
    public required string Project { get; init; }

    /// <summary>Why it was started.</summary>
    public required string Trigger { get; init; }

    /// <summary>The machine and the process that runs it, as <c>web1/4711</c>.</summary>
    public required string Process { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The inputs.</summary>
    public Value Inputs { get; init; }

    /// <summary>What else it was run with.</summary>
    public Value Options { get; init; }

    /// <summary>The run that it tries again.</summary>
    public string? RetryOf { get; init; }

    /// <summary>The texts of its workflow and those that it calls, by full path.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>The line, with its end.</summary>
    public byte[] Write()
    {
        var line = new LineBuffer();
        using (var json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, Type);
            json.WriteNumber("schema"u8, EventWriter.Schema);
            json.WriteString("runId"u8, RunId);
            json.WriteString("workflow"u8, Workflow);
            json.WriteString("file"u8, File);
            json.WriteString("folder"u8, Folder);
            json.WriteString("project"u8, Project);
            json.WriteString("trigger"u8, Trigger);
            json.WriteString("process"u8, Process);
            json.WriteNumber("time"u8, Time.ToUnixTimeMilliseconds());
            json.WritePropertyName("inputs"u8);
            ValueWriter.Write(json, Inputs);
            json.WritePropertyName("options"u8);
            ValueWriter.Write(json, Options);
            json.WriteString("retryOf"u8, RetryOf);
            json.WriteStartObject("files"u8);
            foreach (var (path, text) in Files) json.WriteString(path, text);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        line.EndLine();
        return line.Written.ToArray();
    }

    /// <summary>Reads the line.</summary>
    /// <exception cref="EventFormatException">It is none, or was written by a later, incompatible schema.</exception>
    public static RunHeader Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = ValueWriter.MaxDepth + 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new EventFormatException("It is not a JSON object.");
            var fields = new JsonFields(document.RootElement);
            if (fields.Text("type") != Type) throw new EventFormatException("It does not begin with what was recorded.");
            if (fields.Integer("schema") > EventWriter.Schema) throw new EventFormatException("It was written by a later version of Runner.");
            var files = new Dictionary<string, string>(StringComparer.Ordinal);
            if (document.RootElement.TryGetProperty("files", out var texts) && texts.ValueKind == JsonValueKind.Object)
            {
                foreach (var file in texts.EnumerateObject()) files[file.Name] = file.Value.ToString();
            }

            return new()
            {
                RunId = fields.Text("runId"),
                Workflow = fields.Text("workflow"),
                File = fields.Text("file"),
                Folder = fields.Text("folder"),
                Project = fields.Text("project"),
                Trigger = fields.Text("trigger"),
                Process = fields.Text("process"),
                Time = DateTimeOffset.FromUnixTimeMilliseconds(fields.Long("time")),
                Inputs = fields.Value("inputs"),
                Options = fields.Value("options"),
                RetryOf = fields.TextOrNull("retryOf"),
                Files = files,
            };
        }
        catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException)
        {
            throw new EventFormatException("It is not JSON: " + e.Message, e);
        }
    }
}
