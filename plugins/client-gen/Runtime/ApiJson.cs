using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>How values become JSON and text: null is left out.</summary>
static partial class ApiJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNameCaseInsensitive = false };

#if OF
    /// <summary>A value as JSON.</summary>
    public static JsonElement Of<T>(T value) => value is JsonElement json ? json : JsonSerializer.SerializeToElement(value, Options);

    /// <summary>The texts of a parameter: none of null, and of a list those of its items.</summary>
    public static string[] Texts<T>(T value) => Of(value) is var json && json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().SelectMany(Texts)] : Text(json) is { } text ? [text] : [];
#else
    /// <summary>The texts of a parameter: none of null, and of a list those of its items.</summary>
    public static string[] Texts<T>(T value) => JsonSerializer.SerializeToElement(value, Options) is var json && json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().SelectMany(Texts)] : Text(json) is { } text ? [text] : [];
#endif

    /// <summary>A text as it is, and anything else as JSON; null for null.</summary>
    public static string? Text(JsonElement json) => json.ValueKind switch { JsonValueKind.String => json.GetString(), JsonValueKind.Null or JsonValueKind.Undefined => null, _ => json.GetRawText() };
#if VALUE_OR_NULL

    /// <summary>The JSON of an answer; nothing for no body.</summary>
    public static async Task<T?> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancel)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
        try
        {
            return bytes.Length == 0 ? default : JsonSerializer.Deserialize<T>(bytes, Options);
        }
        catch (JsonException e)
        {
            throw new ApiException($"The answer is not what the API documents: {e.Message}", answer, Encoding.UTF8.GetString(bytes), e);
        }
    }
#endif
}
