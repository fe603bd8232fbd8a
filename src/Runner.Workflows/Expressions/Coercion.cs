using System.Globalization;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>
/// How values of different kinds are brought together: JavaScript's rules for <c>==</c> and <c>&lt;</c>, except that text
/// is compared without regard to case and that arrays and objects are only equal to themselves.
/// </summary>
public static class Coercion
{
    const double LargestExactInteger = 9007199254740992;

    /// <summary>False for null, false, 0, NaN and the empty text; true for everything else, empty arrays and objects included.</summary>
    public static bool IsTruthy(Value value) => value.Kind switch
    {
        ValueKind.Null => false,
        ValueKind.Boolean => value.AsBoolean(),
        ValueKind.Number => value.AsNumber() is not (0 or double.NaN),
        ValueKind.String => value.AsString().Length > 0,
        _ => true,
    };

    /// <summary>The value as a number; NaN when it is none. Null and the empty text are 0, true is 1.</summary>
    public static double ToNumber(Value value) => value.Kind switch
    {
        ValueKind.Null => 0,
        ValueKind.Boolean => value.AsBoolean() ? 1 : 0,
        ValueKind.Number => value.AsNumber(),
        ValueKind.String => NumberText.Parse(value.AsString()),
        _ => double.NaN,
    };

    /// <summary>
    /// The value as text: null is empty, arrays and objects are the words <c>Array</c> and <c>Object</c>, numbers have up to
    /// 15 significant digits and an exponent when they are large.
    /// </summary>
    /// <remarks>
    /// GitHub's runner writes integers from 1E+15 with an exponent, its language server in full. Integers that a double holds
    /// exactly (up to 2^53) are written in full here, because they are identifiers and timestamps on their way into a URL.
    /// </remarks>
    public static string ToText(Value value) => value.Kind switch
    {
        ValueKind.Null => "",
        ValueKind.Boolean => value.AsBoolean() ? "true" : "false",
        ValueKind.Number => ToText(value.AsNumber()),
        ValueKind.String => value.AsString(),
        ValueKind.Array => "Array",
        _ => "Object",
    };

    /// <summary>The operator <c>==</c>.</summary>
    public static bool LooseEquals(Value left, Value right)
    {
        Unify(ref left, ref right);
        if (left.Kind != right.Kind) return false;
        return left.Kind switch
        {
            ValueKind.Null => true,
            ValueKind.Boolean => left.AsBoolean() == right.AsBoolean(),
            ValueKind.Number => left.AsNumber() == right.AsNumber(),
            ValueKind.String => string.Equals(left.AsString(), right.AsString(), StringComparison.OrdinalIgnoreCase),
            ValueKind.Array => ReferenceEquals(left.AsArray(), right.AsArray()),
            _ => ReferenceEquals(left.AsObject(), right.AsObject()),
        };
    }

    /// <summary>
    /// The order behind <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> and <c>&gt;=</c>: negative, zero or positive; null when there
    /// is none, and then all four are false.
    /// </summary>
    public static int? Compare(Value left, Value right)
    {
        Unify(ref left, ref right);
        if (left.Kind != right.Kind) return null;
        switch (left.Kind)
        {
            case ValueKind.Boolean:
                return left.AsBoolean().CompareTo(right.AsBoolean());
            case ValueKind.Number:
                var (a, b) = (left.AsNumber(), right.AsNumber());
                return a < b ? -1 : a > b ? 1 : a == b ? 0 : null;
            case ValueKind.String:
                return string.Compare(left.AsString(), right.AsString(), StringComparison.OrdinalIgnoreCase);
            default:
                return LooseEquals(left, right) ? 0 : null;
        }
    }

    /// <summary>Whether a value is neither an array nor an object.</summary>
    internal static bool IsPrimitive(Value value) => value.Kind is not (ValueKind.Array or ValueKind.Object);

    static string ToText(double number)
    {
        if (number == 0) return "0"; // also negative zero
        return double.IsInteger(number) && Math.Abs(number) <= LargestExactInteger
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("G15", CultureInfo.InvariantCulture);
    }

    static void Unify(ref Value left, ref Value right)
    {
        if (left.Kind == right.Kind) return;
        if (left.Kind is ValueKind.Null or ValueKind.Boolean) left = Value.From(ToNumber(left));
        if (right.Kind is ValueKind.Null or ValueKind.Boolean) right = Value.From(ToNumber(right));
        if (left.Kind == ValueKind.Number && right.Kind == ValueKind.String) right = Value.From(ToNumber(right));
        else if (left.Kind == ValueKind.String && right.Kind == ValueKind.Number) left = Value.From(ToNumber(left));
    }
}
