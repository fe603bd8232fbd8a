namespace Runner.Plugins.Http;

/// <summary>What a request must have besides a path and a method.</summary>
public sealed record StubMatch
{
    /// <summary>Names and values of the query: each must be there. <c>*</c> stands for any value.</summary>
    public IReadOnlyDictionary<string, string>? Query { get; init; }

    /// <summary>Header fields, names in any case: each must be there. <c>*</c> stands for any value.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}
