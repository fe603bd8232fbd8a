using Runner.Engine.Events;
using Runner.Workflows.Checked;

namespace Runner.Engine.Durability;

/// <summary>Counts what had ended before a run was gone on with.</summary>
static class PastTally
{
    public static void AddTo(RunTally tally, RunHistory history, CheckedWorkflow? workflow)
    {
        foreach (var (outcome, steps) in history.Tally) tally.Add(outcome, steps);
        if (history.SkippedJobs.Count == 0 || workflow is null) return;
        // The events of a job that was left out do not say how many steps it has.
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        Measure(workflow, "", sizes);
        foreach (var job in history.SkippedJobs) tally.Add(Outcome.Skipped, sizes.GetValueOrDefault(WithoutItems(job)));
    }

    static void Measure(CheckedWorkflow workflow, string caller, Dictionary<string, int> sizes)
    {
        foreach (var job in workflow.Jobs)
        {
            var path = caller + job.Id;
            sizes[path] = job.Steps.Count + job.Finally.Count;
            foreach (var step in job.Steps.Concat(job.Finally))
                if (step.Call is { } call) Measure(call.Workflow, $"{path}/{step.Key}/", sizes);
        }
    }

    static string WithoutItems(string path) => path.Contains('[') ? string.Join('/', path.Split('/').Select(part => part.Split('[')[0])) : path;
}
