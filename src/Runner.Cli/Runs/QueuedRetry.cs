using Runner.Cli.Inputs;
using Runner.Cli.Scripts;
using Runner.Cli.Serving;
using Runner.Engine;
using Runner.Service.Slots;
using Runner.Store.Queue;
using Runner.Store.Reading;

namespace Runner.Cli.Runs;

/// <summary>Has whoever serves run the workflow of a run again.</summary>
static class QueuedRetry
{
    /// <summary>Queues it, and prints its id.</summary>
    /// <exception cref="UsageException">Its workflow or its inputs are not right any more, or the store fails.</exception>
    public static int Queue(OpenedStore opened, RunSummary before, IReadOnlyList<string>? failed, InputArguments given, WorkspaceOpening opening, Surroundings around)
    {
        if (ScriptWorkflow.Is(before.File)) throw new UsageException($"the run {RunText.Short(before.Id)} is of a script, and `runner serve` runs workflows", "without --queue it runs here");
        if (opening.Open() is not { } workspace) return ExitCode.Invalid;
        var path = ResumedRun.PathOf(before);
        if (workspace.Compile(path) is not { } workflow) return ExitCode.Invalid;
        var options = RunOptions.Of(before.Options);
        if (failed is not null) options = options with { Only = [], From = null, Failed = [.. failed] };
        var inputs = QueuedInputs.Of(workflow, given.For(workflow), around);
        var run = new NewRun
        {
            Workflow = workflow.Name,
            File = Path.GetRelativePath(workspace.Folder, path).Replace('\\', '/'),
            Folder = workspace.Folder,
            Project = workspace.Folder,
            Trigger = "retry",
            DueAt = DateTimeOffset.UtcNow,
            Inputs = inputs.Plain,
            SecretInputs = inputs.Secret,
            RunsOn = workflow.RunsOn,
            RetryOf = before.Id,
            Options = Workflows.Values.ValueJson.Write(Workflows.Values.Value.From(options.ToValue()), indented: false),
        };
        var composer = ServiceOpening.Options(workspace, opened.Store, opening, around.Variables, ServiceOpening.Silent, around).Composer;
        run = run with { Concurrency = RunClaims.Of(workflow, run, composer) };
        _ = SelectedJobs.Of(workflow, options.Only, options.From, options.Failed);
        OpenedStore.Wait(() => opened.Store.Queue.EnqueueAsync(run, CancellationToken.None));
        around.Out.WriteLine(run.Id);
        return ExitCode.Success;
    }
}
