namespace Runner.Workflows.Values;

/// <summary>
/// An object read from JSON. Names that differ only in case are all kept; a look-up prefers the exact name and takes the first
/// that matches without regard to case otherwise.
/// </summary>
sealed class JsonObject(KeyValuePair<string, Value>[] entries) : IValueObject, IExactNames
{
    /// <summary>Up to here comparing one by one is faster than hashing.</summary>
    const int SmallSize = 8;

    (Dictionary<string, int> Exact, Dictionary<string, int> IgnoringCase)? index;

    public IEnumerable<KeyValuePair<string, Value>> Entries => entries;

    public bool TryGet(string name, out Value value)
    {
        if (TryGetExact(name, out value)) return true;
        if (entries.Length > SmallSize) return At(Index.IgnoringCase, name, out value);
        foreach (var entry in entries)
        {
            if (!string.Equals(entry.Key, name, StringComparison.OrdinalIgnoreCase)) continue;
            value = entry.Value;
            return true;
        }

        return false;
    }

    public bool TryGetExact(string name, out Value value)
    {
        if (entries.Length > SmallSize) return At(Index.Exact, name, out value);
        foreach (var entry in entries)
        {
            if (entry.Key != name) continue;
            value = entry.Value;
            return true;
        }

        value = default;
        return false;
    }

    // Two threads may both make it; they make the same.
    (Dictionary<string, int> Exact, Dictionary<string, int> IgnoringCase) Index => index ??= MakeIndex();

    (Dictionary<string, int> Exact, Dictionary<string, int> IgnoringCase) MakeIndex()
    {
        var exact = new Dictionary<string, int>(entries.Length, StringComparer.Ordinal);
        var ignoringCase = new Dictionary<string, int>(entries.Length, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < entries.Length; i++)
        {
            exact[entries[i].Key] = i;
            ignoringCase.TryAdd(entries[i].Key, i);
        }

        return (exact, ignoringCase);
    }

    bool At(Dictionary<string, int> names, string name, out Value value)
    {
        var found = names.TryGetValue(name, out var i);
        value = found ? entries[i].Value : default;
        return found;
    }
}
