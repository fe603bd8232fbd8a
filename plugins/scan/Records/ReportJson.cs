using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runner.Plugins.Scan.Records;

/// <summary>Reports as JSON: what is stored, and what <c>runner scan --json</c> prints. Names and times are as expressions see them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(MillisecondsConverter), typeof(KebabConverter<PortState>), typeof(KebabConverter<HostState>), typeof(KebabConverter<StateReason>), typeof(KebabConverter<ScanMethod>), typeof(KebabConverter<TransportProtocol>), typeof(KebabConverter<HostDiscovery>)])]
[JsonSerializable(typeof(ScanReport))]
[JsonSerializable(typeof(PartialScan))]
sealed partial class ReportJson : JsonSerializerContext
{
    static ReportJson? readable;

    /// <summary>With texts of peers readable: the file is no web page.</summary>
    internal static ReportJson Readable => readable ??= new(new JsonSerializerOptions(Default!.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>Enums in kebab case, as everywhere in Runner.</summary>
sealed class KebabConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) where T : struct, Enum;

/// <summary>Lengths of time as milliseconds, as expressions see them, to the microsecond.</summary>
sealed class MillisecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        var milliseconds = reader.GetDouble();
        return double.IsFinite(milliseconds) && Math.Abs(milliseconds) < TimeSpan.MaxValue.TotalMilliseconds / 2 ? TimeSpan.FromMilliseconds(milliseconds) : throw new JsonException("no length of time");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(Math.Round(value.TotalMilliseconds, 3));
}
