namespace Runner.Workflows.Values;

/// <summary>
/// An object that holds its values, in the order in which they were first set. Names that differ only in case are names
/// of their own, as in JSON; a look-up prefers the exact one.
/// </summary>
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
    Dictionary<string, int>? exact;
    Dictionary<string, int>? anyCase;

    /// <summary>The value of a name; setting replaces the value of exactly this name.</summary>
    /// <exception cref="KeyNotFoundException">Nothing of this name was set.</exception>
    public Value this[string name]
    {
        get => TryGet(name, out var value) ? value : throw new KeyNotFoundException($"There is no `{name}`.");
        set
        {
            var at = Find(name, exact, StringComparison.Ordinal);
            if (at < 0) Append(name, value);
            else values[at] = value;
        }
    }

    /// <inheritdoc/>
    public bool TryGet(string name, out Value value)
    {
        var at = Find(name, exact, StringComparison.Ordinal);
        if (at < 0) at = Find(name, anyCase, StringComparison.OrdinalIgnoreCase);
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

    int Find(string name, Dictionary<string, int>? positions, StringComparison comparison)
    {
        if (positions is not null) return positions.TryGetValue(name, out var known) ? known : -1;
        for (var i = 0; i < count; i++)
        {
            if (string.Equals(names[i], name, comparison)) return i;
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
        count++;
        if (count <= FewNames) return;
        exact ??= new(StringComparer.Ordinal);
        anyCase ??= new(StringComparer.OrdinalIgnoreCase);
        for (var i = exact.Count; i < count; i++)
        {
            exact.Add(names[i], i);
            anyCase.TryAdd(names[i], i);
        }
    }
}
