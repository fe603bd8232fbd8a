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

    /// <summary>This process, as runs name it.</summary>
    public static string Process => string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");

    /// <summary>Begins to record a run.</summary>
    public RunSpool Begin(RunRequest request)
    {
        var time = request.Time.GetUtcNow();
        return RunSpool.Begin(place.Spool, request.RunId, () => HeaderOf(request, time));
    }

    /// <summary>Begins to record what is still said of a run that another process began.</summary>
    /// <exception cref="UsageException">It cannot be recorded.</exception>
    public RunSpool GoOn(RunRequest request)
    {
        try
        {
            return RunSpool.GoOn(place.Spool, $"{request.RunId}-{Guid.CreateVersion7():N}", HeaderOf(request, request.Time.GetUtcNow()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the run cannot go on, for what it says cannot be recorded: {e.Message}", null);
        }
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
            Process = Process,
            Time = time,
            Inputs = masker.MaskValue(Value.From(request.Inputs)),
            Options = masker.MaskValue(Value.From(options)),
            RetryOf = RetryOf,
            Files = WorkflowSnapshot.Of(request.Workflow),
        };
    }
}
