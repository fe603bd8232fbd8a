using Runner.Engine.Secrets;

namespace Runner.Engine.Events;

/// <summary>
/// Numbers a run's events, masks the secrets in them and hands them to the observers, in order and one at a time.
/// </summary>
sealed class EventStream(string runId, IReadOnlyList<IRunObserver> observers, SecretMasker masker, TimeProvider time)
{
    readonly Lock gate = new();
    readonly List<IRunObserver> listening = [.. observers];
    readonly List<ObserverFailure> failures = [];
    long sequence;

    /// <summary>Observers that threw. They were left out from then on: a full disk must not end the run.</summary>
    public IReadOnlyList<ObserverFailure> Failures => failures;

    public void Publish(RunEvent runEvent)
    {
        if (!masker.IsEmpty) runEvent = EventMasking.Mask(runEvent, masker);
        lock (gate)
        {
            runEvent.RunId = runId;
            runEvent.Sequence = ++sequence;
            runEvent.Time = time.GetUtcNow();
            for (var i = 0; i < listening.Count; i++)
            {
                try
                {
                    listening[i].Observe(runEvent);
                }
                catch (Exception e)
                {
                    failures.Add(new(listening[i], e));
                    listening.RemoveAt(i--);
                }
            }
        }
    }
}

/// <summary>An observer that threw, and was left out from then on.</summary>
/// <param name="Observer">The observer.</param>
/// <param name="Exception">What it threw.</param>
public sealed record ObserverFailure(IRunObserver Observer, Exception Exception);
