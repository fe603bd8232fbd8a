namespace Runner.Workflows.Diagnostics.Rendering;

/// <summary>What a validation of several files found.</summary>
/// <param name="Files">The files in the order in which they were checked.</param>
public sealed record ValidationReport(IReadOnlyList<ValidatedFile> Files)
{
    /// <summary>Everything found, file by file.</summary>
    public IEnumerable<Diagnostic> Diagnostics => Files.SelectMany(file => file.Diagnostics);

    /// <summary>How many of a severity were found.</summary>
    public int Count(Severity severity) => Diagnostics.Count(found => found.Severity == severity);
}

/// <summary>A file that was checked.</summary>
/// <param name="Path">The path as the user named it.</param>
/// <param name="Diagnostics">What was found in it.</param>
public sealed record ValidatedFile(string Path, IReadOnlyCollection<Diagnostic> Diagnostics)
{
    /// <summary>Whether nothing in it keeps it from running.</summary>
    public bool IsValid => Diagnostics.All(found => found.Severity != Severity.Error);
}
