using System.Globalization;
using Runner.Engine.Durability;
using Runner.Engine.Secrets;
using Runner.Workflows.Values;

namespace Runner.Engine.Events;

/// <summary>
/// Numbers a run's events, masks the secrets in them and hands them to the journal and the observers, in order and one at a time.
/// </summary>
sealed class EventStream(string runId, IReadOnlyList<IRunObserver> observers, SecretMasker masker, TimeProvider time)
{
    readonly Lock gate = new();
    readonly List<IRunObserver> listening = [.. observers];
    readonly List<ObserverFailure> failures = [];
    long sequence;
    bool muted;

    /// <summary>Observers that threw. They were left out from then on: a full disk must not end the run.</summary>
    public IReadOnlyList<ObserverFailure> Failures => failures;

    /// <summary>Sees each event before the observers do; null for none.</summary>
    public IRunJournal? Journal { get; init; }

    /// <summary>Told when the journal threw. It gets nothing more, and neither does anybody else.</summary>
    public Action<Exception>? JournalFailed { get; set; }

    /// <summary>The number of the last event, where another process has said some.</summary>
    public long LastSequence { init => sequence = value; }

    /// <summary>Says it. Answers its number; 0 when nothing is said any more.</summary>
    public long Publish(RunEvent runEvent)
    {
        var asItIs = runEvent;
        if (!masker.IsEmpty) runEvent = EventMasking.Mask(runEvent, masker);
        lock (gate)
        {
            if (muted) return 0;
            runEvent.RunId = runId;
            runEvent.Sequence = ++sequence;
            runEvent.Time = time.GetUtcNow();
            if (Journal is not null && !Keep(runEvent, asItIs)) return 0;
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

            return sequence;
        }
    }

    /// <summary>Says nothing more from now on.</summary>
    public void Mute()
    {
        lock (gate) muted = true;
    }

    bool Keep(RunEvent runEvent, RunEvent asItIs)
    {
        try
        {
            switch (asItIs)
            {
                case StepFinished step:
                    SealSecrets();
                    if (((StepFinished)runEvent).Masked) Journal!.Seal(step.Step.Path, step.Result, step.Outputs);
                    break;
                case JobFinished job:
                    SealSecrets();
                    if (((JobFinished)runEvent).Masked) Journal!.Seal(job.Job, Value.Null, job.Outputs);
                    break;
            }

            Journal!.Observe(runEvent);
            return true;
        }
        catch (Exception e)
        {
            // What is said and not kept would be said again by whoever goes on with the run.
            muted = true;
            JournalFailed?.Invoke(e);
            return false;
        }
    }

    /// <summary>What steps made known as secrets has to be masked by whoever goes on, who will not run those steps.</summary>
    void SealSecrets()
    {
        var news = masker.TakeNews();
        if (news.Count == 0) return;
        Journal!.Seal(string.Create(CultureInfo.InvariantCulture, $"{SealedValues.SecretsPrefix}{sequence}"), Texts(isInput: false), Texts(isInput: true));

        Value Texts(bool isInput) => Value.From(news.Where(each => each.IsInput == isInput).Select(each => Value.From(each.Secret)).ToArray());
    }
}

/// <summary>An observer that threw, and was left out from then on.</summary>
/// <param name="Observer">The observer.</param>
/// <param name="Exception">What it threw.</param>
public sealed record ObserverFailure(IRunObserver Observer, Exception Exception);
