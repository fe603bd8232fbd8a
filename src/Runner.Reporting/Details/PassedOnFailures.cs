using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>
/// Steps within steps, such as those of scripts, whose error went on to the step around them: told at the first, it is only named at the others.
/// </summary>
sealed class PassedOnFailures
{
    // More fail side by side, and are told in full.
    const int Kept = 16;

    readonly Queue<Told> recent = new();

    /// <summary>What people call the step within this one whose error this one has; null when it has its own.</summary>
    /// <param name="step">A step that failed.</param>
    /// <param name="title">What people call it.</param>
    internal string? SourceOf(StepFinished step, string title)
    {
        if (step.Error is not { } error) return null;
        var source = recent.FirstOrDefault(inner => IsWithin(inner.Path, step.Step.Path) && inner.Error.Kind == error.Kind && inner.Error.Message == error.Message);
        if (recent.Count == Kept) recent.Dequeue();
        recent.Enqueue(new(step.Step.Path, title, error));
        return source?.Title;
    }

    sealed record Told(string Path, string Title, ErrorInfo Error);

    static bool IsWithin(string path, string outer) => path.Length > outer.Length && path[outer.Length] == '/' && path.StartsWith(outer, StringComparison.Ordinal);
}
