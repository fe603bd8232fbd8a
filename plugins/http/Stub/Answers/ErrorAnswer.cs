using System.Buffers;
using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>An answer that says what is wrong, and what there is.</summary>
static class ErrorAnswer
{
    internal static StubAnswer Of(int status, string message, IEnumerable<KeyValuePair<string, string>> headers, IReadOnlyList<RouteSequence>? routes)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("error", message);
            if (routes is not null)
            {
                json.WriteStartArray("routes");
                foreach (var route in routes) json.WriteStringValue(route.ToString());
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return new(status, [.. headers, new("Content-Type", "application/json")], body.WrittenMemory);
    }
}
