using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Connecting;
using Runner.Plugins.Scan.Probing.Engine;
using Runner.Plugins.Scan.Probing.Raw;
using Runner.Plugins.Scan.Probing.Space;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>
/// Finds out which addresses have a host: by packets where this process may send them (and <see cref="ScanOptions.Method"/> is not
/// <see cref="ScanMethod.Connect"/>), else by connections and pings as any user may. What nobody answers for is not listed; a target
/// that is scanned whether it answers or not is the caller's to add.
/// </summary>
/// <param name="addresses">Where to look.</param>
/// <param name="options">How fast and from where.</param>
sealed class HostFinder(IAddressSpace addresses, ScanOptions options)
{
    /// <summary>Nobody on a link takes longer, but one that sleeps; what was measured there makes it less still.</summary>
    static readonly TimeSpan LongestOnLink = TimeSpan.FromMilliseconds(350);

    /// <summary>Questions to everybody on a link are heard by everybody, and beyond the links, a router may have to ask them too.</summary>
    const int LinkRate = 10_000, BeyondRate = 5_000;

    /// <summary>So many addresses are in work at once; the tables of the probers have a place for each.</summary>
    const int AtOnce = 1 << 16;

    ScanEngine? engine;

    /// <summary>How far it has come; null before it began. <see cref="ScanProgress.Open"/> counts the hosts that are up.</summary>
    public ScanProgress? Progress => engine?.Progress;

    /// <summary>Looks, and gives hosts as they are found.</summary>
    /// <exception cref="Runner.Sdk.NetworkException">The system does not let it: no descriptors, no source ports, no such local address.</exception>
    public async IAsyncEnumerable<FoundHost> FindAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (addresses.Count == 0) yield break;
        using var prober = Open();
        var found = Channel.CreateUnbounded<FoundHost>(new() { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var space = new ProbeSpace(addresses, [0], (ulong)Random.Shared.NextInt64());
        engine = new(space, prober, new Sink(found.Writer, prober), SettingsFor(prober));
        var run = EndAsync(engine.RunAsync(stop.Token), found.Writer);
        try
        {
            await foreach (var host in found.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false)) yield return host;
        }
        finally
        {
            // Who stops listening stops the search, and the prober is the engine's until it has ended.
            await stop.CancelAsync().ConfigureAwait(false);
            await run.ConfigureAwait(false);
        }

        cancel.ThrowIfCancellationRequested();
    }

    static async Task EndAsync(Task run, ChannelWriter<FoundHost> found)
    {
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        found.Complete(run.IsCanceled ? null : run.Exception?.InnerException);
    }

    IHostProber Open() => options.Method != ScanMethod.Connect && RawAccess.IsAllowed
        ? new HostProber(options.LocalAddress)
        : new PlainHostProber(new ConnectProber(options.LocalAddress is { } local ? ScanAddress.Of(local) : null, options.MaxRoundTrip), options);

    EngineSettings SettingsFor(IHostProber prober)
    {
        var onLink = IsAllOnLink(prober);
        var packets = prober is HostProber ? (onLink ? 1 : HostProber.PacketsPerProbe) : PlainHostProber.PacketsPerProbe;
        return new()
        {
            BlockSize = AtOnce,
            Options = options with
            {
                MaxRate = Math.Max(1, (options.MaxRate ?? (onLink ? LinkRate : BeyondRate)) / packets),
                MaxRatePerHost = null,
                MaxRoundTrip = onLink && options.MaxRoundTrip > LongestOnLink ? LongestOnLink : options.MaxRoundTrip,
            },
        };
    }

    bool IsAllOnLink(IHostProber prober)
    {
        for (long i = 0; i < addresses.Count; i++)
        {
            if (!prober.IsOnLink(addresses[i])) return false;
        }

        return true;
    }

    sealed class Sink(ChannelWriter<FoundHost> found, IHostProber prober) : IOutcomeSink
    {
        public void Add(in PortOutcome outcome)
        {
            if (outcome.State != PortState.Open) return;
            var own = outcome.Reason == StateReason.LocalhostResponse;
            found.TryWrite(new(outcome.Address, outcome.Reason, own || outcome.RoundTrip == TimeSpan.Zero ? null : outcome.RoundTrip, own ? null : prober.MacOf(outcome.Address)));
        }
    }
}
