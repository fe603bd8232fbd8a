using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;

namespace Runner.Engine;

/// <summary>The part of a workflow that a run is of. What is left out counts as done, without results.</summary>
public sealed record RunSelection
{
    readonly HashSet<string> jobs;
    readonly CheckedStep? first;

    RunSelection(IEnumerable<string> jobs, CheckedStep? first)
    {
        this.jobs = jobs.ToHashSet(StringComparer.OrdinalIgnoreCase);
        this.first = first;
    }

    /// <summary>Some jobs, without those that they need.</summary>
    /// <exception cref="RunSelectionException">There is no such job.</exception>
    public static RunSelection Only(CheckedWorkflow workflow, IReadOnlyList<string> jobs)
    {
        foreach (var job in jobs)
        {
            if (!workflow.Jobs.Any(each => Is(each.Id, job))) throw Missing("job", job, workflow.Jobs.Select(each => each.Id));
        }

        return new(jobs, null);
    }

    /// <summary>A step, those after it in its job, and the jobs that need that job.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="step">The step's id, or <c>job/step</c>; a step without an id is named by its number.</param>
    /// <exception cref="RunSelectionException">There is no such step, or several.</exception>
    public static RunSelection From(CheckedWorkflow workflow, string step)
    {
        var all = workflow.Jobs.SelectMany(job => StepsOf(job).Select(each => (Job: job, Step: each))).ToList();
        var found = all.FindAll(each => Is(each.Step.Path, step));
        if (found.Count == 0) found = all.FindAll(each => Is(each.Step.Key, step));
        if (found.Count == 0) throw Missing("step", step, all.Select(each => workflow.Jobs.Count == 1 ? each.Step.Key : each.Step.Path));
        if (found.Count > 1) throw new RunSelectionException($"several steps are called `{step}`", $"name the job too: {string.Join(", ", found.Select(each => each.Step.Path))}");
        var chosen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { found[0].Job.Id };
        // They come in an order in which each has those before it that it needs.
        foreach (var job in workflow.Jobs)
        {
            if (job.Needs.Any(chosen.Contains)) chosen.Add(job.Id);
        }

        return new(chosen, found[0].Step);
    }

    /// <summary>Whether a job is part of the run.</summary>
    internal bool Has(CheckedJob job) => jobs.Contains(job.Id);

    /// <summary>The step of a job with which the run begins; null when that is its first.</summary>
    internal CheckedStep? FirstOf(CheckedJob job) => first is not null && StepsOf(job).Contains(first) ? first : null;

    static IEnumerable<CheckedStep> StepsOf(CheckedJob job) => job.Steps.Concat(job.Finally);

    static bool Is(string name, string written) => string.Equals(name, written, StringComparison.OrdinalIgnoreCase);

    static RunSelectionException Missing(string kind, string written, IEnumerable<string> names)
    {
        var all = names.ToList();
        return new($"there is no {kind} `{written}`", DidYouMean.Suggest(written, all) is { } near ? $"did you mean {near}?" : $"there are: {string.Join(", ", all.Take(20))}");
    }
}

/// <summary>The part of the workflow that was asked for does not exist.</summary>
public sealed class RunSelectionException(string message, string help) : Exception(message)
{
    /// <summary>What would be right.</summary>
    public string Help { get; } = help;
}
