using System.Collections;
using Runner.Workflows.Text;

namespace Runner.Workflows.Diagnostics;

/// <summary>Collects what is found wrong, so that one check reports everything at once.</summary>
public sealed class DiagnosticBag : IReadOnlyCollection<Diagnostic>
{
    /// <summary>How much is kept. Nobody reads on, and a broken file of megabytes has a mistake on every line.</summary>
    public const int MaxCount = 100;

    readonly List<Diagnostic> found = [];

    /// <summary>Whether anything found keeps the workflow from running.</summary>
    public bool HasErrors => ErrorCount > 0;

    /// <summary>How many errors were found, those that were not kept counted too.</summary>
    internal int ErrorCount { get; private set; }

    /// <inheritdoc/>
    public int Count => found.Count;

    /// <summary>Whether more would be forgotten: whoever reports need not find out more.</summary>
    internal bool IsFull => found.Count > MaxCount;

    /// <summary>Adds an error.</summary>
    public void Error(string code, SourceLocation location, string message, string? help = null)
    {
        ErrorCount++;
        Add(new(code, Severity.Error, location, message, help));
    }

    /// <summary>Adds a warning.</summary>
    public void Warning(string code, SourceLocation location, string message, string? help = null) =>
        Add(new(code, Severity.Warning, location, message, help));

    /// <summary>Adds what another bag has.</summary>
    internal void AddAll(DiagnosticBag other)
    {
        ErrorCount += other.ErrorCount;
        foreach (var diagnostic in other.found) Add(diagnostic);
    }

    /// <summary>What was found: file by file, each in its order.</summary>
    public IEnumerator<Diagnostic> GetEnumerator()
    {
        if (found.Count < 2) return found.GetEnumerator();
        var files = found.Select(each => each.Location.Source.Path).Distinct().ToList();
        return found.OrderBy(each => files.IndexOf(each.Location.Source.Path)).ThenBy(each => each.Location.Span.Start).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void Add(Diagnostic diagnostic)
    {
        if (IsFull) return;
        found.Add(diagnostic with { Message = ShownText.OneLine(diagnostic.Message), Help = diagnostic.Help is { } help ? ShownText.OneLine(help) : null });
        if (!IsFull) return;
        // The place is the end of the file, so that it is told last.
        var last = found[^1];
        var end = new TextSpan(last.Location.Source.Content.Length, 0);
        found[^1] = last with { Location = last.Location with { Span = end }, Message = $"there is more; only the first {MaxCount} are told", Help = "mend these first" };
    }
}
