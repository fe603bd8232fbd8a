using Runner.Plugins.Scan.Records;
using Runner.Plugins.Scan.Scanning;
using Runner.Sdk;

namespace Runner.Plugins.Scan;

/// <summary>Finds hosts that are up, by what this process may send: ARP on the link, ICMP echo, and TCP to ports that are often open.</summary>
[Action("scan.hosts", Idempotent = true)]
public sealed record ScanHosts : ScanInputs, IAction<ScanReport>
{
    /// <inheritdoc/>
    public ValueTask<ScanReport> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (Resume is not null) throw new ActionInputException("resume", "`resume` goes on with scans of ports: look for the hosts anew.");
        var targets = ReadTargets(context);
        var name = SaveAs is { } given ? ScanStore.CheckedName(given, "save-as") : ScanStore.NameFor(targets.Written, targets.Excluded, null, ScanMethod.Auto);
        // To look for what is said to be there would find nothing out.
        var options = Options(context) with { Discovery = HostDiscovery.All };
        return RunAsync(new ScanRequest { Targets = targets, Ports = [], Options = options, SavedAs = name, Time = context.Time }, context, cancel);
    }
}
