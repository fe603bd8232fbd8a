using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Runner.Store.Nodes;
using Runner.Store.Queue;
using Runner.Store.Schedules;

namespace Runner.Service.Health;

/// <summary>The service's figures, as Prometheus reads them.</summary>
sealed class ServiceMetrics
{
    /// <summary>Workflows beyond these are counted together: names must not fill the memory of whoever reads them.</summary>
    const int MostWorkflows = 1000;

    static readonly string[] NodeStates = ["ready", "draining", "gone"];

    readonly ConcurrentDictionary<(string Workflow, string Outcome), long> runs = new();
    readonly ConcurrentDictionary<string, Histogram> durations = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, long> batches = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, long> slots = new(StringComparer.Ordinal);
    readonly Histogram lateness = new(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300);
    readonly Histogram storeTimes = new(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);

    /// <summary>A run has ended.</summary>
    public void Ended(string workflow, string outcome, TimeSpan duration)
    {
        if (!durations.ContainsKey(workflow) && durations.Count >= MostWorkflows) workflow = "(others)";
        runs.AddOrUpdate((workflow, outcome), 1, static (_, count) => count + 1);
        durations.GetOrAdd(workflow, static _ => new(0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600)).Add(duration.TotalSeconds);
    }

    /// <summary>A batch of a run has ended. It is counted by itself: its run is one run, on however many nodes.</summary>
    public void BatchEnded(string outcome) => batches.AddOrUpdate(outcome, 1, static (_, count) => count + 1);

    /// <summary>A run has begun, so long after it was due.</summary>
    public void Began(TimeSpan late) => lateness.Add(Math.Max(0, late.TotalSeconds));

    /// <summary>A slot was decided.</summary>
    public void Slot(string schedule, SlotOutcome outcome) => slots.AddOrUpdate(ScheduleStore.Word(outcome), 1, static (_, count) => count + 1);

    /// <summary>Asks the store, and notes how long it took.</summary>
    public async Task<T> TimedAsync<T>(Func<Task<T>> ask)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await ask().ConfigureAwait(false);
        }
        finally
        {
            storeTimes.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
    }

    /// <summary>All of them as text.</summary>
    public string Write(ServiceFigures now)
    {
        var (queue, oldest) = (now.Queue, now.Oldest);
        var text = new StringBuilder(4096);
        Head(text, "runner_runs_total", "counter", "Runs that ended, by outcome and workflow.");
        foreach (var ((workflow, outcome), count) in runs.OrderBy(each => each.Key.Workflow, StringComparer.Ordinal).ThenBy(each => each.Key.Outcome, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"runner_runs_total{{workflow=\"{Escape(workflow)}\",outcome=\"{outcome}\"}} {count}\n");
        Head(text, "runner_run_duration_seconds", "histogram", "How long runs took, by workflow.");
        foreach (var (workflow, histogram) in durations.OrderBy(each => each.Key, StringComparer.Ordinal)) histogram.Write(text, "runner_run_duration_seconds", $"workflow=\"{Escape(workflow)}\"");
        Head(text, "runner_start_lateness_seconds", "histogram", "How long after they were due runs began.");
        lateness.Write(text, "runner_start_lateness_seconds");
        Head(text, "runner_slots_total", "counter", "Slots of schedules, by what became of them.");
        foreach (var (outcome, count) in slots.OrderBy(each => each.Key, StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"runner_slots_total{{decision=\"{outcome}\"}} {count}\n");
        Head(text, "runner_batches_total", "counter", "Batches of runs (distribute) that ended on this node, by outcome. They are not among runner_runs_total.");
        foreach (var (outcome, count) in batches.OrderBy(each => each.Key, StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"runner_batches_total{{outcome=\"{outcome}\"}} {count}\n");
        Head(text, "runner_store_seconds", "histogram", "How long the store took to answer the service.");
        storeTimes.Write(text, "runner_store_seconds");
        Gauge(text, "runner_running", "Runs of this node that go on, those that wait for their batches among them.", now.Running);
        Gauge(text, "runner_batches_running", "Batches of runs that this node runs.", now.RunningBatches);
        Gauge(text, "runner_schedules", "Schedules that are served.", now.Schedules);
        Gauge(text, "runner_broken_files", "Workflow files that are wrong, with or without a version that goes on.", now.Broken);
        Gauge(text, "runner_ready", "1 when the service takes runs, 0 when it is starting, draining or without its store.", now.Ready ? 1 : 0);
        if (queue is not null)
        {
            Gauge(text, "runner_queue_length", "Runs that are due and that no node has taken, batches not counted.", queue.Waiting);
            Gauge(text, "runner_batches_waiting", "Batches of runs that no node has taken.", queue.WaitingBatches);
        }

        if (oldest is { } age) Gauge(text, "runner_queue_oldest_seconds", "How long the run of the queue that waits longest has been due; 0 when none waits.", age.TotalSeconds);
        if (now.Nodes is { } nodes)
        {
            Head(text, "runner_nodes", "gauge", "Nodes that share the store, by state; those that are gone for a day.");
            foreach (var state in NodeStates) text.Append(CultureInfo.InvariantCulture, $"runner_nodes{{state=\"{state}\"}} {nodes.Count(node => node.State == state)}\n");
        }

        return text.ToString();
    }

    static void Gauge(StringBuilder text, string name, string help, double value)
    {
        Head(text, name, "gauge", help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    static void Head(StringBuilder text, string name, string type, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}

/// <summary>What is as it is at the moment at which it is asked for.</summary>
sealed record ServiceFigures(int Schedules, int Broken, int Running, int RunningBatches, bool Ready)
{
    /// <summary>The queue; null where the store does not answer.</summary>
    public QueueLength? Queue { get; init; }

    /// <summary>How long the run that waits longest has been due.</summary>
    public TimeSpan? Oldest { get; init; }

    /// <summary>The nodes; null where the store does not answer.</summary>
    public IReadOnlyList<NodeSummary>? Nodes { get; init; }
}
