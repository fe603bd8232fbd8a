using Runner.Workflows.Text;

namespace Runner.Workflows.Checked;

/// <summary>The C# of a step: what stands in the workflow, or a file.</summary>
public sealed record CheckedScript
{
    /// <summary>The code, where it stands in the workflow; null for a file.</summary>
    public string? Text { get; init; }

    /// <summary>The full path of the file; null for code in the workflow.</summary>
    public string? File { get; init; }

    /// <summary>The text of <see cref="File"/> as it was when the run began; null where the file is to be read.</summary>
    public string? FileText { get; init; }

    /// <summary>Where it stands, or is named.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>The line of the workflow at which <see cref="Text"/> begins, from 1.</summary>
    public int FirstLine { get; init; } = 1;

    /// <summary>How many columns of the workflow stand before each line of <see cref="Text"/>.</summary>
    public int Indent { get; init; }

    /// <summary>Where a part of <see cref="Text"/> stands in the workflow.</summary>
    public Func<TextSpan, SourceLocation>? LocationOf { get; init; }
}
