using System.Globalization;
using Runner.Engine;
using Runner.Engine.Events.Lines;
using Runner.Engine.Secrets;
using Runner.Reporting;
using Runner.Workflows.Checked;
using Runner.Workflows.Values;

namespace Runner.Cli.Runs;

/// <summary>Records the runs of this process, so that <c>runner runs</c> knows of them. The store is not opened for that.</summary>
/// <param name="place">Where they are remembered.</param>
/// <param name="options">What the command line said beside inputs.</param>
sealed class Recording(StorePlace place, ValueObject options)
{
    /// <summary>Why they are started.</summary>
    public string Trigger { get; init; } = "manual";

    /// <summary>The run that they try again.</summary>
    public string? RetryOf { get; init; }

    /// <summary>Begins to record a run.</summary>
    public RunSpool Begin(RunRequest request)
    {
        var time = request.Time.GetUtcNow();
        return RunSpool.Begin(place.Spool, request.RunId, () => HeaderOf(request, time));
    }

    RunHeader HeaderOf(RunRequest request, DateTimeOffset time)
    {
        var masker = new SecretMasker();
        foreach (var secret in request.Secrets.Values) masker.Add(secret);
        var source = request.Workflow.Source;
        return new()
        {
            RunId = request.RunId,
            Workflow = masker.MaskText(request.Workflow.Name),
            File = source.Path,
            Folder = Path.GetDirectoryName(source.FullPath)!,
            Project = place.Project,
            Trigger = Trigger,
            Process = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}"),
            Time = time,
            Inputs = masker.MaskValue(Value.From(request.Inputs)),
            Options = masker.MaskValue(Value.From(options)),
            RetryOf = RetryOf,
            Files = FilesOf(request.Workflow),
        };
    }

    /// <summary>The workflow, and those that it calls.</summary>
    static Dictionary<string, string> FilesOf(CheckedWorkflow workflow)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(workflow);
        return files;

        void Add(CheckedWorkflow each)
        {
            if (!files.TryAdd(each.Source.FullPath, each.Source.Content)) return;
            foreach (var job in each.Jobs)
            {
                foreach (var step in job.Steps) Follow(step);
                foreach (var step in job.Finally) Follow(step);
            }
        }

        void Follow(CheckedStep step)
        {
            if (step.Call is { } call) Add(call.Workflow);
        }
    }
}
