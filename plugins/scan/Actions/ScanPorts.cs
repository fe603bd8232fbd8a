using Runner.Plugins.Scan.Records;
using Runner.Plugins.Scan.Scanning;
using Runner.Sdk;

namespace Runner.Plugins.Scan;

/// <summary>
/// Finds open ports, as nmap does: each is open, closed or filtered, with what was seen. Every scan is kept, with who made it and when, so that
/// scan.diff can tell what changed.
/// </summary>
[Action("scan.ports", Idempotent = true)]
public sealed record ScanPorts : ScanInputs, IAction<ScanReport>
{
    /// <summary>
    /// Which ports: numbers, ranges, names of services, or the most common ones, such as <c>22,80,8000-8100,https</c> or <c>top:100</c>; <c>-</c> for
    /// all, <c>udp:53</c> for those of UDP. <c>top:1000</c> unless given, <c>top:100</c> of UDP. A text or a list.
    /// </summary>
    public IReadOnlyList<string>? Ports { get; init; }

    /// <summary>
    /// How ports are asked: <c>auto</c> takes raw SYN packets where this process may send them (Linux, CAP_NET_RAW), else connects; <c>connect</c>
    /// needs no rights; <c>udp</c> asks UDP ports, with what the protocol of each would say.
    /// </summary>
    public ScanMethod Method { get; init; }

    /// <summary>Whether open ports are asked what answers there: protocol, product, version, TLS.</summary>
    public bool Services { get; init; }

    /// <inheritdoc/>
    public ValueTask<ScanReport> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (Resume is not null) return ResumeAsync(context, cancel);
        var targets = ReadTargets(context);
        if (Ports is { Count: 0 }) throw new ActionInputException("ports", "`ports` is empty: give ports such as 22,80,8000-8100 or top:100.");
        var written = Ports is null ? Method == ScanMethod.Udp ? "top:100" : "top:1000" : string.Join(',', Ports);
        var wanted = WantedPorts.Of(written, Method);
        var name = SaveAs is { } given ? ScanStore.CheckedName(given, "save-as") : ScanStore.NameFor(targets.Written, targets.Excluded, written, wanted.Method);
        return RunAsync(
            new ScanRequest { Targets = targets, Ports = wanted.Numbers, WrittenPorts = written, Options = Options(context) with { Method = wanted.Method, DetectServices = Services }, SavedAs = name, Time = context.Time },
            context, cancel);
    }

    ValueTask<ScanReport> ResumeAsync(ActionContext context, CancellationToken cancel)
    {
        if (Targets is not null) throw new ActionInputException("resume", "`resume` and `targets` are both given: a scan that goes on has its targets.");
        if (Ports is not null) throw new ActionInputException("resume", "`resume` and `ports` are both given: a scan that goes on has its ports.");
        var scan = ScanStore.Near(context.BaseDirectory).FindPartial(Resume!, context.BaseDirectory, "resume");
        var earlier = scan.Report;
        if (earlier.Ports is null) throw new ActionInputException("resume", $"`resume`: {earlier.Id} looked for hosts only: use scan.hosts anew, which takes no long time.");
        // The last one may be another than its user thinks: one that was killed before anything answered left nothing.
        context.Log(LogLevel.Debug, $"goes on with {earlier.Id}: {string.Join(' ', earlier.Targets.Take(3))}{(earlier.Targets.Count > 3 ? " ..." : "")}, ports {earlier.Ports}");
        var options = scan.Options.Over(Options(context)) with
        {
            // A SYN scan may go on by connecting: both find the same.
            Method = earlier.Method == ScanMethod.Udp ? ScanMethod.Udp : Method,
            Discovery = earlier.Discovery,
            DetectServices = Services || earlier.DetectedServices,
            MaxRate = Rate ?? earlier.MaxRate,
        };
        var wanted = WantedPorts.Of(earlier.Ports, options.Method);
        options = options with { Method = wanted.Method };
        return RunAsync(
            new ScanRequest
            {
                Targets = TargetsOf(scan, context),
                Ports = wanted.Numbers,
                WrittenPorts = earlier.Ports,
                Options = options,
                SavedAs = SaveAs is { } given ? ScanStore.CheckedName(given, "save-as") : earlier.SavedAs ?? ScanStore.NameFor(earlier.Targets, earlier.Exclude, earlier.Ports, earlier.Method),
                Resumed = scan,
                Time = context.Time,
            },
            context, cancel);
    }
}
