using System.Text;
using Runner.Engine.Events;
using Runner.Engine.Events.Lines;
using Runner.Reporting;
using Runner.Store;
using Runner.Store.Reading;
using Runner.Workflows.Values;

namespace Runner.Cli.Runs;

/// <summary>Shows what runs said.</summary>
static class RunReplay
{
    const int RunsAtOnce = 200;

    /// <summary>Has a reporter show events, as if they happened now.</summary>
    public static async Task<int> ShowAsync(IAsyncEnumerable<RunEvent> events, LogFormat? log, Surroundings around)
    {
        var isTerminal = around.IsTerminal();
        var reporter = ReporterFactory.Create(ReporterFactory.Choose(log, isTerminal, around.Variables), around.Output, isTerminal, Encoding.UTF8, around.Variables);
        using var closing = reporter as IDisposable;
        try
        {
            await foreach (var runEvent in events.ConfigureAwait(false)) reporter.Observe(runEvent);
        }
        catch (OperationCanceledException)
        {
            // Whoever follows has seen enough.
        }

        return 0;
    }

    /// <summary>Writes the runs of a filter, the newest first.</summary>
    public static async Task<int> ExportAsync(RunStore store, RunFilter filter, Stream output)
    {
        for (string? before = null; ;)
        {
            var page = await store.Runs.ListAsync(filter, before, RunsAtOnce, CancellationToken.None).ConfigureAwait(false);
            foreach (var run in page) await ExportAsync(store, run, output).ConfigureAwait(false);
            if (page.Count < RunsAtOnce) return 0;
            before = page[^1].Id;
        }
    }

    /// <summary>Writes one: a line about it, then its events.</summary>
    public static async Task<int> ExportAsync(RunStore store, RunSummary run, Stream output)
    {
        var header = new RunHeader
        {
            RunId = run.Id,
            Workflow = run.Workflow,
            File = run.File,
            Folder = run.Folder,
            Project = run.Project,
            Trigger = run.Trigger,
            Process = run.Process ?? run.Node ?? "",
            Time = run.CreatedAt,
            Inputs = ValueJson.Parse(run.Inputs),
            Options = ValueJson.Parse(run.Options),
            RetryOf = run.RetryOf,
        };
        output.Write(header.Write());
        await foreach (var line in store.Runs.LinesAsync(run.Id, 0, CancellationToken.None).ConfigureAwait(false)) output.Write(Encoding.UTF8.GetBytes(line.Line + "\n"));
        output.Flush();
        // What its batches said is part of it; a batch has none.
        if (run.Parent is null)
            foreach (var batch in (await store.Runs.ListAsync(new() { Parent = run.Id }, null, int.MaxValue, CancellationToken.None).ConfigureAwait(false)).Reverse()) await ExportAsync(store, batch, output).ConfigureAwait(false);
        return 0;
    }
}
