using Runner.Engine.Events;
using Runner.Engine.Steps;
using Runner.Sdk;

namespace Runner.Engine.Connections;

/// <summary>What the steps of a job have opened and not closed. The job closes it all at its end, last opened first.</summary>
sealed class JobConnections(EventStream events)
{
    readonly Lock gate = new();
    readonly List<(StepIdentity Step, string? Id, IConnection Connection)> open = [];

    public void Add(StepIdentity step, string? id, IConnection connection)
    {
        lock (gate) open.Add((step, id, connection));
        events.Publish(new ConnectionOpened(step, connection.Description));
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
            (StepIdentity Step, string? Id, IConnection Connection) last;
            lock (gate)
            {
                if (open.Count == 0) return;
                last = open[^1];
                open.RemoveAt(open.Count - 1);
            }

            ErrorInfo? error = null;
            try
            {
                await last.Connection.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // One connection that cannot be closed must not keep the others open; the event tells of it.
                error = StepError.From(e, last.Step.Uses);
            }

            events.Publish(new ConnectionClosed(last.Step, last.Connection.Description, error));
        }
    }
}
