namespace Runner.Workflows.Values;

/// <summary>An object that can tell apart names which differ only in case.</summary>
interface IExactNames
{
    /// <summary>The value of exactly this name.</summary>
    bool TryGetExact(string name, out Value value);
}
