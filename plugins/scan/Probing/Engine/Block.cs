using Runner.Plugins.Scan.Probing.Space;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>The part of a space that is in work, and what is known of each of its ports.</summary>
sealed class Block(ProbeSpace space, int room)
{
    readonly bool[] decided = new bool[room];
    readonly byte[] attempts = new byte[room];
    readonly byte[] open = new byte[room];
    readonly long[] sent = new long[room];
    int ticketBase;

    /// <summary>The place in the order of its first port.</summary>
    public long Start { get; private set; }

    /// <summary>How many ports it has.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are not decided.</summary>
    public int Undecided { get; private set; }

    /// <summary>The ticket of the first canary: those below are of ports.</summary>
    public int CanaryTickets => 2 * room;

    /// <summary>Begins the next part. Its tickets differ from those of the last one, so that late answers to that are known as such.</summary>
    public void Begin(long start)
    {
        ticketBase = ticketBase == 0 && start != Start ? room : 0;
        Start = start;
        Count = Undecided = (int)Math.Min(room, space.Count - start);
        Array.Clear(decided);
        Array.Clear(attempts);
        Array.Clear(open);
    }

    /// <summary>Which ports are decided, a bit each, the lowest of a byte first.</summary>
    public byte[] DecidedBits()
    {
        var bits = new byte[(Count + 7) / 8];
        for (var slot = 0; slot < Count; slot++)
        {
            if (decided[slot]) bits[slot >> 3] |= (byte)(1 << (slot & 7));
        }
        return bits;
    }

    /// <summary>Takes ports for decided, and tells how many they are.</summary>
    public int SkipDecided(byte[] bits)
    {
        var before = Undecided;
        for (var slot = 0; slot < Math.Min(Count, bits.Length * 8); slot++)
        {
            if ((bits[slot >> 3] & (1 << (slot & 7))) != 0 && !decided[slot]) Decide(slot);
        }
        return before - Undecided;
    }

    public ProbeTarget TargetOf(int slot) => space[Start + slot];

    public int TicketOf(int slot) => ticketBase + slot;

    /// <summary>The port of a ticket; -1 when it is one of an earlier part.</summary>
    public int SlotOf(int ticket) => ticket >= ticketBase && ticket < ticketBase + Count ? ticket - ticketBase : -1;

    public bool IsDecided(int slot) => decided[slot];

    /// <summary>How many probes were sent to it.</summary>
    public byte AttemptsOf(int slot) => attempts[slot];

    /// <summary>When the last one was.</summary>
    public long SentAt(int slot) => sent[slot];

    public void Sent(int slot, long at)
    {
        sent[slot] = at;
        open[slot] |= Bit(attempts[slot]);
        attempts[slot]++;
    }

    /// <summary>Whether a probe is still unanswered and not forgotten; it is not any more after.</summary>
    public bool Settle(int slot, byte attempt)
    {
        var was = (open[slot] & Bit(attempt)) != 0;
        open[slot] &= (byte)~Bit(attempt);
        return was;
    }

    /// <summary>Whether a probe is unanswered and not forgotten.</summary>
    public bool IsOpen(int slot, byte attempt) => (open[slot] & Bit(attempt)) != 0;

    /// <summary>Whether any probe to it is unanswered and not forgotten.</summary>
    public bool HasOpen(int slot) => open[slot] != 0;

    public void Decide(int slot)
    {
        decided[slot] = true;
        Undecided--;
    }

    /// <summary>A byte has room for the last eight attempts; earlier ones are long over.</summary>
    static byte Bit(byte attempt) => (byte)(1 << (attempt & 7));
}
