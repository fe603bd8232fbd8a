namespace Runner.Workflows.Values;

/// <summary>An object that holds its values, in the order in which they were first set.</summary>
/// <remarks>
/// Two arrays, searched from the front while there are few names, as there nearly always are. The library's ordered
/// dictionary over our struct would be compiled anew in every process.
/// </remarks>
public sealed class ValueObject : IValueObject
{
    const int FewNames = 8;

    string[] names = new string[4];
    Value[] values = new Value[4];
    int count;
    Dictionary<string, int>? positions;

    /// <summary>The value of a name; setting replaces.</summary>
    /// <exception cref="KeyNotFoundException">Nothing of this name was set.</exception>
    public Value this[string name]
    {
        get => PositionOf(name) is >= 0 and var at ? values[at] : throw new KeyNotFoundException($"There is no `{name}`.");
        set
        {
            var at = PositionOf(name);
            if (at < 0) Append(name, value);
            else values[at] = value;
        }
    }

    /// <inheritdoc/>
    public bool TryGet(string name, out Value value)
    {
        var at = PositionOf(name);
        value = at < 0 ? default : values[at];
        return at >= 0;
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, Value>> Entries
    {
        get
        {
            for (var i = 0; i < count; i++) yield return new(names[i], values[i]);
        }
    }

    int PositionOf(string name)
    {
        if (positions is not null) return positions.TryGetValue(name, out var known) ? known : -1;
        for (var i = 0; i < count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.OrdinalIgnoreCase)) return i;
        }

        return -1;
    }

    void Append(string name, Value value)
    {
        if (count == names.Length)
        {
            Array.Resize(ref names, count * 2);
            Array.Resize(ref values, count * 2);
        }

        names[count] = name;
        values[count] = value;
        positions?.Add(name, count);
        count++;
        if (positions is not null || count <= FewNames) return;
        positions = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < count; i++) positions.Add(names[i], i);
    }
}
