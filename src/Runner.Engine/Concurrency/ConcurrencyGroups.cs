namespace Runner.Engine.Concurrency;

/// <summary>The groups of which not more than some run at once, in all runs of this process.</summary>
static class ConcurrencyGroups
{
    static readonly Lock Gate = new();
    static readonly Dictionary<string, Group> Groups = new(StringComparer.Ordinal);

    sealed class Group
    {
        public int Running;

        /// <summary>Those that wait, the first come first.</summary>
        public readonly LinkedList<(int Limit, TaskCompletionSource Enter)> Waiting = [];
    }

    /// <summary>Waits for a place in a group.</summary>
    /// <param name="name">The group.</param>
    /// <param name="limit">How many may run at once, this one counted.</param>
    /// <param name="waiting">Called when there is no place at once.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The place; disposing leaves it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    public static async ValueTask<IDisposable> EnterAsync(string name, int limit, Action waiting, CancellationToken cancel)
    {
        LinkedListNode<(int Limit, TaskCompletionSource Enter)> node;
        lock (Gate)
        {
            if (!Groups.TryGetValue(name, out var group)) Groups[name] = group = new();
            if (group.Waiting.Count == 0 && group.Running < limit)
            {
                group.Running++;
                return new Place(name);
            }

            node = group.Waiting.AddLast((limit, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        waiting();
        using var registration = cancel.Register(() => Abandon(name, node, cancel));
        await node.Value.Enter.Task.ConfigureAwait(false);
        return new Place(name);
    }

    static void Abandon(string name, LinkedListNode<(int Limit, TaskCompletionSource Enter)> node, CancellationToken cancel)
    {
        lock (Gate)
        {
            if (node.List is null) return;
            node.List.Remove(node);
            // Those behind it may have had to wait only because of it.
            Admit(name);
        }

        node.Value.Enter.TrySetCanceled(cancel);
    }

    static void Leave(string name)
    {
        lock (Gate)
        {
            Groups[name].Running--;
            Admit(name);
        }
    }

    static void Admit(string name)
    {
        var group = Groups[name];
        while (group.Waiting.First is { } first && group.Running < first.Value.Limit)
        {
            group.Waiting.RemoveFirst();
            group.Running++;
            first.Value.Enter.SetResult();
        }

        if (group.Running == 0 && group.Waiting.Count == 0) Groups.Remove(name);
    }

    sealed class Place(string name) : IDisposable
    {
        bool left;

        public void Dispose()
        {
            if (left) return;
            left = true;
            Leave(name);
        }
    }
}
