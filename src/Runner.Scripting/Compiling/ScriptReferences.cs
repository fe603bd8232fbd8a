namespace Runner.Scripting.Compiling;

/// <summary>What scripts may use without saying so.</summary>
/// <param name="Assemblies">Paths of assemblies: .NET's, Runner's, the plugins'.</param>
/// <param name="Namespaces">The namespaces that are imported.</param>
/// <param name="Actions">The actions by the name that scripts have for them, such as <c>Http.Get</c>, with the full names of their types.</param>
sealed record ScriptReferences(IReadOnlyList<string> Assemblies, IReadOnlyList<string> Namespaces, IReadOnlyDictionary<string, string> Actions)
{
    /// <summary>The declaration of a type by which scripts call an operation of a client, by its name.</summary>
    public Func<string, string> ClientSource { get; init; } = static name => throw new KeyNotFoundException(name);

    /// <summary>Where packages that scripts name are restored to; null for nowhere that lasts.</summary>
    public string? PackageFolder { get; init; }
}
