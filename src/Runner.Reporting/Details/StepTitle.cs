using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>What a step is called in a list of steps.</summary>
static class StepTitle
{
    /// <summary>The job of a workflow that names none.</summary>
    internal const string ImplicitJob = "main";

    /// <summary>The job, or the item of a job, that a step belongs to, as the events about jobs call it.</summary>
    internal static string JobOf(StepIdentity step) => EventPath.JobOf(step.Path);

    /// <summary>What goes before the name: the job, where the workflow has named it; else nothing.</summary>
    internal static string PrefixOf(StepIdentity step) =>
        JobOf(step) is { Length: > 0 } job && job != ImplicitJob ? SafeText.OneLine(job) + " / " : "";

    /// <summary>Job and name, safe to print.</summary>
    internal static string Of(StepIdentity step) => PrefixOf(step) + SafeText.OneLine(step.Name);
}
