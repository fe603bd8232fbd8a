using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>A file to send.</summary>
/// <param name="Content">What it holds; read once.</param>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="Type">Its media type.</param>
public sealed record ApiFile([property: JsonIgnore] Stream Content, string Name = "file", string Type = "application/octet-stream");

/// <summary>Bodies of several parts.</summary>
sealed partial class ApiRequest
{
    /// <summary>Starts a body of parts: multipart/form-data or another kind.</summary>
    public ApiRequest Multipart(string type = "multipart/form-data")
    {
        var boundary = Guid.NewGuid().ToString("N");
        Content = new MultipartContent(type[(type.IndexOf('/', StringComparison.Ordinal) + 1)..], boundary) { HeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        // Without the quotes that some servers do not know.
        Content.Headers.ContentType = MediaTypeHeaderValue.Parse($"{type}; boundary={boundary}");
        return this;
    }

    /// <summary>Adds a part, or one for each item of a list: files, text, and JSON for objects.</summary>
    public ApiRequest Part<T>(string name, T value, string? type = null, params (string Name, object? Value)[] headers)
    {
        if (value is ApiFile file) AddPart(name, new StreamContent(file.Content), type is null || type.AsSpan().ContainsAny(',', '*') ? file.Type : type, file.Name, headers);
        else if (value is IEnumerable<ApiFile> files)
            foreach (var each in files) Part(name, each, type, headers);
        else if (value is not null) AddJson(name, ApiJson.Of(value), type, headers);
        return this;
    }

    /// <summary>A list as one text, for parts that are not one for each item.</summary>
    internal static string? Separated<T>(T value, string between) => ApiJson.Texts(value) is { Length: > 0 } texts ? string.Join(between, texts) : null;

    void AddJson(string name, JsonElement json, string? type, (string Name, object? Value)[] headers)
    {
        if (json.ValueKind == JsonValueKind.Array && type is null)
            foreach (var item in json.EnumerateArray()) AddJson(name, item, type, headers);
        else if (json.ValueKind is JsonValueKind.Object or JsonValueKind.Array || type?.Contains("json", StringComparison.Ordinal) == true)
            AddPart(name, new ByteArrayContent(Encoding.UTF8.GetBytes(json.GetRawText())), type ?? "application/json", null, headers);
        else if (ApiJson.Text(json) is { } text)
            AddPart(name, new ByteArrayContent(Encoding.UTF8.GetBytes(text)), type, null, headers);
    }

    void AddPart(string name, HttpContent part, string? type, string? fileName, (string Name, object? Value)[] headers)
    {
        part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{Quoted(name)}\"{(fileName is null ? "" : $"; filename=\"{Quoted(fileName)}\"")}");
        if (type is not null) part.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var (header, value) in headers)
            if (ApiJson.Text(ApiJson.Of(value)) is { } text) part.Headers.TryAddWithoutValidation(header, Quoted(text));
        ((MultipartContent)Content!).Add(part);
    }

    /// <summary>As browsers write it.</summary>
    static string Quoted(string text) => text.Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal);
}
