using Runner.Engine;
using Runner.Workflows.Checked;

namespace Runner.Cli.Runs;

/// <summary>Which jobs run when only what failed is tried again.</summary>
static class RetriedJobs
{
    /// <summary>
    /// The jobs that did not succeed, and of those that they need the ones that have outputs: results are not carried from one run to another,
    /// so that what gives them runs again.
    /// </summary>
    /// <exception cref="UsageException">The workflow has none of these jobs any more.</exception>
    public static RunSelection Select(CheckedWorkflow workflow, IReadOnlyList<string> failed)
    {
        var chosen = workflow.Jobs.Where(job => failed.Contains(job.Id, StringComparer.OrdinalIgnoreCase)).Select(job => job.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (chosen.Count == 0) throw new UsageException($"{workflow.Source.Path} has none of the jobs that failed any more: {string.Join(", ", failed)}", "without --failed-only all of it runs again");
        // Each stands behind those that it needs.
        foreach (var job in workflow.Jobs.Reverse())
        {
            if (chosen.Contains(job.Id)) continue;
            if (job.Outputs.Count > 0 && workflow.Jobs.Any(other => chosen.Contains(other.Id) && other.Needs.Contains(job.Id, StringComparer.OrdinalIgnoreCase))) chosen.Add(job.Id);
        }

        return RunSelection.Only(workflow, [.. chosen]);
    }
}
