using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>A step of a query (section 2.5): selectors applied to each value, or to each value and all below it.</summary>
sealed class Segment(Selector[] selectors, bool isDescendant)
{
    /// <summary>Whether it selects at most one value.</summary>
    public bool IsSingular => !isDescendant && selectors is [NameSelector or IndexSelector];

    /// <summary>What a chain of segments selects from a value.</summary>
    public static List<Value> SelectAll(Segment[] segments, Value start, Visit visit)
    {
        List<Value> current = [start];
        foreach (var segment in segments)
        {
            var selected = new List<Value>();
            foreach (var value in current) segment.Select(value, selected, visit, 0);
            current = selected;
        }

        return current;
    }

    void Select(Value value, List<Value> selected, Visit visit, int depth)
    {
        visit.Count();
        foreach (var selector in selectors) selector.Select(value, selected, visit);
        if (!isDescendant) return;

        Visit.CheckDepth(depth);
        if (value.Kind == ValueKind.Array)
        {
            foreach (var item in value.AsArray()) Select(item, selected, visit, depth + 1);
        }
        else if (value.Kind == ValueKind.Object)
        {
            foreach (var (_, member) in value.AsObject().Entries) Select(member, selected, visit, depth + 1);
        }
    }
}
