using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The schemas of a process, each compiled once. One of files is read anew when one of them has changed.</summary>
public sealed class SchemaCache
{
    /// <summary>More schemas than any workflow has; beyond it, one that is made by an expression would fill the memory.</summary>
    const int Most = 200;

    readonly Lock gate = new();
    readonly Dictionary<(string Folder, string Given), (JsonSchema Schema, List<(string Path, DateTime Written, long Size)> Files)> known = [];

    /// <summary>The schema that the input <c>json-schema</c> gives: the path of a file, or the schema itself.</summary>
    /// <exception cref="ActionInputException">It is none.</exception>
    internal JsonSchema Find(JsonElement given, string folder)
    {
        var isPath = given.ValueKind == JsonValueKind.String;
        if (!isPath && given.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
            throw new ActionInputException("json-schema", $"`json-schema` is {ShownValue.Of(given)}: give the path of a file with a JSON Schema, or the schema as a mapping.");
        var path = isPath ? RegularFile.FullPath(given.GetString()!, folder, "json-schema") : null;
        var key = (folder, path ?? given.GetRawText());
        lock (gate)
        {
            if (known.TryGetValue(key, out var found) && found.Files.TrueForAll(static file => Stamp(file.Path) == file)) return found.Schema;
            var schema = Compile(given, path, folder);
            if (known.Count >= Most) known.Clear();
            known[key] = (schema, [.. schema.Files.Select(Stamp)]);
            return schema;
        }
    }

    static JsonSchema Compile(JsonElement given, string? path, string folder)
    {
        try
        {
            if (path is null) return JsonSchema.From(given, folder);
            return JsonSchema.Load(path);
        }
        catch (SchemaException e)
        {
            throw new ActionInputException("json-schema", $"`json-schema` is no JSON Schema that can be used: {e.Message}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ActionInputException(
                "json-schema", $"`json-schema` is {Words.Quote(given.GetString()!)}, which cannot be read: {e.Message.TrimEnd('.')}. The path is relative to the workflow's folder.", e);
        }
    }

    static (string Path, DateTime Written, long Size) Stamp(string path)
    {
        var file = new FileInfo(path);
        return (path, file.Exists ? file.LastWriteTimeUtc : default, file.Exists ? file.Length : -1);
    }
}
