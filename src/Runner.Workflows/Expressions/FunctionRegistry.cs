using Runner.Workflows.Expressions.Functions;

namespace Runner.Workflows.Expressions;

/// <summary>The functions that expressions can call. It is immutable.</summary>
public sealed class FunctionRegistry
{
    readonly Dictionary<string, Function> byName;

    FunctionRegistry(Dictionary<string, Function> byName) => this.byName = byName;

    /// <summary>GitHub's functions and Runner's own.</summary>
    public static FunctionRegistry Default { get; } = CreateDefault();

    /// <summary>All functions, in the order in which documentation shows them.</summary>
    public IEnumerable<Function> All => byName.Values;

    /// <summary>The function of a name, without regard to case; null when there is none.</summary>
    public Function? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The same functions and one more, which replaces the one of its name.</summary>
    public FunctionRegistry With(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(new(byName, byName.Comparer) { [function.Name] = function });
    }

    static FunctionRegistry CreateDefault()
    {
        var byName = new Dictionary<string, Function>(64, StringComparer.OrdinalIgnoreCase);
        ReadOnlySpan<Function[]> groups =
        [
            GitHubFunctions.All(), JsonFunctions.All(), StatusFunctions.All(), FileFunctions.All(),
            TextFunctions.All(), ListFunctions.All(), NumberFunctions.All(), JsonPathFunctions.All(), MarkupFunctions.All(),
            EncodingFunctions.All(), DateFunctions.All(), DurationFunctions.All(), InventoryFunctions.All(),
        ];
        foreach (var group in groups)
        {
            foreach (var function in group) byName.Add(function.Name, function);
        }

        return new(byName);
    }
}
