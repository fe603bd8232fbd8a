namespace Runner.Workflows.Types;

/// <summary>A field of an object: an input of an action, or a part of a result.</summary>
/// <param name="Name">As it is written: kebab case in inputs, camel case in results.</param>
/// <param name="Type">What it may be.</param>
public sealed record FieldShape(string Name, TypeShape Type)
{
    /// <summary>What it means, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Whether an input must be given.</summary>
    public bool Required { get; init; }

    /// <summary>Whether the value is masked wherever the run shows text.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether a shell interprets the value, so that it must not hold what came from outside.</summary>
    public bool ShellCommand { get; init; }

    /// <summary>What to use instead, when the plugin's author gave it up; empty when the author does not say. Null for a field that is not deprecated.</summary>
    public string? Deprecated { get; init; }

    /// <summary>What a text starts with, one of these, in any case; empty when anything will do.</summary>
    public IReadOnlyList<string> Starts { get; init; } = [];

    /// <summary>The input that lifts the rule of <see cref="Starts"/> when it is given; null when none does.</summary>
    public string? StartsUnless { get; init; }

    /// <summary>The smallest number that is allowed; null when there is none.</summary>
    public long? Minimum { get; init; }

    /// <summary>The largest number that is allowed; null when there is none.</summary>
    public long? Maximum { get; init; }

    /// <summary>The default as people write it; null when there is none.</summary>
    public string? Default { get; init; }
}
