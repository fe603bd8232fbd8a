using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>Values as messages show them.</summary>
static class ShownValue
{
    const int Longest = 60;

    internal static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Short(value.GetRawText()),
    };

    /// <summary>A value that the schema writes out.</summary>
    internal static string Exact(JsonElement value) => Short(value.GetRawText());

    internal static string Several(IEnumerable<JsonElement> values)
    {
        var shown = values.Take(9).Select(Exact).ToList();
        return shown.Count > 8 ? $"{string.Join(", ", shown.Take(8))}, ..." : string.Join(", ", shown);
    }

    static string Short(string text) => text.Length > Longest ? $"{text[..Longest]}..." : text;
}
