using System.Diagnostics;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>The probes that are unanswered. What one costs, such as a descriptor, is given back when its answer is overdue.</summary>
/// <param name="block">The ports in work.</param>
/// <param name="canaries">The canaries.</param>
/// <param name="prober">What holds them.</param>
sealed class HeldProbes(Block block, Canaries canaries, IProber prober)
{
    readonly Queue<(int Ticket, byte Attempt, long Sent)> inOrder = new();

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>One was sent.</summary>
    public void Add(in Probe probe, long at)
    {
        Count++;
        inOrder.Enqueue((probe.Ticket, probe.Attempt, at));
    }

    /// <summary>One was answered, or is not waited for any more; false when that is known already.</summary>
    public bool Settle(int ticket, byte attempt)
    {
        bool was;
        if (ticket >= block.CanaryTickets) was = canaries.Settle(ticket - block.CanaryTickets, attempt);
        else if (block.SlotOf(ticket) is >= 0 and var slot) was = block.Settle(slot, attempt);
        else was = false;
        if (was) Count--;
        return was;
    }

    /// <summary>Gives one up.</summary>
    public void Release(int ticket, byte attempt)
    {
        if (Settle(ticket, attempt)) prober.Forget(ticket, attempt);
    }

    /// <summary>Gives the oldest up when its answer is overdue; else tells how long it may still take.</summary>
    /// <param name="now">The time, in seconds.</param>
    /// <param name="timeout">How long an answer may take, in seconds.</param>
    /// <param name="most">So many are too many.</param>
    public double ReleaseOldest(double now, double timeout, int most)
    {
        while (inOrder.TryPeek(out var oldest))
        {
            var left = Seconds(oldest.Sent) + timeout - now;
            if (left > 0 && IsHeld(oldest.Ticket, oldest.Attempt)) return left;
            inOrder.Dequeue();
            Release(oldest.Ticket, oldest.Attempt);
            if (Count < most) return 0;
        }
        return 0;
    }

    /// <summary>Gives those up that will hardly be answered any more.</summary>
    /// <param name="now">The time, in seconds.</param>
    /// <param name="hold">From which age on, in seconds.</param>
    public void ReleaseOlder(double now, double hold)
    {
        while (inOrder.TryPeek(out var oldest) && (now - Seconds(oldest.Sent) > hold || !IsHeld(oldest.Ticket, oldest.Attempt)))
        {
            inOrder.Dequeue();
            Release(oldest.Ticket, oldest.Attempt);
        }
    }

    /// <summary>Gives all up.</summary>
    public void ReleaseAll()
    {
        while (inOrder.TryDequeue(out var each)) Release(each.Ticket, each.Attempt);
    }

    bool IsHeld(int ticket, byte attempt)
    {
        if (ticket >= block.CanaryTickets) return canaries.IsHeld(ticket - block.CanaryTickets, attempt);
        var slot = block.SlotOf(ticket);
        // Those of the part before are held until their time is over.
        return slot < 0 || block.IsOpen(slot, attempt);
    }

    static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;
}
