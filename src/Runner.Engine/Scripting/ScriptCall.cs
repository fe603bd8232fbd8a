using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Engine.Scripting;

/// <summary>A script that a step runs.</summary>
public sealed record ScriptCall
{
    /// <summary>The full path of its file; null for one that stands in the workflow.</summary>
    public string? File { get; init; }

    /// <summary>The texts of <see cref="File"/> and of what is loaded, as they were when the run began, by full path; null where the files are to be read.</summary>
    public IReadOnlyDictionary<string, string>? Kept { get; init; }

    /// <summary>Its text, where it stands in the workflow; null for a file.</summary>
    public string? Text { get; init; }

    /// <summary>Where the step stands, for errors in <see cref="Text"/>.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>The line of the workflow at which <see cref="Text"/> begins, from 1.</summary>
    public int FirstLine { get; init; } = 1;

    /// <summary>How many columns of the workflow stand before each line of <see cref="Text"/>.</summary>
    public int Indent { get; init; }

    /// <summary>What the script is told as <c>Args</c>.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>The contexts of the workflow at this step (<c>inputs</c>, <c>secrets</c>, <c>env</c>, <c>steps</c> and the rest) by name; null for one that is not there.</summary>
    public required Func<string, Value?> Context { get; init; }

    /// <summary>Whether it runs in a process of its own, and how; null for this one.</summary>
    public ScriptIsolation? Isolation { get; init; }

    /// <summary>Runs and records its steps.</summary>
    public required ScriptSteps Steps { get; init; }
}
