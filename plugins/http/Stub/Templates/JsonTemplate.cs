using System.Buffers;
using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>A JSON value whose texts are templates.</summary>
sealed class JsonTemplate
{
    readonly JsonElement json;
    readonly Dictionary<string, AnswerTemplate> templates = [];

    internal JsonTemplate(JsonElement json, RoutePattern pattern, Func<string, string, Exception> wrong)
    {
        this.json = json;
        Read(json, pattern, wrong);
    }

    /// <summary>The value with what the request brought in it, escaped.</summary>
    /// <exception cref="TemplateException">The request has not what a template needs.</exception>
    internal ReadOnlyMemory<byte> Fill(TemplateValues values)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes)) Write(writer, json, values);
        return bytes.WrittenMemory;
    }

    void Read(JsonElement value, RoutePattern pattern, Func<string, string, Exception> wrong)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var field in value.EnumerateObject()) Read(field.Value, pattern, wrong);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Read(item, pattern, wrong);
                break;
            case JsonValueKind.String:
                var text = value.GetString()!;
                if (AnswerTemplate.Parse(text, pattern, wrong) is { } template) templates[text] = template;
                break;
        }
    }

    void Write(Utf8JsonWriter writer, JsonElement value, TemplateValues values)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject())
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value, values);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(writer, item, values);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when templates.TryGetValue(value.GetString()!, out var template):
                template.WriteTo(writer, values);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
