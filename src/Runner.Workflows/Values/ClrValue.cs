using System.Collections;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Runner.Workflows.Types;

namespace Runner.Workflows.Values;

/// <summary>
/// Objects of .NET as values of the expression language. Objects and lists are wrapped, not copied: what no expression
/// reads is never converted.
/// </summary>
public static class ClrValue
{
    /// <summary>The object as a value: names in camel case, a <see cref="TimeSpan"/> in milliseconds, a date as ISO 8601 text.</summary>
    public static Value From(object? value) => value switch
    {
        null => Value.Null,
        Value already => already,
        string text => Value.From(text),
        bool boolean => Value.From(boolean),
        int number => Value.From(number),
        long number => Value.From(number),
        double number => Value.From(number),
        TimeSpan duration => Value.From(duration.TotalMilliseconds),
        JsonElement json => JsonValue.From(json),
        Enum choice => Value.From(NameCase.ToKebab(choice.ToString())),
        DateTimeOffset time => Value.From(time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)),
        DateTime time => Value.From(time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)),
        Uri or IPAddress or Guid or Version or DateOnly or TimeOnly or char or IPEndPoint => Value.From(Convert.ToString(value, CultureInfo.InvariantCulture)),
        byte[] bytes => Value.From(Convert.ToBase64String(bytes)),
        IConvertible number => Value.From(number.ToDouble(CultureInfo.InvariantCulture)),
        IDictionary map => Value.From(MapOf(map)),
        IEnumerable<KeyValuePair<string, string>> map => Value.From(MapOf(map)),
        IEnumerable items => Value.From(ItemsOf(items)),
        _ => Value.From(new ClrObject(value)),
    };

    static ValueObject MapOf(IDictionary map)
    {
        var values = new ValueObject();
        foreach (DictionaryEntry entry in map) values[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = From(entry.Value);
        return values;
    }

    static ValueObject MapOf(IEnumerable<KeyValuePair<string, string>> map)
    {
        var values = new ValueObject();
        foreach (var (name, value) in map) values[name] = Value.From(value);
        return values;
    }

    static Value[] ItemsOf(IEnumerable items)
    {
        var values = new List<Value>();
        foreach (var item in items) values.Add(From(item));
        return [.. values];
    }
}
