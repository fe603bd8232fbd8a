using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>One of several things, kept as JSON.</summary>
public interface IApiUnion
{
    /// <summary>The value.</summary>
    JsonElement Json { get; init; }
}

/// <summary>Writes these as their JSON.</summary>
public sealed class ApiUnionConverter<T> : JsonConverter<T> where T : struct, IApiUnion
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new() { Json = JsonElement.ParseValue(ref reader) };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (value.Json.ValueKind == JsonValueKind.Undefined) writer.WriteNullValue();
        else value.Json.WriteTo(writer);
    }
}

/// <summary>What unions are read by.</summary>
static partial class ApiJson
{
    /// <summary>The value as one option; null when it does not fit.</summary>
    public static T? As<T>(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Undefined ? default : json.Deserialize<T>(Options);
        }
        catch (JsonException)
        {
            return default; // another option: that is what the question was
        }
    }

    /// <summary>The text of a property; null when there is none.</summary>
    public static string? Kind(JsonElement json, string property) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out var kind) ? Text(kind) : null;
}
