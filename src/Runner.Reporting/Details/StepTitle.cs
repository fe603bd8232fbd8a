using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>What a step is called in a list of steps.</summary>
static class StepTitle
{
    /// <summary>The job of a workflow that names none.</summary>
    internal const string ImplicitJob = "main";

    /// <summary>The job that a step belongs to: the first part of its path.</summary>
    internal static string JobOf(StepIdentity step)
    {
        var slash = step.Path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : step.Path[..slash];
    }

    /// <summary>What goes before the name: the job, where the workflow has named it; else nothing.</summary>
    internal static string PrefixOf(StepIdentity step) =>
        JobOf(step) is { Length: > 0 } job && job != ImplicitJob ? SafeText.OneLine(job) + " / " : "";

    /// <summary>Job and name, safe to print.</summary>
    internal static string Of(StepIdentity step) => PrefixOf(step) + SafeText.OneLine(step.Name);
}
