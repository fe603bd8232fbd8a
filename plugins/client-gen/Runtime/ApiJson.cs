using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>How values become JSON and text.</summary>
public static partial class ApiJson
{
    /// <summary>Null is left out, and numbers may be texts.</summary>
    public static JsonSerializerOptions Options { get; } = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString };

    /// <summary>A value as JSON.</summary>
    public static JsonElement Of<T>(T value) => JsonSerializer.SerializeToElement(value, Options);

    /// <summary>A value as the bytes of JSON.</summary>
    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>The value of a JSON text.</summary>
    /// <exception cref="JsonException">It does not fit.</exception>
    public static T? Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options);

    /// <summary>The text of a parameter; null for null.</summary>
    public static string? Text(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => json.GetRawText(),
    };
}
