using Runner.Plugins.Scan.Probing.Calls;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>What every prober has in common that asks by packets: it waits for all its sockets at once.</summary>
abstract class PacketProber : IProber
{
    PollCalls.Waiting[] waiting = [];

    /// <summary>Packets hold nothing while they are unanswered.</summary>
    public int Capacity => int.MaxValue;

    /// <summary>Asks, by one question or several.</summary>
    public abstract bool Send(in Probe probe);

    /// <inheritdoc/>
    public void Flush()
    {
        foreach (var asker in Askers) asker.Flush();
    }

    /// <inheritdoc/>
    public int Collect(Span<ProbeAnswer> answers, TimeSpan wait)
    {
        Flush();
        var count = TakeNew(answers);
        if (count > 0 || wait <= TimeSpan.Zero) return count;
        _ = PollCalls.Wait(Descriptors(), wait);
        return TakeNew(answers);
    }

    /// <summary>Nothing is held, and late answers are welcome.</summary>
    public void Forget(int ticket, byte attempt)
    {
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        foreach (var asker in Askers) asker.Dispose();
    }

    /// <summary>The kinds of questions that are asked.</summary>
    protected abstract IReadOnlyList<IPacketAsker> Askers { get; }

    /// <summary>Takes what the askers have read.</summary>
    protected abstract int Take(Span<ProbeAnswer> answers);

    int TakeNew(Span<ProbeAnswer> answers)
    {
        foreach (var asker in Askers)
        {
            // What was read before and not taken yet comes first: the queue is not to grow while nobody takes from it.
            if (asker.Answers.Count >= answers.Length) continue;
            for (var i = 0; i < asker.Inboxes.Count; i++) asker.Inboxes[i].Drain(asker.Answers);
        }

        return Take(answers);
    }

    Span<PollCalls.Waiting> Descriptors()
    {
        var count = 0;
        foreach (var asker in Askers)
        {
            for (var i = 0; i < asker.Inboxes.Count; i++)
            {
                if (count == waiting.Length) Array.Resize(ref waiting, Math.Max(8, count * 2));
                waiting[count++] = new() { Descriptor = asker.Inboxes[i].Descriptor, Wanted = PollCalls.Readable };
            }
        }

        return waiting.AsSpan(0, count);
    }
}
