using System.Globalization;
using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>How a run ended on each of its machines. It keeps no output.</summary>
/// <param name="batches">The repeated jobs of the run, in their order; each item is one machine with one step.</param>
public sealed class FleetTally(IReadOnlyList<FleetBatch> batches) : IRunObserver
{
    readonly Dictionary<string, FleetBatch> byJob = batches.ToDictionary(batch => batch.Job, StringComparer.Ordinal);
    readonly Dictionary<FleetHost, HostEnd> ends = new(ReferenceEqualityComparer.Instance);
    // The host that has been running longest is the first.
    readonly OrderedDictionary<FleetHost, DateTimeOffset> running = new(ReferenceEqualityComparer.Instance);
    readonly int[] counts = new int[(int)HostState.Cancelled + 1];

    /// <summary>Every machine.</summary>
    public IEnumerable<FleetHost> Hosts => batches.SelectMany(batch => batch.Hosts);

    /// <summary>How many machines there are.</summary>
    public int Total { get; } = batches.Sum(batch => batch.Hosts.Count);

    /// <summary>How many of them have ended.</summary>
    public int Ended => ends.Count;

    /// <summary>How long the run took; null until it has ended.</summary>
    public TimeSpan? Duration { get; private set; }

    /// <summary>The machines that are being worked on, and since when, the longest first.</summary>
    internal IEnumerable<KeyValuePair<FleetHost, DateTimeOffset>> Running => running;

    internal int RunningCount => running.Count;

    /// <summary>How many machines ended so.</summary>
    public int Count(HostState state) => state == HostState.NotRun ? Total - Ended - running.Count : counts[(int)state];

    /// <summary>How each machine ended, in the order of the batches; those whose turn has not come too.</summary>
    public IEnumerable<HostEnd> Ends => Hosts.Select(host => ends.TryGetValue(host, out var end) ? end : new(host, HostState.NotRun, default));

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent) => Apply(runEvent);

    /// <summary>Takes an event.</summary>
    /// <returns>How a machine ended, when the event tells it.</returns>
    internal HostEnd? Apply(RunEvent runEvent)
    {
        switch (runEvent)
        {
            case JobStarted started when HostOf(started.Job) is { } host:
                running[host] = started.Time;
                return null;
            case StepFinished { Items: null } step when HostOf(EventPath.JobOf(step.Step.Path)) is { } host:
                return End(EndOf(host, step));
            case JobFinished job when HostOf(job.Job) is { } host:
                // Only a job that did not get as far as its step has something to add.
                var end = new HostEnd(host, job.Outcome switch { Outcome.Success => HostState.Ok, Outcome.Failure => HostState.Failed, _ => HostState.Cancelled }, job.Duration) { Error = job.Error };
                return ends.ContainsKey(host) ? null : End(end);
            case RunFinished finished:
                Duration = finished.Duration;
                return null;
            default:
                return null;
        }
    }

    /// <summary>The machine that a job's item is for.</summary>
    internal FleetHost? HostOf(string job)
    {
        if (EventPath.LoopOf(job) is not { } loop || !byJob.TryGetValue(loop, out var batch)) return null;
        var index = int.Parse(job.AsSpan(loop.Length + 1).TrimEnd(']'), CultureInfo.InvariantCulture);
        return index < batch.Hosts.Count ? batch.Hosts[index] : null;
    }

    HostEnd? End(HostEnd end)
    {
        running.Remove(end.Host);
        if (!ends.TryAdd(end.Host, end)) return null;
        counts[(int)end.State]++;
        return end;
    }

    /// <summary>Who ran a command wrote no step.</summary>
    static ErrorInfo? InWordsOfTheCommand(ErrorInfo? error) =>
        error?.Help is { } help ? error with { Help = help.Replace("the step's `timeout`", "`--timeout`", StringComparison.Ordinal) } : error;

    static HostEnd EndOf(FleetHost host, StepFinished step)
    {
        var ended = new HostEnd(host, HostState.Ok, step.Duration);
        if (step.Result.Kind == ValueKind.Object)
        {
            var result = step.Result.AsObject();
            if (result.TryGet("exitCode", out var code) && code.Kind == ValueKind.Number) ended = ended with { ExitCode = (int)code.AsNumber() };
            if (result.TryGet("signal", out var signal) && signal.Kind == ValueKind.String) ended = ended with { Signal = signal.AsString() };
        }

        return step.Outcome switch
        {
            Outcome.Success => ended,
            Outcome.Failure when step.Error is { Kind: ErrorInfo.Expectation } && (ended.ExitCode ?? 0) + (ended.Signal?.Length ?? 0) != 0 => ended with { State = HostState.Exited },
            Outcome.Failure => ended with { State = HostState.Failed, Error = InWordsOfTheCommand(step.Error) },
            _ => ended with { State = HostState.Cancelled, Error = step.Error },
        };
    }
}
