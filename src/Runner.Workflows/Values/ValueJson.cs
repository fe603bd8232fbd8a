using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Runner.Workflows.Values;

/// <summary>Values from and to JSON (RFC 8259).</summary>
public static class ValueJson
{
    /// <summary>How deep arrays and objects may nest, either way.</summary>
    public const int MaxDepth = 256;

    /// <summary>The value that a JSON text describes.</summary>
    /// <exception cref="JsonException">It is not JSON, or nests too deep.</exception>
    public static Value Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            return Parse(buffer.AsSpan(0, Encoding.UTF8.GetBytes(json, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The value that a JSON text in UTF-8 describes.</summary>
    /// <exception cref="JsonException">It is not JSON, or nests too deep.</exception>
    public static Value Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read()) throw new JsonException("the text is empty");
            var value = Read(ref reader);
            reader.Read(); // throws when something follows
            return value;
        }
        catch (InvalidOperationException e)
        {
            // How the reader says that a text holds half of a surrogate pair, or bytes that are not UTF-8.
            throw new JsonException("a text is not valid Unicode", e);
        }
    }

    /// <summary>A value as JSON.</summary>
    /// <param name="value">The value.</param>
    /// <param name="indented">Whether to put every item on a line of its own, indented by two spaces; otherwise there is no white space.</param>
    /// <exception cref="JsonException">It nests too deep.</exception>
    public static string Write(Value value, bool indented = false)
    {
        var writer = new JsonTextWriter(indented);
        writer.Write(value, 0);
        return writer.ToString();
    }

    static Value Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => Value.Null,
        JsonTokenType.True => Value.True,
        JsonTokenType.False => Value.False,
        JsonTokenType.Number => Value.From(reader.GetDouble()),
        JsonTokenType.String => Value.From(reader.GetString()),
        JsonTokenType.StartArray => ReadArray(ref reader),
        _ => ReadObject(ref reader),
    };

    static Value ReadArray(ref Utf8JsonReader reader)
    {
        var items = new List<Value>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Read(ref reader));

        // Not as an array: all empty ones would be the same, and arrays are equal when they are the same.
        return Value.From(items);
    }

    static Value ReadObject(ref Utf8JsonReader reader)
    {
        var entries = new List<KeyValuePair<string, Value>>();
        Dictionary<string, int>? places = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            var entry = KeyValuePair.Create(name, Read(ref reader));

            // Of a name that occurs twice the last value counts, as in JavaScript.
            var place = Find(entries, ref places, name);
            if (place >= 0) entries[place] = entry;
            else entries.Add(entry);
            if (place < 0) places?.Add(name, entries.Count - 1);
        }

        return Value.From(new JsonObject([.. entries]));
    }

    static int Find(List<KeyValuePair<string, Value>> entries, ref Dictionary<string, int>? places, string name)
    {
        if (places is null && entries.Count >= 16)
        {
            places = new(StringComparer.Ordinal);
            for (var i = 0; i < entries.Count; i++) places.Add(entries[i].Key, i);
        }

        return places is null ? entries.FindIndex(entry => entry.Key == name) : places.GetValueOrDefault(name, -1);
    }
}
