using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Runner.Plugins.Scan.Comparing;
using Runner.Plugins.Scan.Discovery;
using Runner.Plugins.Scan.Probing.Engine;
using Runner.Plugins.Scan.Probing.Space;
using Runner.Plugins.Scan.Records;
using Runner.Plugins.Scan.Services;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>One scan from its targets to its report: hosts are looked for, their ports asked, and what is open asked what answers there.</summary>
/// <param name="request">What it is to do.</param>
sealed class ScanRun(ScanRequest request)
{
    /// <summary>How many services are asked at once: each waits for its peer most of the time.</summary>
    const int ServicesAtOnce = 64;

    static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5), TellEvery = TimeSpan.FromMilliseconds(20);

    readonly ScanOptions options = request.Options;
    readonly bool isUdp = request.Options.Method == ScanMethod.Udp;
    ScanTargets targets = null!;
    Findings? findings;
    ScanEngine? engine;
    ProberChoice? choice;
    StatusClock clock = new();
    ScanPhase phase = request.Ports.Count == 0 ? ScanPhase.Hosts : ScanPhase.Ports;
    IReadOnlyList<ScanAddress>? foundHosts;
    ulong seed;
    long probesBefore, described, services, hostProbes;
    Func<(long Done, long Total, long Found, long Probes)>? hostProgress;
    long savedAt = Stopwatch.GetTimestamp();
    TimeSpan saveEvery = SaveEvery;

    /// <summary>Told each open port, once it is known as well as was asked for. Not at the same time.</summary>
    internal Action<FoundPort>? Found { get; init; }

    /// <summary>Told what the user should know about how it is done.</summary>
    internal Action<LogLevel, string> Note { get; init; } = static (_, _) => { };

    /// <summary>Told now and then what was found so far; null for nobody. It may take its time: it is called by a thread of its own.</summary>
    internal Action<PartialScan>? Save { get; init; }

    internal string Id { get; } = request.Resumed?.Report.Id ?? ScanStore.NewId(request.Time.GetUtcNow());

    internal DateTimeOffset Started { get; } = request.Resumed?.Report.Started ?? request.Time.GetUtcNow();

    /// <summary>How far it has come.</summary>
    internal ScanStatus Status
    {
        get
        {
            if (phase == ScanPhase.Services) return clock.Of(phase, Volatile.Read(ref described), Volatile.Read(ref services), findings?.Open ?? 0, 0);
            if (phase == ScanPhase.Hosts) return hostProgress is { } hosts && hosts() is var (done, total, found, probes) ? clock.Of(phase, done, total, found, probes) : clock.Of(phase, 0, targets?.Count ?? 0, 0, 0);
            return engine is { } asking ? clock.Of(phase, asking.Progress.Decided, asking.Progress.Total, findings!.Open, asking.Progress.Probes) with { IcmpInterval = asking.Progress.IcmpInterval is > 0 and var interval ? TimeSpan.FromSeconds(interval) : null } : clock.Of(phase, 0, 0, 0, 0);
        }
    }

    /// <summary>Scans.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled: <see cref="Partial"/> has what was found until then.</exception>
    /// <exception cref="NetworkException">It cannot be done.</exception>
    internal async Task<ScanReport> RunAsync(CancellationToken cancel)
    {
        targets = await request.Targets.ResolveAsync(cancel).ConfigureAwait(false);
        foreach (var unresolved in targets.Unresolved) Note(LogLevel.Warning, $"{unresolved.Name} is not scanned: {unresolved.Reason}");
        if (request.Resumed is { } earlier && !IsSame(earlier.Report.Scope, ScopeOf())) throw new ActionInputException("resume", $"`resume`: the targets of {earlier.Report.Id} are other addresses now, as their names resolve otherwise: scan anew.");
        findings = new(targets, request.Ports, isUdp ? TransportProtocol.Udp : TransportProtocol.Tcp);
        if (request.Resumed is { } resumed)
        {
            RequireTargets(resumed);
            findings.AddEarlier(resumed.Report);
            probesBefore = resumed.Report.Probes;
        }

        foundHosts = await FindHostsAsync(cancel).ConfigureAwait(false);
        if (request.Ports.Count > 0)
        {
            IAddressSpace space = foundHosts is null ? targets : new AddressList(foundHosts, targets);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var told = TellAsync(stop.Token);
            try
            {
                if (space.Count > 0) await AskAsync(space, stop.Token).ConfigureAwait(false);
                findings.Complete();
            }
            catch (Exception failure)
            {
                findings.Complete(failure);
                await stop.CancelAsync().ConfigureAwait(false);
                // What went wrong first is what is told.
                await told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            if (options.DetectServices) (phase, clock) = (ScanPhase.Services, new());
            await told.ConfigureAwait(false);
        }

        cancel.ThrowIfCancellationRequested();
        return ReportOf(interrupted: false);
    }

    /// <summary>The policy was asked about the targets: what a file has besides is not to be reached because it says so.</summary>
    void RequireTargets(PartialScan earlier)
    {
        foreach (var host in earlier.Report.Hosts.Select(host => host.Address).Concat(earlier.Asking?.Hosts ?? []))
        {
            if (IPAddress.TryParse(host, out var address) && targets.Contains(ScanAddress.Of(address))) continue;
            throw new ActionInputException("resume", $"`resume`: {Words.Quote(host)} is among the hosts of {earlier.Report.Id}, and not among its targets: scan anew.");
        }
    }

    /// <summary>What was found so far; null when nothing was begun.</summary>
    internal PartialScan? Partial() => findings is null || choice is null && request.Ports.Count > 0 ? null : new(ReportOf(interrupted: true), Asked()) { Options = OptionsToKeep() };

    AskedSoFar? Asked() => engine is { } asking ? new(seed, asking.Position, asking.DecidedBits(), foundHosts is null ? null : [.. foundHosts.Select(address => address.ToString())]) : request.Resumed?.Asking;

    async Task AskAsync(IAddressSpace space, CancellationToken cancel)
    {
        (phase, clock) = (ScanPhase.Ports, new());
        choice = ProberChoice.Of(options, space);
        using var prober = choice.Prober;
        Note(LogLevel.Debug, choice.Told);
        var before = request.Resumed?.Asking;
        if (before?.Position > space.Count * request.Ports.Count) throw new ActionInputException("resume", $"`resume`: {request.Resumed!.Report.Id} cannot have come further than to its end: scan anew.");
        seed = before?.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        var asking = engine = new ScanEngine(
            new ProbeSpace(space, request.Ports, seed), prober, findings!,
            new() { Options = options, Unanswered = choice.Unanswered, Another = choice.Another, From = before?.Position ?? 0, Decided = before?.Decided });
        if (Save is not null) findings!.Added = SaveNowAndThen;
        await asking.RunAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Reads open ports as they are found, asks what answers there, and tells of them.</summary>
    async Task TellAsync(CancellationToken cancel)
    {
        if (!options.DetectServices)
        {
            var found = findings!.Found;
            while (await found.WaitToReadAsync(cancel).ConfigureAwait(false))
            {
                // To be woken up for each of thousands costs the engine more than to ask for them; nobody sees a fiftieth of a second.
                await Task.WhenAny(findings.Ended, Task.Delay(TellEvery, cancel)).ConfigureAwait(false);
                while (found.TryRead(out var finding)) Found?.Invoke(finding.Port);
            }

            return;
        }

        var detector = new ServiceDetector(new() { Network = options.Network });
        var gate = new Lock();
        await Parallel.ForEachAsync(All(), new ParallelOptions { MaxDegreeOfParallelism = ServicesAtOnce, CancellationToken = cancel }, async (finding, cancel) =>
        {
            Interlocked.Increment(ref services);
            var port = finding.Port.Port;
            var service = await detector.DetectAsync(finding.Address.ToIPAddress(), finding.Port.Name, port.Port, port.Protocol, cancel).ConfigureAwait(false);
            findings!.Describe(finding, service);
            Interlocked.Increment(ref described);
            lock (gate) Found?.Invoke(finding.Port with { Port = port with { Service = service } });
        }).ConfigureAwait(false);

        async IAsyncEnumerable<Finding> All()
        {
            if (request.Resumed is not null)
            {
                foreach (var finding in findings!.Undescribed) yield return finding;
            }

            await foreach (var finding in findings!.Found.ReadAllAsync(cancel).ConfigureAwait(false)) yield return finding;
        }
    }

    /// <summary>The hosts whose ports are asked; null for all targets.</summary>
    async Task<IReadOnlyList<ScanAddress>?> FindHostsAsync(CancellationToken cancel)
    {
        // Hosts that were found before the scan was cut short are not looked for again: the order of their ports depends on them.
        if (request.Resumed?.Asking is { } asked) return asked.Hosts?.Select(text => ScanAddress.Of(IPAddress.Parse(text))).ToList();
        if (options.Discovery == HostDiscovery.None) return null;
        var looking = options.Discovery == HostDiscovery.All ? targets : targets.Networks;
        if (looking.Count == 0) return null;
        (phase, clock) = (ScanPhase.Hosts, new());
        var finder = new HostFinder(looking, options);
        hostProgress = () => finder.Progress is { } progress ? (progress.Decided, progress.Total, progress.Open, progress.Probes) : default;
        var up = new List<ScanAddress>();
        await foreach (var host in finder.FindAsync(cancel).ConfigureAwait(false))
        {
            findings!.AddHost(host.Address, host.Reason, host.RoundTrip ?? TimeSpan.Zero, host.Mac);
            up.Add(host.Address);
            if (request.Ports.Count == 0) Note(LogLevel.Info, $"{(targets.NameOf(host.Address) is { } name ? $"{name} ({host.Address})" : host.Address)} up");
        }

        hostProbes = finder.Progress?.Probes ?? 0;
        if (options.Discovery == HostDiscovery.Auto) up.AddRange(targets.Singles);
        return up;
    }

    /// <summary>On the thread of the engine, so that what is saved fits together.</summary>
    void SaveNowAndThen()
    {
        if (Stopwatch.GetElapsedTime(savedAt) < saveEvery) return;
        var began = Stopwatch.GetTimestamp();
        if (Partial() is { } partial) Task.Run(() => Save!(partial));
        savedAt = Stopwatch.GetTimestamp();
        // A large report takes long to put together: the scan is to go on at least nineteen parts of the time in twenty.
        var took = Stopwatch.GetElapsedTime(began, savedAt);
        saveEvery = took * 20 > SaveEvery ? took * 20 : SaveEvery;
    }

    ScanReport ReportOf(bool interrupted)
    {
        var hosts = findings!.ToHosts(isComplete: !interrupted && request.Ports.Count > 0);
        var open = 0;
        foreach (var host in hosts) foreach (var port in host.Ports) if (port.State == PortState.Open) open++;
        return new()
        {
            Id = Id,
            Started = Started,
            Ended = request.Time.GetUtcNow(),
            By = Whoami.Name,
            Targets = request.Targets.Written,
            Exclude = request.Targets.Excluded,
            Ports = request.WrittenPorts,
            Method = choice?.Method ?? (options.Method == ScanMethod.Auto ? ScanMethod.Connect : options.Method),
            MethodReason = choice?.Reason,
            DetectedServices = options.DetectServices,
            Discovery = options.Discovery,
            MaxRate = options.MaxRate,
            SavedAs = request.SavedAs,
            Scope = ScopeOf(),
            Interrupted = interrupted,
            Hosts = hosts,
            Addresses = targets.Count,
            Up = hosts.Count,
            Open = open,
            Probes = probesBefore + hostProbes + (engine?.Progress.Probes ?? 0),
        };
    }

    ScanScope ScopeOf()
    {
        var ranges = new List<string>();
        foreach (var range in targets.Ranges) ranges.Add(new WrittenRange(range.Start, range.End).ToString());
        return new(ranges, CoveredScope.Write(request.Ports.Select(port => (int)port)));
    }

    static bool IsSame(ScanScope one, ScanScope other) => one.Ports == other.Ports && one.Addresses.SequenceEqual(other.Addresses);

    PartialOptions OptionsToKeep() => new()
    {
        MaxRatePerHost = options.MaxRatePerHost,
        MaxParallel = options.MaxParallel,
        MaxAttempts = options.MaxAttempts,
        MaxRoundTrip = options.MaxRoundTrip,
        LocalAddress = options.LocalAddress?.ToString(),
        AllAddresses = options.AllAddresses,
        Family = options.Family,
    };
}
