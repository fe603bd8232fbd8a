namespace Runner.Plugins.ClientGen.Reading;

/// <summary>What is found while a document is read.</summary>
sealed class Findings
{
    /// <summary>Of one document, so many are told.</summary>
    const int Most = 200;

    readonly HashSet<DocumentProblem> seen = [];
    readonly List<DocumentProblem> warnings = [], missing = [];

    /// <summary>What is odd.</summary>
    public IReadOnlyList<DocumentProblem> Warnings => warnings;

    /// <summary>References that lead nowhere.</summary>
    public IReadOnlyList<DocumentProblem> MissingReferences => missing;

    /// <summary>Notes what is odd.</summary>
    public void Warn(string message, DocumentNode node)
    {
        if (warnings.Count >= Most) return;
        var problem = new DocumentProblem(message, node.Place);
        if (seen.Add(problem)) warnings.Add(problem);
    }

    /// <summary>Notes a reference that leads nowhere.</summary>
    public void Missing(DocumentProblem problem)
    {
        if (missing.Count < Most && seen.Add(problem)) missing.Add(problem);
    }
}
