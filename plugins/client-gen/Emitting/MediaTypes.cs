using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>How a body is written or read.</summary>
enum BodyKind
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>Parts.</summary>
    Multipart,

    /// <summary>A form.</summary>
    Form,

    /// <summary>Text, XML as well.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Stream,

    /// <summary>Events, or a JSON value a line.</summary>
    Events,
}

/// <summary>What media types mean.</summary>
static class MediaTypes
{
    /// <summary>How a body of a media type is written or read.</summary>
    public static BodyKind KindOf(ApiContent content)
    {
        var type = content.MediaType.Split(';')[0].Trim().ToLowerInvariant();
        if (type is "text/event-stream" or "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" or "application/json-seq" or "application/stream+json") return BodyKind.Events;
        if (type.EndsWith("/json", StringComparison.Ordinal) || type.EndsWith("+json", StringComparison.Ordinal) || type.Contains("json", StringComparison.Ordinal)) return BodyKind.Json;
        if (type == "application/x-www-form-urlencoded") return IsObject(content) ? BodyKind.Form : BodyKind.Text;
        if (type.StartsWith("multipart/", StringComparison.Ordinal)) return content.Schema?.Resolved.Kind == SchemaKind.Object ? BodyKind.Multipart : BodyKind.Stream;
        if (type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("xml", StringComparison.Ordinal) || type.EndsWith("yaml", StringComparison.Ordinal)) return BodyKind.Text;
        // A range that holds an object is JSON in documents made from code.
        if (type is "*/*" or "application/*" or "*" && content.Schema?.Resolved is { } schema && !IsBinary(schema)) return schema.Kind is SchemaKind.String ? BodyKind.Text : BodyKind.Json;
        return BodyKind.Stream;
    }

    /// <summary>The media type to send for a range.</summary>
    public static string Sent(string type, BodyKind kind) => !type.Contains('*', StringComparison.Ordinal) ? type : kind switch { BodyKind.Json => "application/json", BodyKind.Text => "text/plain", _ => "application/octet-stream" };

    static bool IsObject(ApiContent content) => content.Schema?.Resolved.Kind is SchemaKind.Object or SchemaKind.Map or SchemaKind.Union;

    static bool IsBinary(ApiSchema schema) => schema is { Kind: SchemaKind.String, Format: "binary" };
}
