using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Workflows.Importing;

/// <summary>What was to be imported cannot be: it is no such thing, or a part of it makes no sense.</summary>
public sealed class ImportException : Exception
{
    /// <summary>Names no place in the source.</summary>
    /// <param name="place">The source: a file's path.</param>
    /// <param name="message">What is wrong, without a full stop.</param>
    /// <param name="help">What would be right; null when the message says it.</param>
    public ImportException(string place, string message, string? help) : base($"{place}: {message}") => Help = help;

    /// <summary>Names a place in the source.</summary>
    public ImportException(SourceLocation location, string message, string? help) : this(location.ToString(), message, null) =>
        Excerpt = DiagnosticText.Excerpt(location, help);

    /// <summary>What would be right, where <see cref="Excerpt"/> does not say it.</summary>
    public string? Help { get; }

    /// <summary>The line of the source with a mark under the place, and the help below it.</summary>
    public string? Excerpt { get; }
}
