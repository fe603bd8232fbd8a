namespace Runner.Plugins.Scan.Targets;

/// <summary>A set of addresses as sorted ranges that neither overlap nor touch.</summary>
sealed class RangeSet
{
    readonly AddressRange[] ranges;

    // ends[i]: how many addresses there are up to the end of ranges[i].
    readonly long[] ends;

    RangeSet(AddressRange[] ranges)
    {
        this.ranges = ranges;
        ends = new long[ranges.Length];
        var count = 0L;
        for (var i = 0; i < ranges.Length; i++) ends[i] = count = Sum(count, ranges[i].Count);
    }

    /// <summary>No address.</summary>
    public static RangeSet Empty { get; } = new([]);

    /// <summary>The ranges, in order.</summary>
    public ReadOnlySpan<AddressRange> Ranges => ranges;

    /// <summary>How many addresses there are; <see cref="long.MaxValue"/> for more than that.</summary>
    public long Count => ends.Length == 0 ? 0 : ends[^1];

    /// <summary>One of the addresses, found in the logarithm of the number of ranges.</summary>
    public ScanAddress this[long index]
    {
        get
        {
            if ((ulong)index >= (ulong)Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} addresses.");
            var at = Array.BinarySearch(ends, index + 1);
            if (at < 0) at = ~at;
            ref readonly var range = ref ranges[at];
            return range.Start with { Value = range.First + (UInt128)(index - (at == 0 ? 0 : ends[at - 1])) };
        }
    }

    /// <summary>A set of ranges in any order, which may overlap.</summary>
    public static RangeSet Of(List<AddressRange> written)
    {
        if (written.Count == 0) return Empty;
        var sorted = written.ToArray();
        Array.Sort(sorted);
        var last = 0;
        for (var i = 1; i < sorted.Length; i++)
        {
            if (!sorted[last].IsJoinedBy(sorted[i])) sorted[++last] = sorted[i];
            else if (sorted[i].Last > sorted[last].Last) sorted[last] = sorted[last] with { Last = sorted[i].Last };
        }
        return new(sorted[..(last + 1)]);
    }

    /// <summary>Whether an address is in the set. One with an interface is also found without it.</summary>
    public bool Contains(ScanAddress address) => Has(address) || (address.ScopeId != 0 && Has(address with { ScopeId = 0 }));

    /// <summary>What is left of the set without another. What the other names without an interface goes at every interface.</summary>
    public RangeSet Without(RangeSet other)
    {
        if (other.ranges.Length == 0) return this;
        var left = new List<AddressRange>(ranges.Length);
        foreach (var range in ranges)
        {
            if (range.ScopeId == 0)
            {
                other.CutFrom(range, 0, left);
                continue;
            }
            var pieces = new List<AddressRange>();
            other.CutFrom(range, range.ScopeId, pieces);
            foreach (var piece in pieces) other.CutFrom(piece, 0, left);
        }
        return new([.. left]);
    }

    void CutFrom(AddressRange range, uint scope, List<AddressRange> left)
    {
        var from = range.First;
        for (var i = IndexAtOrBefore(range.Start with { ScopeId = scope }); i < ranges.Length; i++)
        {
            var cut = ranges[i];
            if (cut.IsV6 != range.IsV6 || cut.ScopeId != scope || cut.Last < from)
            {
                if (cut.CompareTo(range with { ScopeId = scope }) > 0) break;
                continue;
            }
            if (cut.First > range.Last) break;
            if (cut.First > from) left.Add(range with { First = from, Last = cut.First - 1 });
            if (cut.Last >= range.Last) return;
            from = cut.Last + 1;
        }
        left.Add(range with { First = from });
    }

    bool Has(ScanAddress address)
    {
        var at = IndexAtOrBefore(address);
        if (at >= ranges.Length) return false;
        ref readonly var range = ref ranges[at];
        return range.IsV6 == address.IsV6 && range.ScopeId == address.ScopeId && range.First <= address.Value && address.Value <= range.Last;
    }

    /// <summary>The last range that starts at or before an address; 0 when none does.</summary>
    int IndexAtOrBefore(ScanAddress address)
    {
        var at = Array.BinarySearch(ranges, AddressRange.Of(address));
        return at >= 0 ? at : Math.Max(0, ~at - 1);
    }

    static long Sum(long count, UInt128 more) => more > (UInt128)(long.MaxValue - count) ? long.MaxValue : count + (long)more;
}
