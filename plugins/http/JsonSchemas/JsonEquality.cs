using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>Equality as JSON Schema means it: numbers by value, objects whatever the order of their properties.</summary>
sealed class JsonEquality : IEqualityComparer<JsonElement>
{
    internal static readonly JsonEquality Instance = new();

    public bool Equals(JsonElement x, JsonElement y) => JsonElement.DeepEquals(x, y);

    public int GetHashCode(JsonElement obj)
    {
        var hash = new HashCode();
        switch (obj.ValueKind)
        {
            case JsonValueKind.Number: return ExactNumber.Of(obj).GetHashCode();
            case JsonValueKind.String: return string.GetHashCode(obj.GetString(), StringComparison.Ordinal);
            case JsonValueKind.Array:
                foreach (var item in obj.EnumerateArray()) hash.Add(GetHashCode(item));
                return hash.ToHashCode();
            case JsonValueKind.Object:
                var sum = obj.GetPropertyCount();
                foreach (var property in obj.EnumerateObject())
                    sum += HashCode.Combine(string.GetHashCode(property.Name, StringComparison.Ordinal), GetHashCode(property.Value));
                return sum;
            default: return (int)obj.ValueKind;
        }
    }
}

/// <summary>Texts as JSON.</summary>
static class JsonTexts
{
    internal static JsonElement Element(string text)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) writer.WriteStringValue(text);
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
