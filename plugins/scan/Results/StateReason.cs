namespace Runner.Plugins.Scan;

/// <summary>What was seen, that a state was concluded from. Written in kebab case, as nmap does: <c>syn-ack</c>, <c>no-response</c>.</summary>
public enum StateReason
{
    /// <summary>Nothing came back, to any of the probes.</summary>
    NoResponse,

    /// <summary>The connection was accepted, or a SYN answered by SYN and ACK (RFC 9293).</summary>
    SynAck,

    /// <summary>The connection was refused.</summary>
    ConnRefused,

    /// <summary>A SYN was answered by RST.</summary>
    Reset,

    /// <summary>The port answered over UDP.</summary>
    UdpResponse,

    /// <summary>ICMP: network unreachable (RFC 792 type 3 code 0; RFC 4443 type 1 code 0).</summary>
    NetUnreach,

    /// <summary>ICMP: host unreachable (type 3 code 1; ICMPv6 type 1 code 3), or nobody on the link has the address.</summary>
    HostUnreach,

    /// <summary>ICMP: protocol unreachable (type 3 code 2).</summary>
    ProtoUnreach,

    /// <summary>ICMP: port unreachable (type 3 code 3; ICMPv6 type 1 code 4).</summary>
    PortUnreach,

    /// <summary>ICMP: the network is administratively prohibited (type 3 code 9).</summary>
    NetProhibited,

    /// <summary>ICMP: the host is administratively prohibited (type 3 code 10).</summary>
    HostProhibited,

    /// <summary>ICMP: communication administratively prohibited (type 3 code 13; ICMPv6 type 1 code 1).</summary>
    AdminProhibited,

    /// <summary>ICMP: time exceeded on the way (type 11).</summary>
    TimeExceeded,

    /// <summary>The host answered a ping (RFC 792 type 0; RFC 4443 type 129).</summary>
    EchoReply,

    /// <summary>The host answered who has its address on the link (ARP, RFC 826, or neighbour discovery, RFC 4861).</summary>
    ArpResponse,

    /// <summary>It is this machine.</summary>
    LocalhostResponse,

    /// <summary>It was not asked: the user said that it is up.</summary>
    UserSet,
}
