namespace Runner.Workflows.Checked;

/// <summary>
/// The texts that a run is made of: its workflow, those that it calls, the scripts that its steps name and what these load. A run that goes
/// on in another process is compiled from them, whatever the files say by then.
/// </summary>
public static class WorkflowSnapshot
{
    /// <summary>Takes the texts, by the files' full paths. A script that cannot be read is left out: its step will say so.</summary>
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
        if (step.Script is not { } script) return;
        if (script.File is not { } path)
        {
            ScriptLoads.Add(script.Text!, Path.GetDirectoryName(script.Location.Source.FullPath)!, files, Read);
            return;
        }

        if (files.ContainsKey(path) || Read(path) is not { } text) return;
        files.Add(path, text);
        ScriptLoads.Add(text, Path.GetDirectoryName(path)!, files, Read);

        string? Read(string file) => script.Kept?.TryGetValue(file, out var kept) == true ? kept : ScriptLoads.ReadFile(file);
    }
}
