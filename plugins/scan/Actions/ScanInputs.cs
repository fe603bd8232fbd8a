using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json;
using Runner.Plugins.Scan.Records;
using Runner.Plugins.Scan.Scanning;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;

namespace Runner.Plugins.Scan;

/// <summary>What every scan is told: whom to ask, how fast, and where its report goes.</summary>
public abstract record ScanInputs
{
    /// <summary>
    /// Whom to scan: names, addresses, networks (<c>10.0.0.0/24</c>), ranges (<c>10.0.0.1-20</c>), names of hosts of the inventory, files of
    /// these (<c>@FILE</c>, one or more a line), or hosts as <c>hosts('web:!canary')</c> gives them. A text or a list. Public addresses need
    /// <c>network: { scan: { allow: [...] } }</c> in runner.yaml.
    /// </summary>
    public JsonElement? Targets { get; init; }

    /// <summary>What is left out, in the same forms.</summary>
    public JsonElement? Exclude { get; init; }

    /// <summary>
    /// Which hosts are looked for first: <c>auto</c> searches networks and ranges, and takes what is named by itself to be there; <c>none</c>
    /// takes every address to be a host; <c>all</c> looks for each.
    /// </summary>
    public HostDiscovery Discovery { get; init; }

    /// <summary>The most probes a second, over all hosts. Without it what suits the way there: much on this machine and its links, at most 5,000 beyond.</summary>
    [Range(1, 10_000_000)]
    public int? Rate { get; init; }

    /// <summary>The most probes a second to one host; without it there is no bound of its own.</summary>
    [Range(1, 10_000_000)]
    public int? RatePerHost { get; init; }

    /// <summary>The most probes that may be unanswered at once; without it what the descriptors and source ports of this process allow.</summary>
    [Range(1, 1_000_000)]
    public int? MaxParallel { get; init; }

    /// <summary>The most probes to what does not answer; without it as many as make it unlikely that an answer was lost.</summary>
    [Range(1, 20)]
    public int? MaxAttempts { get; init; }

    /// <summary>The longest that an answer is waited for; 1250ms unless given. What is measured on the way usually makes it far less.</summary>
    public TimeSpan? MaxRoundTrip { get; init; }

    /// <summary>The address of this machine that probes come from; without it the system chooses.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Whether all addresses of a name are scanned, and not its first only.</summary>
    public bool AllAddresses { get; init; }

    /// <summary>
    /// The name that the scan is kept under, for <c>scan.diff</c> and for whoever asks later what was scanned: letters, digits, dots, dashes and
    /// underscores. Without it the scan is kept under a name that is made of its targets and ports.
    /// </summary>
    public string? SaveAs { get; init; }

    /// <summary>How many scans of this name are kept; the oldest are dropped. 0 keeps none, not even this one.</summary>
    [Range(0, 10_000)]
    public int Keep { get; init; } = 30;

    /// <summary>A file for the report as JSON, relative to the workflow. It can be the <c>baseline</c> of scan.diff.</summary>
    public string? Report { get; init; }

    /// <summary>A file for the report in nmap's XML format, for ndiff and what else reads that.</summary>
    public string? Xml { get; init; }

    /// <summary>
    /// A scan to go on with that was cut short: its id, <c>last</c>, or the file where it is kept. What it found is taken over, and nothing is asked
    /// twice. Its targets, ports and method hold, so they are not given again.
    /// </summary>
    public string? Resume { get; init; }

    /// <summary>The options that all scans share, with what the action adds.</summary>
    private protected ScanOptions Options(ActionContext context) => new()
    {
        Discovery = Discovery,
        MaxRate = Bound(Rate, 10_000_000, "rate"),
        MaxRatePerHost = Bound(RatePerHost, 10_000_000, "rate-per-host"),
        MaxParallel = Bound(MaxParallel, 1_000_000, "max-parallel"),
        MaxAttempts = Bound(MaxAttempts, 20, "max-attempts"),
        MaxRoundTrip = MaxRoundTrip is { } wait ? TimeLimit.Checked(wait, "max-round-trip") : new ScanOptions().MaxRoundTrip,
        LocalAddress = LocalAddress,
        AllAddresses = AllAddresses,
        Network = context.Network,
    };

    private protected TargetList ReadTargets(ActionContext context)
    {
        if (Targets is not { } written) throw new ActionInputException("targets", "`targets` is missing: give names, addresses or networks, such as www.example.com, 192.0.2.10 or 192.0.2.0/24.");
        return TargetList.Parse(TargetInput.Read(written, "targets"), Exclude is { } left ? TargetInput.Read(left, "exclude") : null, TargetOptions.Of(context) with { AllAddresses = AllAddresses });
    }

    /// <summary>The targets of a scan that is gone on with.</summary>
    private protected static TargetList TargetsOf(PartialScan scan, ActionContext context) => TargetList.Parse(
        scan.Report.Targets, scan.Report.Exclude, TargetOptions.Of(context) with { AllAddresses = scan.Options.AllAddresses, Family = scan.Options.Family });

    static int? Bound(int? value, int most, string input) =>
        value is < 1 || value > most ? throw new ActionInputException(input, $"`{input}` is {value}: give a number from 1 to {most}.") : value;

    /// <summary>Scans, keeps what was found, and tells of it as it goes.</summary>
    private protected async ValueTask<ScanReport> RunAsync(ScanRequest request, ActionContext context, CancellationToken cancel)
    {
        var (report, xml) = (PathOf(Report, "report", context), PathOf(Xml, "xml", context));
        var store = Keep > 0 ? new ScanKeeper(ScanStore.Near(context.BaseDirectory), request.SavedAs!, Keep, context) : null;
        if (store is null) request = request with { SavedAs = null };
        // To look for hosts takes no long time: that is not gone on with.
        var canGoOn = request.Ports.Count > 0;
        var run = new ScanRun(request)
        {
            Found = port => context.Log(LogLevel.Info, port.ToString()),
            Note = context.Log,
            Save = store is null || !canGoOn ? null : store.SavePartial,
        };
        ScanReport result;
        try
        {
            await using (new StatusTimer(run, status => context.Progress(status.ToString(), status.Fraction)).ConfigureAwait(false)) result = await run.RunAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception) when (run.Partial() is { } partial)
        {
            // Whatever ended it: minutes of asking are not to be lost.
            if (canGoOn && store?.SavePartialNow(partial) == true) context.Log(LogLevel.Warning, $"the scan did not end; go on with it by `resume: {run.Id}`, or `runner scan --resume {run.Id}`");
            Write(partial.Report);
            throw;
        }

        // Outside of the above: a file that cannot be written does not make it a scan that did not end.
        store?.Save(result);
        Write(result);
        return result;

        void Write(ScanReport result)
        {
            if (report is not null) ScanFiles.WriteNamed(report, "report", stream => ReportWriter.Write(result, stream));
            if (xml is not null) ScanFiles.WriteNamed(xml, "xml", stream => Nmap.NmapXml.Write(result, stream));
        }
    }

    static string? PathOf(string? written, string input, ActionContext context)
    {
        if (written is null) return null;
        var path = RegularFile.FullPath(written, context.BaseDirectory, input);
        // Said before anything is scanned, not after.
        RegularFile.Require(path, input);
        return path;
    }
}
