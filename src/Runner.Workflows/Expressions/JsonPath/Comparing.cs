using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>Equality and order of section 2.3.5.2.2. A C# null is the RFC's Nothing: there is no value.</summary>
static class Comparing
{
    public static bool AreEqual(Value? left, Value? right) =>
        left is { } a && right is { } b ? AreEqual(a, b, 0) : left is null && right is null;

    /// <summary>Only numbers and texts have an order; that of texts is the order of their Unicode scalar values.</summary>
    public static bool IsLess(Value? left, Value? right) =>
        left is { } a && right is { } b && a.Kind == b.Kind && a.Kind switch
        {
            ValueKind.Number => a.AsNumber() < b.AsNumber(),
            ValueKind.String => CompareText(a.AsString(), b.AsString()) < 0,
            _ => false,
        };

    static bool AreEqual(Value left, Value right, int depth)
    {
        Visit.CheckDepth(depth);
        if (left.Kind != right.Kind) return false;
        return left.Kind switch
        {
            ValueKind.Null => true,
            ValueKind.Boolean => left.AsBoolean() == right.AsBoolean(),
            ValueKind.Number => left.AsNumber() == right.AsNumber(),
            ValueKind.String => string.Equals(left.AsString(), right.AsString(), StringComparison.Ordinal),
            ValueKind.Array => AreEqual(left.AsArray(), right.AsArray(), depth),
            _ => AreEqual(left.AsObject(), right.AsObject(), depth),
        };
    }

    static bool AreEqual(IReadOnlyList<Value> left, IReadOnlyList<Value> right, int depth)
    {
        if (left.Count != right.Count) return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i], depth + 1)) return false;
        }

        return true;
    }

    static bool AreEqual(IValueObject left, IValueObject right, int depth)
    {
        var count = 0;
        foreach (var (name, value) in left.Entries)
        {
            if (!NameSelector.TryGetExact(right, name, out var other) || !AreEqual(value, other, depth + 1)) return false;
            count++;
        }

        return count == right.Entries.Count();
    }

    static int CompareText(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            var (a, b) = (left[i], right[i]);
            if (a == b) continue;

            // A surrogate is half of a character above U+FFFF, hence above every character that is one unit.
            return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
        }

        return left.Length.CompareTo(right.Length);
    }
}
