using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The multipart input as fields.</summary>
static class MultipartInput
{
    internal static List<MultipartField> Fields(IReadOnlyDictionary<string, JsonElement> given, string folder)
    {
        var fields = new List<MultipartField>(given.Count);
        foreach (var (name, value) in given)
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in value.EnumerateArray()) Add(item);
            }
            else Add(value);

            void Add(JsonElement one)
            {
                if (one.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return;
                fields.Add(one.ValueKind switch
                {
                    JsonValueKind.Object => Part(name, one, folder),
                    JsonValueKind.Array => throw Wrong(name, "is a list in a list", "give text, a number, a file, or a list of these"),
                    _ => MultipartField.FromText(name, Text(one)),
                });
            }
        }
        return fields;
    }

    static MultipartField Part(string name, JsonElement part, string folder)
    {
        JsonElement? value = null;
        string? file = null, fileName = null, contentType = null;
        foreach (var property in part.EnumerateObject())
        {
            switch (property.Name)
            {
                case "value": value = property.Value; break;
                case "file": file = Word(property); break;
                case "filename": fileName = Word(property); break;
                case "content-type": contentType = Word(property); break;
                default: throw Wrong(name, $"has the key `{property.Name}`", "it may have file or value, and filename and content-type");
            }
        }
        if (file is null == value is null) throw Wrong(name, file is null ? "has neither `file` nor `value`" : "has both `file` and `value`", "give one of them");
        if (file is not null)
        {
            if (file.Length == 0) throw Wrong(name, "has an empty `file`", "give the path of a file");
            return MultipartField.FromFile(name, RegularFile.FullPath(file, folder, $"multipart.{name}.file"), contentType, fileName);
        }
        return value!.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? MultipartField.FromText(name, value.Value.GetRawText(), contentType ?? "application/json", fileName)
            : MultipartField.FromText(name, Text(value.Value), contentType, fileName);

        string? Word(JsonProperty property) => property.Value.ValueKind switch
        {
            JsonValueKind.String => property.Value.GetString(),
            JsonValueKind.Null => null,
            _ => throw Wrong(name, $"has a `{property.Name}` that is no text", "put it in quotes"),
        };
    }

    static string Text(JsonElement scalar) => scalar.ValueKind switch
    {
        JsonValueKind.String => scalar.GetString()!,
        JsonValueKind.Null => "",
        _ => scalar.GetRawText(),
    };

    static ActionInputException Wrong(string name, string problem, string right) =>
        new($"multipart.{name}", $"`multipart.{name}` {problem}: {right}.");
}
