using System.Text.Json;
using Runner.Workflows.Values;

namespace Runner.Workflows.Importing;

/// <summary>Fields of JSON that other programs wrote, which may be missing or of another type than their format says.</summary>
static class JsonFields
{
    /// <summary>A field as text; null when there is none. Numbers and booleans are text too.</summary>
    public static string? Text(this JsonElement json, string name) => json.Get(name)?.AsText();

    /// <summary>A value as text; null for null, an object or a list.</summary>
    public static string? AsText(this JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => JsonText.Of(json),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => json.GetRawText(),
        _ => null,
    };

    /// <summary>A field; null when there is none.</summary>
    public static JsonElement? Get(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The items of a field; none when it is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Get(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>Whether a field is true.</summary>
    public static bool IsTrue(this JsonElement json, string name) => json.Get(name)?.ValueKind == JsonValueKind.True;
}
