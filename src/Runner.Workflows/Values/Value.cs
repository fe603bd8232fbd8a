using System.Globalization;

namespace Runner.Workflows.Values;

/// <summary>
/// A value of the expression language: null, boolean, number, string, array or object. Scalars are held without
/// allocation; arrays and objects may read lazily from what they wrap.
/// </summary>
/// <remarks>
/// <see cref="Equals(Value)"/> is exact equality, for dictionaries and tests. The <c>==</c> of expressions, with its
/// coercions, belongs to the expression evaluator.
/// </remarks>
public readonly struct Value : IEquatable<Value>
{
    readonly object? reference;
    readonly double number;

    Value(ValueKind kind, object? reference, double number)
    {
        Kind = kind;
        this.reference = reference;
        this.number = number;
    }

    /// <summary>Null; also what <c>default</c> is.</summary>
    public static Value Null => default;

    /// <summary>True.</summary>
    public static Value True => new(ValueKind.Boolean, null, 1);

    /// <summary>False.</summary>
    public static Value False => new(ValueKind.Boolean, null, 0);

    /// <summary>The value's kind.</summary>
    public ValueKind Kind { get; }

    /// <summary>Whether it is null.</summary>
    public bool IsNull => Kind == ValueKind.Null;

    /// <summary>A boolean.</summary>
    public static Value From(bool value) => value ? True : False;

    /// <summary>A number.</summary>
    public static Value From(double value) => new(ValueKind.Number, null, value);

    /// <summary>A string, or null.</summary>
    public static Value From(string? value) => value is null ? Null : new(ValueKind.String, value, 0);

    /// <summary>An array, or null.</summary>
    public static Value From(IReadOnlyList<Value>? value) => value is null ? Null : new(ValueKind.Array, value, 0);

    /// <summary>An object, or null.</summary>
    public static Value From(IValueObject? value) => value is null ? Null : new(ValueKind.Object, value, 0);

    /// <summary>The boolean that this is.</summary>
    /// <exception cref="InvalidOperationException">It is not a boolean.</exception>
    public bool AsBoolean() => Kind == ValueKind.Boolean ? number != 0 : throw NotA(ValueKind.Boolean);

    /// <summary>The number that this is.</summary>
    /// <exception cref="InvalidOperationException">It is not a number.</exception>
    public double AsNumber() => Kind == ValueKind.Number ? number : throw NotA(ValueKind.Number);

    /// <summary>The string that this is.</summary>
    /// <exception cref="InvalidOperationException">It is not a string.</exception>
    public string AsString() => Kind == ValueKind.String ? (string)reference! : throw NotA(ValueKind.String);

    /// <summary>The array that this is.</summary>
    /// <exception cref="InvalidOperationException">It is not an array.</exception>
    public IReadOnlyList<Value> AsArray() => Kind == ValueKind.Array ? (IReadOnlyList<Value>)reference! : throw NotA(ValueKind.Array);

    /// <summary>The object that this is.</summary>
    /// <exception cref="InvalidOperationException">It is not an object.</exception>
    public IValueObject AsObject() => Kind == ValueKind.Object ? (IValueObject)reference! : throw NotA(ValueKind.Object);

    /// <inheritdoc/>
    public bool Equals(Value other) =>
        Kind == other.Kind && number.Equals(other.number) && (Kind == ValueKind.String
            ? string.Equals((string?)reference, (string?)other.reference, StringComparison.Ordinal)
            : ReferenceEquals(reference, other.reference));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Kind, number, Kind == ValueKind.String ? string.GetHashCode((string)reference!, StringComparison.Ordinal) : 0);

    /// <summary>Exact equality; see <see cref="Equals(Value)"/>.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Exact inequality; see <see cref="Equals(Value)"/>.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>For debuggers and test output.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Boolean => number != 0 ? "true" : "false",
        ValueKind.Number => number.ToString("R", CultureInfo.InvariantCulture),
        ValueKind.String => (string)reference!,
        ValueKind.Array => "Array",
        _ => "Object",
    };

    InvalidOperationException NotA(ValueKind wanted) => new($"The value is {Kind}, not {wanted}.");
}
