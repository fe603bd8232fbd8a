using Runner.Engine;
using Runner.Reporting;
using Runner.Store.Reading;

namespace Runner.Cli.Runs;

/// <summary>Waits for a run that somebody else runs: shows what it says, and ends as it does.</summary>
static class RunWatch
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Shows it to its end.</summary>
    /// <returns>The run's exit code; of a wait that the user ended, that of something cancelled: the run goes on.</returns>
    /// <exception cref="UsageException">The store fails.</exception>
    public static int Follow(OpenedStore opened, string run, LogFormat? log, Surroundings around)
    {
        var cancel = around.Cancel();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reasons = TellReasonsAsync(opened, run, around, over.Token);
        OpenedStore.Wait(() => RunReplay.ShowAsync(opened.Store.Runs.FollowAsync(run, 0, opened.RefreshAsync, cancel), log, around));
        over.Cancel();
        reasons.GetAwaiter().GetResult();
        if (cancel.IsCancellationRequested)
        {
            around.Error.WriteLine($"The run goes on: `runner runs cancel {RunText.Short(run)}` ends it.");
            return ExitCode.Cancelled;
        }

        var ended = OpenedStore.Wait(() => opened.Store.Runs.GetAsync(run, CancellationToken.None)) ?? throw new UsageException($"the run {RunText.Short(run)} is not remembered any more", null);
        TellSilent(ended, around);
        return ended.ExitCode ?? ended.State switch
        {
            "success" => ExitCode.Success,
            "cancelled" => ExitCode.Cancelled,
            _ => ExitCode.StepFailed,
        };
    }

    /// <summary>Of a run that ended before it said anything there is nothing to show but why.</summary>
    public static void TellSilent(RunSummary run, Surroundings around)
    {
        if (run is { IsOver: true, StartedAt: null }) around.Error.WriteLine($"The run {RunText.Short(run.Id)} said nothing: {run.State}{(run.Error is { } error ? $", {Hosts.PrintableText.Of(error)}" : "")}");
    }

    /// <summary>Why nobody takes it, as soon as that is known: whoever waits would wait for ever.</summary>
    static async Task TellReasonsAsync(OpenedStore opened, string run, Surroundings around, CancellationToken cancel)
    {
        string? told = null;
        try
        {
            while (true)
            {
                await Task.Delay(Look, cancel).ConfigureAwait(false);
                if (await opened.Store.Runs.GetAsync(run, cancel).ConfigureAwait(false) is not { IsOver: false } now) return;
                if (now.WaitsFor is { } reason && reason != told) around.Error.WriteLine($"The run {RunText.Short(run)} waits: {reason}");
                told = now.WaitsFor;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or Store.StoreException)
        {
            // Whoever shows the run says what is wrong with the store.
        }
    }
}
