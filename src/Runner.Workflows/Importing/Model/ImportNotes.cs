namespace Runner.Workflows.Importing;

/// <summary>What is said about an import besides its result.</summary>
sealed class ImportNotes
{
    readonly HashSet<string> said = new(StringComparer.Ordinal);
    readonly List<string> warnings = [];
    readonly List<string> notes = [];

    public IReadOnlyList<string> Warnings => warnings;

    public IReadOnlyList<string> Notes => notes;

    /// <summary>Something of the source is not in the workflow.</summary>
    public void Warn(string place, string message) => Add(warnings, $"{place}: {message}");

    /// <summary>Something was left out on purpose.</summary>
    public void Note(string message) => Add(notes, message);

    void Add(List<string> lines, string line)
    {
        if (said.Add(line)) lines.Add(line);
    }
}
