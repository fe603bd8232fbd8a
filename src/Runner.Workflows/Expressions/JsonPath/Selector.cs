using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>Chooses among the children of a value (section 2.3).</summary>
abstract class Selector
{
    /// <summary>Adds the children that it chooses; a scalar has none.</summary>
    public abstract void Select(Value value, List<Value> selected, Visit visit);
}

/// <summary><c>['name']</c>: unlike the rest of the language, case matters.</summary>
sealed class NameSelector(string name) : Selector
{
    public override void Select(Value value, List<Value> selected, Visit visit)
    {
        if (value.Kind == ValueKind.Object && TryGetExact(value.AsObject(), name, out var member)) selected.Add(member);
    }

    internal static bool TryGetExact(IValueObject value, string name, out Value member)
    {
        if (value is IExactNames exact) return exact.TryGetExact(name, out member);
        foreach (var entry in value.Entries)
        {
            if (entry.Key != name) continue;
            member = entry.Value;
            return true;
        }

        member = default;
        return false;
    }
}

/// <summary><c>[*]</c></summary>
sealed class WildcardSelector : Selector
{
    public override void Select(Value value, List<Value> selected, Visit visit)
    {
        if (value.Kind == ValueKind.Array)
        {
            foreach (var item in value.AsArray())
            {
                visit.Count();
                selected.Add(item);
            }
        }
        else if (value.Kind == ValueKind.Object)
        {
            foreach (var (_, member) in value.AsObject().Entries)
            {
                visit.Count();
                selected.Add(member);
            }
        }
    }
}

/// <summary><c>[0]</c>, <c>[-1]</c></summary>
sealed class IndexSelector(long index) : Selector
{
    public override void Select(Value value, List<Value> selected, Visit visit)
    {
        if (value.Kind != ValueKind.Array) return;
        var items = value.AsArray();
        var place = index < 0 ? items.Count + index : index;
        if (place >= 0 && place < items.Count) selected.Add(items[(int)place]);
    }
}

/// <summary><c>[start:end:step]</c>, with the bounds of section 2.3.4.2.2.</summary>
sealed class SliceSelector(long? start, long? end, long step) : Selector
{
    public override void Select(Value value, List<Value> selected, Visit visit)
    {
        if (value.Kind != ValueKind.Array || step == 0) return;
        var items = value.AsArray();
        long count = items.Count;
        if (step > 0)
        {
            var upper = Math.Clamp(FromEnd(end ?? count, count), 0, count);
            for (var i = Math.Clamp(FromEnd(start ?? 0, count), 0, count); i < upper; i += step) Add(items, i, selected, visit);
        }
        else
        {
            // Without an end a backward slice runs to the first item, which no index from the end can say.
            var lower = end is { } given ? Math.Clamp(FromEnd(given, count), -1, count - 1) : -1;
            for (var i = Math.Clamp(FromEnd(start ?? count - 1, count), -1, count - 1); i > lower; i += step) Add(items, i, selected, visit);
        }
    }

    static void Add(IReadOnlyList<Value> items, long index, List<Value> selected, Visit visit)
    {
        visit.Count();
        selected.Add(items[(int)index]);
    }

    static long FromEnd(long index, long count) => index >= 0 ? index : count + index;
}

/// <summary><c>[?condition]</c></summary>
sealed class FilterSelector(Condition condition) : Selector
{
    public override void Select(Value value, List<Value> selected, Visit visit)
    {
        if (value.Kind == ValueKind.Array)
        {
            foreach (var item in value.AsArray()) AddIfTrue(item, selected, visit);
        }
        else if (value.Kind == ValueKind.Object)
        {
            foreach (var (_, member) in value.AsObject().Entries) AddIfTrue(member, selected, visit);
        }
    }

    void AddIfTrue(Value value, List<Value> selected, Visit visit)
    {
        visit.Count();
        if (condition.IsTrue(value, visit)) selected.Add(value);
    }
}
