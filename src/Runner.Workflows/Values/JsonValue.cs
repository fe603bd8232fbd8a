using System.Text.Json;

namespace Runner.Workflows.Values;

/// <summary>Parsed JSON as values, read when an expression asks.</summary>
static class JsonValue
{
    public static Value From(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Value.From(JsonText.Of(json)),
        JsonValueKind.Number => Value.From(json.GetDouble()),
        JsonValueKind.True => Value.True,
        JsonValueKind.False => Value.False,
        JsonValueKind.Array => Value.From(new Items(json)),
        JsonValueKind.Object => Value.From(new Members(json)),
        _ => Value.Null,
    };

    sealed class Items(JsonElement json) : IReadOnlyList<Value>
    {
        public int Count { get; } = json.GetArrayLength();

        public Value this[int index] => From(json[index]);

        public IEnumerator<Value> GetEnumerator()
        {
            foreach (var item in json.EnumerateArray()) yield return From(item);
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    sealed class Members(JsonElement json) : IValueObject
    {
        public bool TryGet(string name, out Value value)
        {
            if (json.TryGetProperty(name, out var exact))
            {
                value = From(exact);
                return true;
            }

            foreach (var member in json.EnumerateObject())
            {
                if (!string.Equals(JsonText.NameOf(member), name, StringComparison.OrdinalIgnoreCase)) continue;
                value = From(member.Value);
                return true;
            }

            value = default;
            return false;
        }

        public IEnumerable<KeyValuePair<string, Value>> Entries
        {
            get
            {
                foreach (var member in json.EnumerateObject()) yield return new(JsonText.NameOf(member), From(member.Value));
            }
        }
    }
}
