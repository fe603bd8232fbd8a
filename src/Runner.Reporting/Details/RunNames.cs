using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>
/// What the jobs and steps that run now are called. With several jobs running at once each line must say whose it is:
/// a step's name comes after its job's, that of a called workflow after the step that calls it. All texts are safe to print.
/// </summary>
sealed class RunNames
{
    const string Separator = " / ";

    readonly Dictionary<string, JobNames> jobs = new(StringComparer.Ordinal);
    // Only a step that runs can call a workflow.
    readonly Dictionary<string, StepIdentity> steps = new(StringComparer.Ordinal);

    sealed record JobNames(string Name, string Title, string Prefix);

    internal void Clear()
    {
        jobs.Clear();
        steps.Clear();
    }

    internal void Add(JobStarted job) => jobs[job.Job] = NamesOf(job.Job, job.Name, job.Item);

    internal void Add(StepStarted step) => steps[step.Step.Path] = step.Step;

    internal void Remove(JobFinished job) => jobs.Remove(job.Job);

    internal void Remove(StepFinished step) => steps.Remove(step.Step.Path);

    /// <summary>What goes before a step's name: its job and what calls that; nothing for the job of a workflow that names none.</summary>
    internal string PrefixOf(StepIdentity step)
    {
        var job = EventPath.JobOf(step.Path);
        return job.Length == 0 ? "" : Of(job).Prefix;
    }

    /// <summary>A step with its job.</summary>
    internal string TitleOf(StepIdentity step) => PrefixOf(step) + SafeText.OneLine(step.Name);

    /// <summary>A job, or one item of it; or the step that a path names instead.</summary>
    internal string TitleOf(string path) => steps.TryGetValue(path, out var step) ? TitleOf(step) : Of(path).Title;

    JobNames Of(string job) => jobs.TryGetValue(job, out var names) ? names : NamesOf(job, EventPath.NameOf(job), item: null);

    JobNames NamesOf(string job, string name, string? item)
    {
        var caller = EventPath.CallerOf(job);
        var before = caller.Length == 0 ? "" : TitleOf(caller);
        var own = SafeText.OneLine(name == job ? EventPath.NameOf(job) : name);
        if (item is null && own == EventPath.ImplicitJob)
            return before.Length == 0 ? new(own, own, "") : new(own, before, before + Separator);

        // A name that is made of the item says which it is.
        if (item is not null && EventPath.LoopOf(job) is { } loop && Of(loop).Name == own) own += " (" + (item.Length > 0 ? SafeText.OneLine(item) : EventPath.NameOf(job)) + ")";
        var title = before.Length == 0 ? own : before + Separator + own;
        return new(own, title, title + Separator);
    }
}
