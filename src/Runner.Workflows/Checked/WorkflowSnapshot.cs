namespace Runner.Workflows.Checked;

/// <summary>
/// The texts that a run is made of: its workflow, those that it calls, the scripts that its steps name. A run that goes on in another
/// process is compiled from them, whatever the files say by then.
/// </summary>
public static class WorkflowSnapshot
{
    /// <summary>Takes the texts, by the files' full paths. A script that cannot be read is left out: its step will say so.</summary>
    /// <remarks>What a script brings in by <c>#load</c> is not among them.</remarks>
    public static IReadOnlyDictionary<string, string> Of(CheckedWorkflow workflow)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(workflow, files);
        return files;
    }

    static void Add(CheckedWorkflow workflow, Dictionary<string, string> files)
    {
        // Workflows do not call each other in circles, and one that is called twice is one.
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
        if (step.Script is not { File: { } path } script || files.ContainsKey(path)) return;
        try
        {
            files.Add(path, script.FileText ?? File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left out.
        }
    }
}
