using Runner.Workflows.Values;

namespace Runner.Workflows.Inventories.Reading;

/// <summary>Scalars as objects of .NET, as a host's variables hold them.</summary>
static class PlainValue
{
    const double MostExact = 1L << 53;

    public static object? Of(Value value) => value.Kind switch
    {
        ValueKind.Boolean => value.AsBoolean(),
        ValueKind.Number => Of(value.AsNumber()),
        ValueKind.String => value.AsString(),
        _ => null,
    };

    /// <summary>A whole number as <see cref="long"/>, as long as it is exact.</summary>
    public static object Of(double number) => double.IsInteger(number) && Math.Abs(number) <= MostExact ? (object)(long)number : number;
}
