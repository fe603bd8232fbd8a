using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>A text of which some values are known; any other is kept.</summary>
public interface IApiEnum
{
    /// <summary>The text.</summary>
    string Value { get; init; }
}

/// <inheritdoc/>
public sealed class ApiEnumConverter<T> : JsonConverter<T> where T : struct, IApiEnum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new() { Value = ApiJson.Text(JsonElement.ParseValue(ref reader))! };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
