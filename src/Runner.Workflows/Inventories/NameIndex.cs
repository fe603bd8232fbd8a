namespace Runner.Workflows.Inventories;

/// <summary>Things by their names. The exact name comes first; in another case it is found when it can mean only one.</summary>
sealed class NameIndex<T>(IReadOnlyList<T> all, Func<T, string> nameOf) where T : class
{
    Dictionary<string, T>? exact;
    Dictionary<string, T?>? anyCase;

    public T? Find(string name)
    {
        var names = exact ??= all.ToDictionary(nameOf, StringComparer.Ordinal);
        return names.TryGetValue(name, out var found) ? found : (anyCase ??= AnyCase()).GetValueOrDefault(name);
    }

    Dictionary<string, T?> AnyCase()
    {
        var names = new Dictionary<string, T?>(all.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var each in all)
        {
            if (!names.TryAdd(nameOf(each), each)) names[nameOf(each)] = null;
        }

        return names;
    }
}
