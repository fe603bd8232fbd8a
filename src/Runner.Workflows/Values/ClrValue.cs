using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Runner.Workflows.Types;

namespace Runner.Workflows.Values;

/// <summary>
/// Objects of .NET as values of the expression language. Objects and lists are wrapped, not copied: what no expression
/// reads is never converted.
/// </summary>
public static class ClrValue
{
    static readonly ConcurrentDictionary<Type, bool> Maps = new();

    // Types of scripts come and go: nothing of what is known of them may keep their code.
    static readonly ConditionalWeakTable<Type, object> PassingMaps = [];

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
        DateOnly day => Value.From(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        TimeOnly time => Value.From(time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        // ToString would unescape it, and it would mean something else.
        Uri uri => Value.From(uri.IsAbsoluteUri ? uri.AbsoluteUri : uri.OriginalString),
        IPAddress or Guid or Version or char or IPEndPoint => Value.From(Convert.ToString(value, CultureInfo.InvariantCulture)),
        byte[] bytes => Value.From(Convert.ToBase64String(bytes)),
        IConvertible number => Value.From(number.ToDouble(CultureInfo.InvariantCulture)),
        IDictionary map => Value.From(MapOf(map)),
        IEnumerable<KeyValuePair<string, string>> map => Value.From(MapOf(map)),
        IEnumerable entries when IsKnownMap(entries.GetType()) => Value.From(MapOf(entries)),
        IEnumerable items => Value.From(ItemsOf(items)),
        _ => Value.From(new ClrObject(value)),
    };

    static bool IsKnownMap(Type type) => type.IsCollectible ? (bool)PassingMaps.GetValue(type, static type => IsMap(type)) : Maps.GetOrAdd(type, IsMap);

    static bool IsMap(Type type) => Array.Exists(type.GetInterfaces(), contract =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEnumerable<>)
        && contract.GetGenericArguments()[0] is { IsGenericType: true } entry && entry.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
        && entry.GetGenericArguments()[0] == typeof(string));

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

    /// <summary>A map that is only an <see cref="IReadOnlyDictionary{TKey, TValue}"/>, of whatever values.</summary>
    static ValueObject MapOf(IEnumerable entries)
    {
        var values = new ValueObject();
        foreach (var entry in entries)
        {
            var pair = new ClrObject(entry);
            if (pair.TryGet(nameof(KeyValuePair<string, object>.Key), out var name) && pair.TryGet(nameof(KeyValuePair<string, object>.Value), out var value))
                values[name.AsString()] = value;
        }

        return values;
    }

    static Value[] ItemsOf(IEnumerable items)
    {
        var values = new List<Value>();
        foreach (var item in items) values.Add(From(item));
        return [.. values];
    }
}
