using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Workflows.Types;

namespace Runner.PluginHost.Shapes;

/// <summary>The CLR types that are one value of a workflow.</summary>
static class ScalarTypes
{
    static readonly Dictionary<Type, ShapeKind> Both = new()
    {
        [typeof(string)] = ShapeKind.String,
        [typeof(Uri)] = ShapeKind.String,
        [typeof(IPAddress)] = ShapeKind.String,
        [typeof(DateTimeOffset)] = ShapeKind.String,
        [typeof(byte[])] = ShapeKind.String,
        [typeof(bool)] = ShapeKind.Boolean,
        [typeof(byte)] = ShapeKind.Integer,
        [typeof(sbyte)] = ShapeKind.Integer,
        [typeof(short)] = ShapeKind.Integer,
        [typeof(ushort)] = ShapeKind.Integer,
        [typeof(int)] = ShapeKind.Integer,
        [typeof(uint)] = ShapeKind.Integer,
        [typeof(long)] = ShapeKind.Integer,
        [typeof(ulong)] = ShapeKind.Integer,
        [typeof(float)] = ShapeKind.Number,
        [typeof(double)] = ShapeKind.Number,
        [typeof(decimal)] = ShapeKind.Number,
        [typeof(TimeSpan)] = ShapeKind.Duration,
        [typeof(object)] = ShapeKind.Any,
        [typeof(JsonElement)] = ShapeKind.Any,
        [typeof(JsonNode)] = ShapeKind.Any,
    };

    static readonly Dictionary<Type, ShapeKind> ResultsOnly = new()
    {
        [typeof(char)] = ShapeKind.String,
        [typeof(Guid)] = ShapeKind.String,
        [typeof(DateTime)] = ShapeKind.String,
        [typeof(DateOnly)] = ShapeKind.String,
        [typeof(TimeOnly)] = ShapeKind.String,
        [typeof(Version)] = ShapeKind.String,
        [typeof(IPEndPoint)] = ShapeKind.String,
        [typeof(IPNetwork)] = ShapeKind.String,
        [typeof(ReadOnlyMemory<byte>)] = ShapeKind.String,
        [typeof(Memory<byte>)] = ShapeKind.String,
        [typeof(Half)] = ShapeKind.Number,
        [typeof(JsonDocument)] = ShapeKind.Any,
        [typeof(JsonObject)] = ShapeKind.Any,
        [typeof(JsonArray)] = ShapeKind.Any,
        [typeof(JsonValue)] = ShapeKind.Any,
    };

    public static bool TryGet(Type type, bool input, out ShapeKind kind) =>
        Both.TryGetValue(type, out kind) || (!input && ResultsOnly.TryGetValue(type, out kind));
}
