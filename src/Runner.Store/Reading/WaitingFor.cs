using Runner.Store.Nodes;

namespace Runner.Store.Reading;

/// <summary>Why runs that are due are not taken, where that is to be seen: nobody serves, or nobody who does has their labels.</summary>
static class WaitingFor
{
    /// <summary>How long after it was due a run is not told to wait: nodes look at the queue from time to time.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<RunSummary>> ExplainAsync(IReadOnlyList<RunSummary> runs, NodeStore nodes, TimeProvider time, CancellationToken cancel)
    {
        var before = time.GetUtcNow() - Patience;
        if (!runs.Any(Waits)) return runs;
        var ready = (await nodes.ListAsync(withGone: false, cancel).ConfigureAwait(false)).Where(node => node.State == "ready").ToList();
        return [.. runs.Select(run => Waits(run) ? run with { WaitsFor = Reason(run, ready) } : run)];

        // A lost node's run waits too: for another one that may take it.
        bool Waits(RunSummary run) => run.State == "queued" && run.DueAt < before || run.State == "running" && run.LeaseUntil < before;
    }

    static string? Reason(RunSummary run, List<NodeSummary> ready)
    {
        if (ready.Count == 0) return "nobody serves: start `runner serve`";
        if (ready.Any(node => run.RunsOn.All(label => node.Labels.Contains(label, StringComparer.OrdinalIgnoreCase)))) return null;
        var missing = run.RunsOn.Where(label => !ready.Any(node => node.Labels.Contains(label, StringComparer.OrdinalIgnoreCase))).ToList();
        return missing.Count > 0 ? $"no node that serves has the label{(missing.Count > 1 ? "s" : "")} {string.Join(", ", missing)}" : $"no single node that serves has all of the labels {string.Join(", ", run.RunsOn)}";
    }
}
