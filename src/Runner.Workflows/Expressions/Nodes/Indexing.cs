using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>Reads a name or place from what may have it.</summary>
static class Indexing
{
    public static Value Read(Value target, Value index, TextSpan span, ref EvaluationState state)
    {
        if (target.Kind != ValueKind.Array || target.AsArray() is not FilteredArray filtered)
            return TryRead(target, index, out var value) ? value : Value.Null;

        var result = new FilteredArray();
        foreach (var item in filtered)
        {
            if (TryRead(item, index, out var value)) result.Add(value);
        }

        state.ChargeItems(result.Count, span);
        return Value.From(result);
    }

    /// <summary>Adds every value of an object or array; scalars have none.</summary>
    public static void AddAll(Value target, FilteredArray result)
    {
        if (target.Kind == ValueKind.Array)
        {
            foreach (var item in target.AsArray()) result.Add(item);
        }
        else if (target.Kind == ValueKind.Object)
        {
            foreach (var (_, value) in target.AsObject().Entries) result.Add(value);
        }
    }

    static bool TryRead(Value target, Value index, out Value value)
    {
        value = default;
        if (target.Kind == ValueKind.Object)
            return Coercion.IsPrimitive(index) && target.AsObject().TryGet(Coercion.ToText(index), out value);
        if (target.Kind != ValueKind.Array) return false;

        var array = target.AsArray();
        var place = Math.Floor(Coercion.ToNumber(index));
        if (!(place >= 0 && place < array.Count)) return false;
        value = array[(int)place];
        return true;
    }
}
