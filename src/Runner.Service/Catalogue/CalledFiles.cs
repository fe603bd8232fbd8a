using Runner.Workflows.Checked;

namespace Runner.Service.Catalogue;

/// <summary>The texts of a workflow and of those that it calls.</summary>
static class CalledFiles
{
    public static IReadOnlyDictionary<string, string> Of(CheckedWorkflow workflow) => WorkflowSnapshot.Of(workflow);
}
