using System.Globalization;
using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>JSON Pointers (RFC 6901).</summary>
static class JsonPointers
{
    internal static string Escape(string token) =>
        token.AsSpan().ContainsAny('~', '/') ? token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : token;

    internal static string Unescape(string token) => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>The member or item of a name; false when there is none.</summary>
    internal static bool Step(JsonElement from, string token, out JsonElement found)
    {
        found = default;
        if (from.ValueKind == JsonValueKind.Object) return from.TryGetProperty(token, out found);
        if (from.ValueKind != JsonValueKind.Array || !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= from.GetArrayLength())
            return false;
        found = from[index];
        return true;
    }
}
