using Runner.Engine.Binding;

namespace Runner.Engine.Concurrency;

/// <summary>The groups of which not more than some run at once, in all runs of this process.</summary>
static class ConcurrencyGroups
{
    static readonly Lock Gate = new();
    static readonly Dictionary<string, Group> Groups = new(StringComparer.Ordinal);

    sealed class Group
    {
        /// <summary>Those that are in it.</summary>
        public readonly List<HeldGroups> Inside = [];

        /// <summary>Those that wait, the first come first.</summary>
        public readonly LinkedList<Waiter> Waiting = [];
    }

    sealed record Waiter(HeldGroups Wanted, int Limit, TaskCompletionSource Enter);

    /// <summary>Waits for a place in a group.</summary>
    /// <param name="wanted">The group, within those that are held already.</param>
    /// <param name="limit">How many may run at once, this one counted.</param>
    /// <param name="waiting">Called when there is no place at once.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The place; disposing leaves it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    /// <exception cref="BindingException">It would wait for what waits for it.</exception>
    public static async ValueTask<IDisposable> EnterAsync(HeldGroups wanted, int limit, Action waiting, CancellationToken cancel)
    {
        LinkedListNode<Waiter> node;
        lock (Gate)
        {
            if (!Groups.TryGetValue(wanted.Group, out var group)) Groups[wanted.Group] = group = new();
            if (group.Waiting.Count == 0 && group.Inside.Count < limit)
            {
                group.Inside.Add(wanted);
                return new Place(wanted);
            }

            if (WaitsFor(wanted.Group, wanted.Outer!, []) is { } held)
                throw new BindingException($"waiting for the concurrency group `{wanted.Group}` would never end: what is in it waits for `{held}`, which this is in", "take the groups in the same order everywhere, or only one of them");
            node = group.Waiting.AddLast(new Waiter(wanted, limit, new(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        waiting();
        using var registration = cancel.Register(() => Abandon(node, cancel));
        await node.Value.Enter.Task.ConfigureAwait(false);
        return new Place(wanted);
    }

    /// <summary>The group held by somebody that everybody in another group waits for, in the end; null when one of them may leave by itself.</summary>
    static string? WaitsFor(string name, HeldGroups held, HashSet<string> seen)
    {
        if (!seen.Add(name)) return null;
        string? found = null;
        foreach (var inside in Groups[name].Inside)
        {
            var stuck = Groups
                .Where(group => group.Value.Waiting.Any(waiter => waiter.Wanted.IsWithin(inside)))
                .Select(group => group.Value.Inside.Any(other => held.IsWithin(other)) ? group.Key : WaitsFor(group.Key, held, seen))
                .FirstOrDefault(each => each is not null);
            if (stuck is null) return null;
            found = stuck;
        }

        return found;
    }

    static void Abandon(LinkedListNode<Waiter> node, CancellationToken cancel)
    {
        lock (Gate)
        {
            if (node.List is null) return;
            node.List.Remove(node);
            // Those behind it may have had to wait only because of it.
            Admit(node.Value.Wanted.Group);
        }

        node.Value.Enter.TrySetCanceled(cancel);
    }

    static void Leave(HeldGroups place)
    {
        lock (Gate)
        {
            Groups[place.Group].Inside.Remove(place);
            Admit(place.Group);
        }
    }

    static void Admit(string name)
    {
        var group = Groups[name];
        while (group.Waiting.First is { } first && group.Inside.Count < first.Value.Limit)
        {
            group.Waiting.RemoveFirst();
            group.Inside.Add(first.Value.Wanted);
            first.Value.Enter.SetResult();
        }

        if (group.Inside.Count == 0 && group.Waiting.Count == 0) Groups.Remove(name);
    }

    sealed class Place(HeldGroups held) : IDisposable
    {
        bool left;

        public void Dispose()
        {
            if (left) return;
            left = true;
            Leave(held);
        }
    }
}
