using Runner.Engine.Events;
using Runner.Engine.Steps;
using Runner.Sdk;
using Runner.Workflows.Types;

namespace Runner.Engine.Connections;

/// <summary>What the steps of a job have opened and not closed. The job closes it all at its end, last opened first.</summary>
sealed class JobConnections(EventStream events, TimeProvider time)
{
    /// <summary>How long one may take to close. A peer that does not let go must not hold the run.</summary>
    static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    readonly List<(StepIdentity Step, string? Id, IConnection Connection, string Description)> open = [];
    // Most jobs have none.
    Dictionary<Type, (StepIdentity Step, IAsyncDisposable State)>? states;

    public void Add(StepIdentity step, string? id, IConnection connection)
    {
        // Asked for once: a connection that is closed need not answer.
        var description = connection.Description;
        lock (gate) open.Add((step, id, connection, description));
        events.Publish(new ConnectionOpened(step, description));
    }

    /// <summary>The connection that the step of this id opened last; null when it opened none.</summary>
    public IConnection? Find(string id)
    {
        lock (gate) return open.FindLast(entry => string.Equals(entry.Id, id, StringComparison.OrdinalIgnoreCase)).Connection;
    }

    /// <summary>What a plugin keeps for the job, made for the step that asks first.</summary>
    public T State<T>(StepIdentity step) where T : class, IAsyncDisposable, new()
    {
        lock (gate)
        {
            states ??= [];
            if (states.TryGetValue(typeof(T), out var known)) return (T)known.State;
            var state = new T();
            states.Add(typeof(T), (step, state));
            return state;
        }
    }

    public async ValueTask CloseAllAsync()
    {
        while (TakeLast() is { } last)
        {
            var error = await CloseAsync(last.Connection, last.Step).ConfigureAwait(false);
            events.Publish(new ConnectionClosed(last.Step, last.Description, error));
        }

        if (states is null) return;
        foreach (var (step, state) in states.Values)
        {
            // Nobody was told that it was opened, so only its failure is news.
            if (await CloseAsync(state, step).ConfigureAwait(false) is { } error)
                events.Publish(new ConnectionClosed(step, $"what {step.Uses} kept for the job", error));
        }
    }

    (StepIdentity Step, IConnection Connection, string Description)? TakeLast()
    {
        lock (gate)
        {
            if (open.Count == 0) return null;
            var last = open[^1];
            open.RemoveAt(open.Count - 1);
            return (last.Step, last.Connection, last.Description);
        }
    }

    async ValueTask<ErrorInfo?> CloseAsync(IAsyncDisposable closing, StepIdentity step)
    {
        try
        {
            await closing.DisposeAsync().AsTask().WaitAsync(CloseLimit, time).ConfigureAwait(false);
            return null;
        }
        catch (TimeoutException)
        {
            return new("timeout", $"it was not closed within {DurationText.Format(CloseLimit)}");
        }
        catch (Exception e)
        {
            // One connection that cannot be closed must not keep the others open; the event tells of it.
            return StepError.Report(e, step, events);
        }
    }
}
