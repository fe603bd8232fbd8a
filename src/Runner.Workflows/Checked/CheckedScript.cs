using Runner.Workflows.Text;

namespace Runner.Workflows.Checked;

/// <summary>The C# of a step: what stands in the workflow, or a file.</summary>
public sealed record CheckedScript
{
    /// <summary>The code, where it stands in the workflow; null for a file.</summary>
    public string? Text { get; init; }

    /// <summary>The full path of the file; null for code in the workflow.</summary>
    public string? File { get; init; }

    /// <summary>The texts of <see cref="File"/> and of what is loaded, as they were when the run began, by full path; null where the files are to be read.</summary>
    public IReadOnlyDictionary<string, string>? Kept { get; init; }

    /// <summary>Where it stands, or is named.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>The line of the workflow at which <see cref="Text"/> begins, from 1.</summary>
    public int FirstLine { get; init; } = 1;

    /// <summary>How many columns of the workflow stand before each line of <see cref="Text"/>.</summary>
    public int Indent { get; init; }

    /// <summary>Where a part of <see cref="Text"/> stands in the workflow.</summary>
    public Func<TextSpan, SourceLocation>? LocationOf { get; init; }
}
