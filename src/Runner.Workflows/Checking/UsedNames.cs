namespace Runner.Workflows.Checking;

/// <summary>Which declared names expressions have named, to tell of those that nothing uses.</summary>
/// <param name="outer">The workflow's, when this one is a job's: a job has only its <c>steps</c> for itself.</param>
sealed class UsedNames(UsedNames? outer = null)
{
    const string Everything = "*";

    readonly HashSet<string> used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An expression names <c>context.name</c>.</summary>
    public void Add(string context, string name)
    {
        if (outer is not null && !context.Equals("steps", StringComparison.OrdinalIgnoreCase)) outer.Add(context, name);
        else used.Add($"{context}.{name}");
    }

    /// <summary>An expression takes a context as a whole, or picks from it in a way that cannot be known.</summary>
    public void AddAll(string context) => Add(context, Everything);

    /// <summary>Whether something names it.</summary>
    public bool Has(string context, string name) => used.Contains($"{context}.{name}") || used.Contains($"{context}.{Everything}");
}
