using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.PluginHost.Discovery;
using Runner.Workflows.Catalogue;

namespace Runner.PluginHost.Manifests;

/// <summary>Writes the JSON that <see cref="ManifestReader"/> reads.</summary>
static class ManifestWriter
{
    // It is read by Runner and by people, never by a browser: an apostrophe may stay one.
    static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        MaxDepth = 256,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(
        AssemblyFacts facts, string version, FileStamp assembly, IReadOnlyList<FileStamp> beside, IReadOnlyList<(ActionDescriptor Action, Type Type)> actions, IReadOnlyList<ManifestSource> sources)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", PluginManifest.CurrentFormat);
            json.WriteString("plugin", facts.Plugin);
            json.WriteNumber("apiVersion", facts.ApiVersion);
            Optional(json, "summary", facts.Summary);
            json.WriteString("version", version);
            json.WritePropertyName("assembly");
            Write(json, assembly);
            json.WriteStartArray("beside");
            foreach (var file in beside) Write(json, file);
            json.WriteEndArray();
            json.WriteStartArray("actions");
            foreach (var (action, type) in actions) Write(json, action, type.MetadataToken);
            json.WriteEndArray();
            if (sources.Count > 0)
            {
                json.WriteStartArray("sources");
                foreach (var source in sources)
                {
                    json.WriteStartObject();
                    json.WriteString("kind", source.Kind);
                    json.WriteNumber("token", source.Token);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    static void Write(Utf8JsonWriter json, FileStamp file)
    {
        json.WriteStartObject();
        json.WriteString("file", file.File);
        Optional(json, "mvid", file.Mvid);
        json.WriteNumber("length", file.Length);
        json.WriteNumber("lastWrite", file.LastWrite);
        json.WriteEndObject();
    }

    /// <summary>Writes one action.</summary>
    public static void Write(Utf8JsonWriter json, ActionDescriptor action, int token)
    {
        json.WriteStartObject();
        json.WriteString("name", action.Name);
        json.WriteString("type", action.TypeName);
        json.WriteNumber("token", token);
        Optional(json, "summary", action.Summary);
        if (action.Idempotent) json.WriteBoolean("idempotent", true);
        if (action.Safe) json.WriteBoolean("safe", true);
        Optional(json, "defaultExpect", action.DefaultExpect);
        Optional(json, "contract", action.Contract);
        Optional(json, "group", action.Group);
        Optional(json, "opens", action.Opens);
        Optional(json, "deprecated", action.Deprecated);
        json.WritePropertyName("inputs");
        ShapeWriter.Write(json, action.Inputs);
        json.WritePropertyName("result");
        ShapeWriter.Write(json, action.Result);
        json.WriteEndObject();
    }

    static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }
}
