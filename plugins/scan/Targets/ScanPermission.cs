using System.Net;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Targets;

/// <summary>Asks the network policy about all that is to be scanned, before anything is sent.</summary>
static class ScanPermission
{
    /// <summary>Lets the targets pass, unless one may not be scanned.</summary>
    /// <param name="options">What the policy is, and what the user knows the inputs as.</param>
    /// <param name="numbers">What was written as addresses, networks and ranges.</param>
    /// <param name="all">All targets.</param>
    /// <param name="names">The names that addresses came by.</param>
    /// <exception cref="NetworkPolicyException">One may not be.</exception>
    public static void Require(TargetOptions options, RangeSet numbers, RangeSet all, Dictionary<ScanAddress, TargetName> names)
    {
        var policy = options.Network;
        foreach (var range in numbers.Ranges)
        {
            if (policy.FirstNotToScan(range.Start.ToIPAddress(), range.End.ToIPAddress()) is not { } address) continue;
            // An address may be let through by the name that it came by.
            if (range.First == range.Last && names.TryGetValue(range.Start, out var own) && policy.ScanRefusalOf(address, own.Asked) is null) continue;
            throw Refused(options, address, null, policy.ScanRefusalOf(address)!, range.First == range.Last);
        }
        foreach (var (address, name) in names)
        {
            if (!all.Contains(address)) continue;
            var literal = address.ToIPAddress();
            if (policy.ScanRefusalOf(literal, name.Asked) is { } reason) throw Refused(options, literal, name.Asked, reason, isAlone: true);
        }
    }

    static NetworkPolicyException Refused(TargetOptions options, IPAddress address, string? name, string reason, bool isAlone)
    {
        var whom = name is null || name == address.ToString() ? address.ToString() : $"{name} ({address})";
        var policy = options.Network;
        var file = policy.File ?? "runner.yaml";
        var toAdd = $"`network: {{ scan: {{ allow: [\"{address}\"] }} }}`";
        var isForeign = policy.RefusalOf(address, name) is null;
        var help = isForeign ? $"Scan only what is yours, or what you were asked to. If you may, say so in {file}: {toAdd}; networks and names are taken too." : "The file is the project's, not the workflow's.";
        if (!isAlone) help += $" Or leave the address out: `{options.ExcludeInput}: [\"{address}\"]`.";
        return new(whom, $"The network policy forbids to scan {whom}: {reason}.") { Help = help };
    }
}
