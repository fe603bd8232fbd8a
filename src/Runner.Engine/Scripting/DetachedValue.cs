using System.Collections;
using System.Globalization;
using System.Reflection;
using Runner.Workflows.Values;

namespace Runner.Engine.Scripting;

/// <summary>
/// What leaves a script, as values that hold on to nothing of its code: an object of a type that the script declares, wherever it is
/// in what it gives, is copied as the data that expressions would read of it.
/// </summary>
public static class DetachedValue
{
    /// <summary>How many values there may be in one, with those within them.</summary>
    public const int MostValues = 1_000_000;

    const int MaxDepth = 64;

    /// <summary>The value.</summary>
    /// <param name="value">What the script gives. A task or a function is nothing that can be kept, and becomes null.</param>
    /// <exception cref="ArgumentException">There are more than <see cref="MostValues"/> values in it.</exception>
    public static Value Of(object? value) => value switch
    {
        null or Task or Delegate => Value.Null,
        Exception e => Value.From(e.Message),
        MemberInfo or Assembly or Module => Value.From(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        _ => CanHold(value) ? new Copy().Of(ClrValue.From(value), 0) : ClrValue.From(value),
    };

    /// <summary>Whether there may be something of the script in it. What plugins answer is theirs, and stays as it is: it may be large.</summary>
    static bool CanHold(object value) => value is not (string or byte[]) && (value is IEnumerable or Value || value.GetType() is { IsCollectible: true } or { IsGenericType: true });

    sealed class Copy
    {
        int made;

        public Value Of(Value value, int depth)
        {
            if (++made > MostValues) throw new ArgumentException($"What the script gives is too large to be kept: there are more than {MostValues:N0} values in it. Write it to a file.");
            switch (value.Kind)
            {
                case ValueKind.Array or ValueKind.Object when depth == MaxDepth:
                    return Value.From($"(more than {MaxDepth} levels deep)");
                case ValueKind.Array:
                    return Value.From([.. value.AsArray().Select(item => Of(item, depth + 1))]);
                case ValueKind.Object:
                    var copy = new ValueObject();
                    foreach (var (name, entry) in value.AsObject().Entries) copy[name] = Of(entry, depth + 1);
                    return Value.From(copy);
                default:
                    return value;
            }
        }
    }
}
