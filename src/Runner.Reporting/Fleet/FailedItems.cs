using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>What the items are called of repeated jobs that failed, for a hint at how to run them again.</summary>
public sealed class FailedItems : IRunObserver
{
    /// <summary>More nobody runs again by their names.</summary>
    const int MostKept = 1000;

    readonly Dictionary<string, string> running = new(StringComparer.Ordinal);
    readonly OrderedDictionary<string, bool> failed = new(StringComparer.Ordinal);

    /// <summary>The names, each once, in the order in which they failed.</summary>
    public IReadOnlyCollection<string> Names => failed.Keys;

    /// <summary>Whether there were more than are kept.</summary>
    public bool IsCut { get; private set; }

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        switch (runEvent)
        {
            case JobStarted { Item: { } item } job:
                running[job.Job] = item;
                break;
            case JobFinished job when running.Remove(job.Job, out var item) && job.Conclusion == Outcome.Failure:
                if (failed.Count < MostKept) failed.TryAdd(item, true);
                else IsCut = true;
                break;
        }
    }
}
