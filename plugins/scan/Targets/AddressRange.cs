namespace Runner.Plugins.Scan.Targets;

/// <summary>Addresses that follow each other: of one family and, for link-local ones, of one interface.</summary>
/// <param name="IsV6">Whether they are of IPv6.</param>
/// <param name="ScopeId">The interface of link-local addresses; 0 without.</param>
/// <param name="First">The first, as <see cref="ScanAddress.Value"/> has it.</param>
/// <param name="Last">The last, which is one of them.</param>
readonly record struct AddressRange(bool IsV6, uint ScopeId, UInt128 First, UInt128 Last) : IComparable<AddressRange>
{
    /// <summary>One address.</summary>
    public static AddressRange Of(ScanAddress address) => new(address.IsV6, address.ScopeId, address.Value, address.Value);

    /// <summary>How many there are; never all of IPv6, which would not fit.</summary>
    public UInt128 Count => Last - First + 1;

    /// <summary>The first address.</summary>
    public ScanAddress Start => new(First, IsV6, ScopeId);

    /// <summary>The last address.</summary>
    public ScanAddress End => new(Last, IsV6, ScopeId);

    /// <summary>Families and interfaces apart, then by the first address.</summary>
    public int CompareTo(AddressRange other)
    {
        if (IsV6 != other.IsV6) return IsV6 ? 1 : -1;
        if (ScopeId != other.ScopeId) return ScopeId.CompareTo(other.ScopeId);
        return First.CompareTo(other.First);
    }

    /// <summary>Whether the other, which does not start earlier, overlaps this one or follows it without a gap.</summary>
    public bool IsJoinedBy(in AddressRange other) =>
        IsV6 == other.IsV6 && ScopeId == other.ScopeId && (other.First <= Last || other.First - 1 == Last);
}
