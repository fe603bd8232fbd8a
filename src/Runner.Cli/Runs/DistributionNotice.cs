using Runner.Workflows.Checked;

namespace Runner.Cli.Runs;

/// <summary>Says of a loop that nodes are to share that there are none here.</summary>
static class DistributionNotice
{
    public static void Print(CheckedWorkflow workflow, Surroundings around)
    {
        foreach (var job in workflow.Jobs)
        {
            if (job.Loop is { Distribute: true }) around.Error.WriteLine($"note: {job.Location}: all items of `{job.Id}` run in this process; nodes share them (`distribute`) when `runner serve` runs the workflow");
            foreach (var step in job.Steps) Print(step, around);
            foreach (var step in job.Finally) Print(step, around);
        }
    }

    static void Print(CheckedStep step, Surroundings around)
    {
        if (step.Call is { } call) Print(call.Workflow, around);
    }
}
