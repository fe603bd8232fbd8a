using Runner.Engine;
using Runner.Workflows.Checked;

namespace Runner.Cli.Runs;

/// <summary>The part of a workflow that a command line, or the run that is tried again, asks for.</summary>
static class SelectedJobs
{
    /// <summary>The part; null for the whole.</summary>
    /// <exception cref="UsageException">There is no such part.</exception>
    public static RunSelection? Of(CheckedWorkflow workflow, string[] only, string? from, IReadOnlyList<string>? failed)
    {
        if (only.Length > 0 && from is not null) throw new UsageException("--only and --from do not go together", "--from names the job too: --from job/step");
        if (failed is not null) return RetriedJobs.Select(workflow, failed);
        try
        {
            return from is not null ? RunSelection.From(workflow, from) : only.Length > 0 ? RunSelection.Only(workflow, only) : null;
        }
        catch (RunSelectionException e)
        {
            throw new UsageException($"{workflow.Source.Path}: {e.Message}", e.Help);
        }
    }
}
