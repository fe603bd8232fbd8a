using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Runner.Workflows.Inventories.Building;

/// <summary>A host's variables over those of its groups, which thousands of hosts may share: nothing is copied.</summary>
sealed class OverlaidVariables(IReadOnlyDictionary<string, object?> over, IReadOnlyDictionary<string, object?> under) : IReadOnlyDictionary<string, object?>
{
    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no variable `{key}`.");

    public IEnumerable<string> Keys => under.Keys.Concat(over.Keys.Where(key => !under.ContainsKey(key)));

    public IEnumerable<object?> Values => Keys.Select(key => this[key]);

    public int Count => Keys.Count();

    public bool ContainsKey(string key) => over.ContainsKey(key) || under.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => over.TryGetValue(key, out value) || under.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Keys.Select(key => KeyValuePair.Create(key, this[key])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
