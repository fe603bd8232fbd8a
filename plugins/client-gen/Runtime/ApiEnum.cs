using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>A text of which some values are known; any other is kept.</summary>
public interface IApiEnum<T>
{
    /// <summary>The text.</summary>
    string Value { get; }

    /// <summary>The value of a text.</summary>
    static abstract T Of(string value);
}

/// <summary>Writes these as their texts.</summary>
public sealed class ApiEnumConverter<T> : JsonConverter<T> where T : struct, IApiEnum<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return T.Of(reader.GetString()!);
        using var other = JsonDocument.ParseValue(ref reader);
        return T.Of(other.RootElement.GetRawText());
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => T.Of(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(value.Value);
}
