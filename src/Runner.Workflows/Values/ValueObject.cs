namespace Runner.Workflows.Values;

/// <summary>An object that holds its values, in the order in which they were first set.</summary>
public sealed class ValueObject : IValueObject
{
    readonly OrderedDictionary<string, Value> entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of a name; setting replaces.</summary>
    public Value this[string name]
    {
        get => entries[name];
        set => entries[name] = value;
    }

    /// <inheritdoc/>
    public bool TryGet(string name, out Value value) => entries.TryGetValue(name, out value);

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, Value>> Entries => entries;
}
