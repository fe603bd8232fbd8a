namespace Runner.Plugins.Http;

/// <summary>What a check against a JSON Schema found.</summary>
/// <param name="Violations">The first violations, in the order of the schema's keywords. Empty when the value conforms.</param>
/// <param name="Count">How many there are in all.</param>
public sealed record SchemaReport(IReadOnlyList<SchemaViolation> Violations, int Count)
{
    /// <summary>How many violations are kept.</summary>
    public const int MostKept = 100;

    /// <summary>Whether the value conforms.</summary>
    public bool Conforms => Count == 0;
}
