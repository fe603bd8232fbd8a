using System.Collections;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>Equally spaced numbers, computed when they are read: a long loop needs no memory for its items.</summary>
sealed class NumberRange(double start, double step, int count) : IReadOnlyList<Value>
{
    public const int MaxCount = 1_000_000;

    public int Count => count;

    public Value this[int index] => index >= 0 && index < count
        ? Value.From(start + index * step)
        : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<Value> GetEnumerator()
    {
        for (var i = 0; i < count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
