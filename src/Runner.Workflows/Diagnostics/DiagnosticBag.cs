using System.Collections;
using Runner.Workflows.Text;

namespace Runner.Workflows.Diagnostics;

/// <summary>Collects what is found wrong, so that one check reports everything at once.</summary>
public sealed class DiagnosticBag : IReadOnlyCollection<Diagnostic>
{
    readonly List<Diagnostic> found = [];

    /// <summary>Whether anything found keeps the workflow from running.</summary>
    public bool HasErrors { get; private set; }

    /// <inheritdoc/>
    public int Count => found.Count;

    /// <summary>Adds an error.</summary>
    public void Error(string code, SourceLocation location, string message, string? help = null)
    {
        HasErrors = true;
        found.Add(new(code, Severity.Error, location, message, help));
    }

    /// <summary>Adds a warning.</summary>
    public void Warning(string code, SourceLocation location, string message, string? help = null) =>
        found.Add(new(code, Severity.Warning, location, message, help));

    /// <summary>What was found, in the order of the file.</summary>
    public IEnumerator<Diagnostic> GetEnumerator() => found.OrderBy(d => d.Location.Span.Start).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
