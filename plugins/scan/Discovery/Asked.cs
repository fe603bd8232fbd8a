using Runner.Plugins.Scan.Probing;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>
/// Who is being asked for, of those whose answers name nothing but themselves (ARP, neighbour discovery). It holds no more than there
/// are tickets: one that is used again lets go of whom it was for.
/// </summary>
sealed class Asked
{
    readonly Dictionary<UInt128, (int Ticket, byte Attempt)> byAddress = [];
    readonly Dictionary<int, UInt128> byTicket = [];

    // Of those that answered.
    readonly Dictionary<UInt128, ulong> hardware = [];

    /// <summary>Notes a question.</summary>
    public void Add(in Probe probe)
    {
        // A host that is asked a second time beside the first, as a canary, keeps the ticket that was answered last.
        if (byTicket.TryGetValue(probe.Ticket, out var before) && before != probe.Address.Value
            && byAddress.TryGetValue(before, out var entry) && entry.Ticket == probe.Ticket) byAddress.Remove(before);
        byTicket[probe.Ticket] = probe.Address.Value;
        byAddress[probe.Address.Value] = (probe.Ticket, probe.Attempt);
    }

    /// <summary>Notes an answer; false when nobody asked.</summary>
    public bool TryAnswer(UInt128 address, ReadOnlySpan<byte> mac, out int ticket, out byte attempt)
    {
        var found = byAddress.TryGetValue(address, out var entry);
        (ticket, attempt) = entry;
        if (!found || mac.Length < 6) return found;
        ulong number = 0;
        foreach (var part in mac[..6]) number = (number << 8) | part;
        hardware[address] = number;
        return true;
    }

    /// <summary>The hardware address of one who answered, as it is usually written; null when it was not seen.</summary>
    public string? MacOf(UInt128 address)
    {
        if (!hardware.TryGetValue(address, out var number)) return null;
        return string.Create(17, number, static (text, value) =>
        {
            for (var i = 0; i < 17; i++) text[i] = i % 3 == 2 ? ':' : "0123456789abcdef"[(int)(value >> (44 - (i / 3 * 8) - (i % 3 * 4))) & 15];
        });
    }
}
