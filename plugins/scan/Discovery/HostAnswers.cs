using Runner.Plugins.Scan.Probing;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>What answers say of the host.</summary>
static class HostAnswers
{
    /// <summary>Whether an answer about a port shows that its host is there: it sent it itself, be it a refusal of its own firewall.</summary>
    public static bool IsOfHost(in ProbeAnswer answer) => answer.State is PortState.Open or PortState.Closed
        || (answer.From is null && answer.Reason is (StateReason.PortUnreach or StateReason.ProtoUnreach or StateReason.NetProhibited or StateReason.HostProhibited or StateReason.AdminProhibited));
}
