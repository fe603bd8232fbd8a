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

    public async ValueTask CloseAllAsync()
    {
        while (true)
        {
            (StepIdentity Step, string? Id, IConnection Connection, string Description) last;
            lock (gate)
            {
                if (open.Count == 0) return;
                last = open[^1];
                open.RemoveAt(open.Count - 1);
            }

            ErrorInfo? error = null;
            try
            {
                await last.Connection.DisposeAsync().AsTask().WaitAsync(CloseLimit, time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                error = new("timeout", $"it was not closed within {DurationText.Format(CloseLimit)}");
            }
            catch (Exception e)
            {
                // One connection that cannot be closed must not keep the others open; the event tells of it.
                error = StepError.Report(e, last.Step, events);
            }

            events.Publish(new ConnectionClosed(last.Step, last.Description, error));
        }
    }
}
