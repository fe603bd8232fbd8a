using Runner.Cli.Scripts;
using Runner.Engine;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Reporting;
using Runner.Store.Reading;
using Runner.Workflows.Checked;

namespace Runner.Cli.Runs;

/// <summary>A run of <c>runner run</c> whose process died, and that goes on in this one.</summary>
sealed class ResumedRun
{
    readonly OpenedStore opened;
    readonly RunSummary run;

    /// <summary>Takes a run that can go on here.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    public ResumedRun(OpenedStore opened, RunSummary run)
    {
        (this.opened, this.run) = (opened, run);
        Check(run);
    }

    /// <summary>The file of a run. Of one of the service the folder is the project's, of others the file's own.</summary>
    public static string PathOf(RunSummary run) => run.Process is null ? Path.GetFullPath(run.File, run.Folder) : Path.Combine(run.Folder, Path.GetFileName(run.File));

    static void Check(RunSummary run)
    {
        var id = RunText.Short(run.Id);
        if (run.State is not ("queued" or "running" or "interrupted")) throw new UsageException($"the run {id} is over: {run.State}", $"`runner runs retry {id}` runs it again");
        if (run.Process is null || run.Epoch > 0) throw new UsageException($"the run {id} is of `runner serve`{(run.Node is { } node ? $" on {node}" : "")}, which goes on with it by itself", null);
        if (run.State != "interrupted") throw new UsageException($"the run {id} still runs, as {run.Process}", $"`runner runs logs {id} --follow` shows what it says");
        if (ScriptWorkflow.Is(run.File)) throw new UsageException($"the run {id} is of a script, and what a script had done is not told apart", $"`runner runs retry {id}` runs it again");
    }

    /// <summary>The workflow as it was when the run began; null, with the reasons printed, when it cannot be run any more.</summary>
    /// <exception cref="UsageException">Its files are not kept any more.</exception>
    public CheckedWorkflow? Compile(Workspace workspace, Surroundings around)
    {
        var path = PathOf(run);
        var files = run.Definition is { } hash ? OpenedStore.Wait(() => opened.Store.Definitions.LoadAsync(hash, CancellationToken.None)) : null;
        if (files is null || !files.TryGetValue(path, out var text))
            throw new UsageException($"the files that the run {RunText.Short(run.Id)} began with are not kept any more, so it cannot go on", $"`runner runs retry {RunText.Short(run.Id)}` runs them again as they are now");
        var (workflow, diagnostics) = workspace.Check(new(run.File, text) { FullPath = path }, workspace.Inventory, files);
        if (workflow is null) DiagnosticPrinter.Print(diagnostics, around);
        return workflow;
    }

    /// <summary>Makes the run this process', and begins to record it again.</summary>
    /// <exception cref="UsageException">Another process was faster, or it cannot be recorded.</exception>
    public RunSpool Begin(Recording recording, ref RunRequest request)
    {
        request = request with { RunId = run.Id, Node = Environment.MachineName };
        // First the file: who finds it without its process knows that the run is interrupted once more.
        var spool = recording.GoOn(request);
        var taken = false;
        try
        {
            taken = OpenedStore.Wait(() => opened.Store.Queue.ResumeAsync(run.Id, Recording.Process, CancellationToken.None));
            if (!taken) throw new UsageException($"another process goes on with the run {RunText.Short(run.Id)} already", $"`runner runs logs {RunText.Short(run.Id)} --follow` shows what it says");
            request = request with { History = RunHistory.Of(OpenedStore.Wait(EventsAsync)) };
            return spool;
        }
        catch
        {
            if (taken) spool.Dispose();
            else spool.Discard();
            throw;
        }
    }

    async Task<List<RunEvent>> EventsAsync()
    {
        var events = new List<RunEvent>();
        await foreach (var happened in opened.Store.Runs.EventsAsync(run.Id, 0, CancellationToken.None).ConfigureAwait(false)) events.Add(happened);
        return events;
    }
}
