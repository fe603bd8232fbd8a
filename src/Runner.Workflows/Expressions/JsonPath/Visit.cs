using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>What one run of a query shares: the document, and how much more it may do.</summary>
sealed class Visit(Value root)
{
    const int MaxDepth = 512;
    const int MaxValues = 5_000_000;

    int values;

    public Value Root { get; } = root;

    /// <summary>Notes that another value is looked at. Nested descendant segments can multiply without end.</summary>
    public void Count()
    {
        if (++values > MaxValues) throw new JsonPathException($"the query visits more than {MaxValues} values");
    }

    /// <summary>Checks how deep below the start of a descendant segment a value is.</summary>
    public static void CheckDepth(int depth)
    {
        if (depth > MaxDepth) throw new JsonPathException($"the document nests deeper than {MaxDepth}");
    }
}
