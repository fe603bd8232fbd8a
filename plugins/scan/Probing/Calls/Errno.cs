namespace Runner.Plugins.Scan.Probing.Calls;

/// <summary>Error numbers of Linux, as all its common architectures have them.</summary>
static class Errno
{
    public const int
        Perm = 1, Intr = 4, Again = 11, NoMem = 12, Access = 13, NoDev = 19, Inval = 22, NFile = 23, MFile = 24, Pipe = 32,
        MsgSize = 90, NoProtoOpt = 92, AfNoSupport = 97, AddrNotAvail = 99, NetDown = 100, NetUnreach = 101, ConnAborted = 103,
        ConnReset = 104, NoBufs = 105, IsConn = 106, TimedOut = 110, ConnRefused = 111, HostDown = 112, HostUnreach = 113,
        Already = 114, InProgress = 115;

    /// <summary>Whether the system has no room now: descriptors, memory, source ports. Later it may.</summary>
    public static bool IsNoRoom(int errno) => errno is Again or NoMem or NFile or MFile or NoBufs or AddrNotAvail;

    /// <summary>What an error of connecting says of a port, where no ICMP message says it better; null when it says nothing.</summary>
    public static (PortState State, StateReason Reason)? Meaning(int errno) => errno switch
    {
        // A reset after the handshake: somebody accepted and thought better of it.
        0 or IsConn or ConnReset or Pipe => (PortState.Open, StateReason.SynAck),
        ConnRefused => (PortState.Closed, StateReason.ConnRefused),
        HostUnreach or HostDown => (PortState.Filtered, StateReason.HostUnreach),
        NetUnreach or NetDown or AfNoSupport or Inval => (PortState.Filtered, StateReason.NetUnreach),
        NoProtoOpt => (PortState.Filtered, StateReason.ProtoUnreach),
        // A prohibiting route, a filter of this machine, a broadcast address.
        Access or Perm => (PortState.Filtered, StateReason.AdminProhibited),
        _ => null,
    };
}
