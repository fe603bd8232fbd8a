using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Runtime;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>A file that a step sends: <c>{ file: cat.png }</c>.</summary>
static class StepFile
{
    /// <summary>Whether a value is bytes rather than text.</summary>
    public static bool Is(ApiSchema schema) => schema is { Kind: SchemaKind.String, Format: "binary" } || schema.Node.TextOf("type") == "file"
        || (schema.Node.TextOf("contentMediaType") is { } type && !MediaType.IsText(type) && !MediaType.IsJson(type) && schema.Node.TextOf("contentEncoding") is null);

    public static JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["file"] = new JsonObject { ["type"] = "string", ["description"] = "The file's path" },
            ["name"] = new JsonObject { ["type"] = "string", ["description"] = "Its name for the server; that of the path unless given" },
            ["type"] = new JsonObject { ["type"] = "string", ["description"] = "Its media type; application/octet-stream unless given" },
        },
        ["required"] = new JsonArray("file"),
    };

    /// <summary>Opens one; it is closed with the request.</summary>
    /// <exception cref="ActionInputException">It is not there, or no file.</exception>
    public static ApiFile Open(JsonElement value, string input, ActionContext context)
    {
        if (value.ValueKind != JsonValueKind.Object || TextOf(value, "file") is not { } written)
            throw new ActionInputException(input, $"`{input}` must be a file, such as {{ file: cat.png }}.");
        var path = RegularFile.FullPath(written, context.BaseDirectory, $"{input}.file");
        RegularFile.Require(path, $"{input}.file");
        try
        {
            return new(File.OpenRead(path), TextOf(value, "name") ?? Path.GetFileName(path), TextOf(value, "type") ?? "application/octet-stream");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ActionInputException($"{input}.file", e is FileNotFoundException or DirectoryNotFoundException ? $"`{input}.file`: there is no file {path}." : $"`{input}.file` cannot be read: {e.Message}");
        }
    }

    static string? TextOf(JsonElement value, string name)
    {
        foreach (var member in value.EnumerateObject())
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind == JsonValueKind.String) return member.Value.GetString();
        return null;
    }
}
