using System.Runtime.CompilerServices;
using Runner.Plugins.Scan.Scanning;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Scan;

/// <summary>Finds out which ports are open, which hosts are up, and what answers there.</summary>
/// <example><code>
/// await foreach (var found in PortScanner.ScanAsync(["10.0.0.0/24"], "22,80,443")) Console.WriteLine(found);
/// </code></example>
public static class PortScanner
{
    /// <summary>Whether a TCP port is open, found out by connecting to it. That it is not is no error.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="timeout">How long to wait for an answer, the look-up of the name included.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    /// <exception cref="ConnectionFailedException">This machine could not ask: it has no descriptor or port left.</exception>
    public static async Task<bool> IsPortOpenAsync(string host, int port, TimeSpan timeout, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        return (await SinglePort.AskAsync(host, port, timeout, NetworkPolicy.Ambient, TimeProvider.System, cancel).ConfigureAwait(false)).State == PortState.Open;
    }

    /// <summary>Scans, and gives each open port as it is found (with what answers there, if that is asked for). Leaving the loop ends the scan.</summary>
    /// <param name="targets">Names, addresses, networks (<c>10.0.0.0/24</c>), ranges (<c>10.0.0.1-20</c>) or files of these (<c>@FILE</c>).</param>
    /// <param name="ports">Numbers, ranges, names, or the most common ones, such as <c>22,80,8000-8100,https,top:100</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancel">Ends the scan.</param>
    /// <exception cref="ActionInputException">A target or a port is written wrong.</exception>
    /// <exception cref="NetworkException">It cannot be done: no target resolves, the policy forbids it, raw packets may not be sent.</exception>
    public static async IAsyncEnumerable<FoundPort> ScanAsync(IEnumerable<string> targets, string ports, ScanOptions? options = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var channel = System.Threading.Channels.Channel.CreateUnbounded<FoundPort>(new() { SingleReader = true, SingleWriter = true });
        var run = new ScanRun(RequestOf(targets, ports, options)) { Found = port => channel.Writer.TryWrite(port) };
        var running = Task.Run(async () =>
        {
            try
            {
                await run.RunAsync(stop.Token).ConfigureAwait(false);
                channel.Writer.Complete();
            }
#pragma warning disable CA1031 // whatever it is, it belongs to who reads
            catch (Exception failure)
#pragma warning restore CA1031
            {
                channel.Writer.Complete(failure);
            }
        }, CancellationToken.None);
        try
        {
            await foreach (var port in channel.Reader.ReadAllAsync(cancel).ConfigureAwait(false)) yield return port;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
        }
    }

    /// <summary>Scans, and gives everything that was found at the end.</summary>
    /// <inheritdoc cref="ScanAsync"/>
    /// <param name="targets">Names, addresses, networks (<c>10.0.0.0/24</c>), ranges (<c>10.0.0.1-20</c>) or files of these (<c>@FILE</c>).</param>
    /// <param name="ports">Numbers, ranges, names, or the most common ones, such as <c>22,80,8000-8100,https,top:100</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told several times a second how far it has come; null for nobody.</param>
    /// <param name="cancel">Ends the scan.</param>
    public static Task<ScanReport> CollectAsync(IEnumerable<string> targets, string ports, ScanOptions? options = null, IProgress<ScanStatus>? progress = null, CancellationToken cancel = default) =>
        CollectAsync(RequestOf(targets, ports, options), progress, cancel);

    /// <summary>Looks for hosts, and asks no ports but those that tell whether a host is there.</summary>
    /// <inheritdoc cref="CollectAsync(IEnumerable{string}, string, ScanOptions?, IProgress{ScanStatus}?, CancellationToken)"/>
    /// <param name="targets">Names, addresses, networks (<c>10.0.0.0/24</c>), ranges (<c>10.0.0.1-20</c>) or files of these (<c>@FILE</c>).</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told several times a second how far it has come; null for nobody.</param>
    /// <param name="cancel">Ends the scan.</param>
    public static Task<ScanReport> FindHostsAsync(IEnumerable<string> targets, ScanOptions? options = null, IProgress<ScanStatus>? progress = null, CancellationToken cancel = default) =>
        CollectAsync(RequestOf(targets, null, options), progress, cancel);

    /// <summary>What changed from one scan to another.</summary>
    /// <param name="before">The earlier report.</param>
    /// <param name="after">The later one.</param>
    public static ScanComparison Compare(ScanReport before, ScanReport after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return Comparing.ReportComparer.Compare(before, after);
    }

    static async Task<ScanReport> CollectAsync(ScanRequest request, IProgress<ScanStatus>? progress, CancellationToken cancel)
    {
        var run = new ScanRun(request);
        await using var told = new StatusTimer(run, status => progress?.Report(status)).ConfigureAwait(false);
        return await run.RunAsync(cancel).ConfigureAwait(false);
    }

    static ScanRequest RequestOf(IEnumerable<string> targets, string? ports, ScanOptions? options)
    {
        ArgumentNullException.ThrowIfNull(targets);
        options ??= new();
        var reading = new TargetOptions { Network = options.Network, Family = options.Family, AllAddresses = options.AllAddresses };
        var wanted = ports is null ? null : WantedPorts.Of(ports, options.Method);
        // To look for what is said to be there would find nothing out.
        options = wanted is null ? options with { Discovery = HostDiscovery.All } : options with { Method = wanted.Method };
        return new() { Targets = TargetList.Parse(targets, options.Exclude, reading), Ports = wanted?.Numbers ?? [], WrittenPorts = ports, Options = options };
    }
}
