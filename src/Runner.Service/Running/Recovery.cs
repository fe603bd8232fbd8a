using Runner.Engine;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Store;
using Runner.Store.Queue;
using Runner.Store.Recording;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;

namespace Runner.Service.Running;

/// <summary>What a run goes on from that somebody had begun: what it had said, and the files that it began with.</summary>
sealed class Recovery(RunStore store, IRunComposer composer, TimeProvider time)
{
    /// <summary>How often a run is gone on with that does not end a single step meanwhile: it may be what ends the processes.</summary>
    public const int MostInVain = 10;

    /// <summary>What it had said.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task<RunHistory> HistoryOfAsync(string run, CancellationToken cancel)
    {
        var events = new List<RunEvent>();
        await foreach (var happened in store.Runs.EventsAsync(run, 0, cancel).ConfigureAwait(false)) events.Add(happened);
        var values = await store.Runs.SealedAsync(run, cancel).ConfigureAwait(false);
        return RunHistory.Of(events, values);
    }

    /// <summary>The workflow as it was when the run began; null where the run had not come so far.</summary>
    /// <exception cref="RunRefusedException">It is not kept any more, or cannot be read any more: a plugin is gone.</exception>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task<CheckedWorkflow?> WorkflowOfAsync(NewRun run, CancellationToken cancel)
    {
        if (run.Definition is not { } hash) return null;
        if (await store.Definitions.LoadAsync(hash, cancel).ConfigureAwait(false) is not { } files || !files.ContainsKey(Path.GetFullPath(run.File, run.Folder)))
            throw new RunRefusedException("workflow", $"the files that the run began with are not kept any more, so it cannot go on: {run.File}");
        return Compile(run, files);
    }

    /// <summary>The workflow of a run from kept files.</summary>
    /// <exception cref="RunRefusedException">It cannot be read any more: a plugin is gone.</exception>
    public CheckedWorkflow Compile(NewRun run, IReadOnlyDictionary<string, string> files)
    {
        var (workflow, diagnostics) = composer.CompileKept(Path.GetFullPath(run.File, run.Folder), run.File, files);
        return workflow ?? throw new RunRefusedException("workflow", diagnostics.First(diagnostic => diagnostic.Severity == Severity.Error) is var first ? $"the workflow that the run began with cannot be run any more: {first.Location}: {first.Message}" : "");
    }

    /// <summary>Why a run is to be given up; null when it is not.</summary>
    public static ErrorInfo? WhyHopeless(RunHistory history) => history.ResumedInVain < MostInVain ? null : new(ErrorInfo.Interrupted, $"the run was stopped and gone on with {history.ResumedInVain} times without a single step coming to its end")
    {
        Help = "what runs in it may be what ends the process, such as by taking all of its memory",
    };

    /// <summary>Ends a run as failed.</summary>
    public async Task<RunResult> GiveUpAsync(NewRun run, RunHistory history, RunJournal journal, ErrorInfo error) =>
        await WorkflowRunner.GiveUpAsync(run.Id, new(run.Workflow, run.File, null, 0), history, journal, error, time).ConfigureAwait(false);
}
