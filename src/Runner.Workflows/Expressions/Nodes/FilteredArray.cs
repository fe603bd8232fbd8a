using System.Collections;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>What a wildcard selected. An index applies to each of its items, not to itself.</summary>
sealed class FilteredArray : IReadOnlyList<Value>
{
    readonly List<Value> items = [];

    public int Count => items.Count;

    public Value this[int index] => items[index];

    public void Add(Value item) => items.Add(item);

    public IEnumerator<Value> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
