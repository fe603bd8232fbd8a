namespace Runner.Plugins.Scan.Probing;

/// <summary>What ICMP errors say of a port: RFC 792, RFC 1812 section 5.2.7.1; of IPv6 RFC 4443.</summary>
static class IcmpReasons
{
    /// <summary>The reason of an error of IPv4; null when it is none that ends a probe.</summary>
    public static StateReason? OfV4(byte type, byte code) => (type, code) switch
    {
        (3, 0 or 6 or 8 or 11) => StateReason.NetUnreach,
        (3, 1 or 5 or 7 or 12) => StateReason.HostUnreach,
        (3, 2) => StateReason.ProtoUnreach,
        (3, 3) => StateReason.PortUnreach,
        (3, 9) => StateReason.NetProhibited,
        (3, 10) => StateReason.HostProhibited,
        (3, 13 or 14 or 15) => StateReason.AdminProhibited,
        (11, _) => StateReason.TimeExceeded,
        _ => null,
    };

    /// <summary>The reason of an error of IPv6; null when it is none that ends a probe.</summary>
    public static StateReason? OfV6(byte type, byte code) => (type, code) switch
    {
        (1, 0) => StateReason.NetUnreach,
        (1, 1 or 5 or 6) => StateReason.AdminProhibited,
        (1, 2 or 3) => StateReason.HostUnreach,
        (1, 4) => StateReason.PortUnreach,
        (3, _) => StateReason.TimeExceeded,
        _ => null,
    };
}
