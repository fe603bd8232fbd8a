using Runner.Workflows.Checked;

namespace Runner.Service.Catalogue;

/// <summary>The texts of a workflow and of those that it calls.</summary>
static class CalledFiles
{
    public static IReadOnlyDictionary<string, string> Of(CheckedWorkflow workflow)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(workflow, files);
        return files;
    }

    static void Add(CheckedWorkflow workflow, Dictionary<string, string> files)
    {
        if (!files.TryAdd(workflow.Source.FullPath, workflow.Source.Content)) return;
        foreach (var job in workflow.Jobs)
        {
            foreach (var step in job.Steps) Add(step, files);
            foreach (var step in job.Finally) Add(step, files);
        }
    }

    static void Add(CheckedStep step, Dictionary<string, string> files)
    {
        if (step.Call is { } call) Add(call.Workflow, files);
    }
}
