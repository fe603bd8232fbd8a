using System.Globalization;
using System.Text.Json;
using Runner.Workflows.Expressions;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Scripting;

/// <summary>A value of the expression language as one of .NET.</summary>
static class ValueReading
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <exception cref="FormatException">It is not of this type.</exception>
    public static T? As<T>(Value value, string name)
    {
        if (value.IsNull) return default;
        if (typeof(T) == typeof(string)) return (T)(object)(value.Kind is ValueKind.Array or ValueKind.Object ? ValueJson.Write(value, indented: false) : Coercion.ToText(value));
        if (typeof(T) == typeof(TimeSpan) && value.Kind == ValueKind.String && DurationText.TryParse(value.AsString(), out var duration)) return (T)(object)duration;
        try
        {
            // What the command line gives is text: a number is read of it.
            if (value.Kind == ValueKind.String && typeof(IConvertible).IsAssignableFrom(typeof(T)) && !typeof(T).IsEnum) return (T)Convert.ChangeType(value.AsString(), typeof(T), CultureInfo.InvariantCulture);
            return JsonSerializer.Deserialize<T>(ValueJson.Write(value, indented: false), Json);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidCastException or OverflowException or NotSupportedException)
        {
            throw new FormatException($"{name} cannot be read as {typeof(T).Name}: it is {ValueJson.Write(value, indented: false)}.", e);
        }
    }
}
