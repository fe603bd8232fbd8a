using System.Net;
using System.Threading.Channels;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>
/// Collects what a scan finds: told by the engine's thread, read by any. Hosts of which nothing is heard take no room, but for those
/// that were named.
/// </summary>
sealed class Findings(ScanTargets targets, IReadOnlyList<ushort> ports, TransportProtocol protocol) : IOutcomeSink
{
    readonly Lock gate = new();
    readonly Dictionary<ScanAddress, HostRecord> hosts = [];
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Channel<Finding> found = Channel.CreateUnbounded<Finding>(new() { SingleReader = true });
    int open;

    /// <summary>Open ports as they are found.</summary>
    internal ChannelReader<Finding> Found => found.Reader;

    /// <summary>Ends when no more will be found.</summary>
    internal Task Ended => ended.Task;

    /// <summary>How many ports are open so far.</summary>
    internal int Open => Volatile.Read(ref open);

    /// <summary>Called after each outcome, on the thread of the engine; null for nothing.</summary>
    internal Action? Added { get; set; }

    /// <inheritdoc/>
    public void Add(in PortOutcome outcome)
    {
        ScannedPort? port = null;
        lock (gate)
        {
            if (RecordFor(outcome) is { } record && record.Add(outcome, protocol) is { State: PortState.Open } added)
            {
                open++;
                port = added;
            }
        }

        if (port is not null) found.Writer.TryWrite(new(outcome.Address, new(outcome.Address.ToString(), targets.NameOf(outcome.Address), port)));
        Added?.Invoke();
    }

    /// <summary>Notes a host that was found before its ports are asked.</summary>
    internal void AddHost(ScanAddress address, StateReason reason, TimeSpan roundTrip, string? mac)
    {
        lock (gate)
        {
            var record = RecordOf(address);
            record.Reason ??= reason;
            record.Measure(roundTrip);
            record.Mac ??= mac;
        }
    }

    /// <summary>Takes what an earlier part of the scan found.</summary>
    internal void AddEarlier(ScanReport report)
    {
        lock (gate)
        {
            foreach (var host in report.Hosts)
            {
                if (!IPAddress.TryParse(host.Address, out var address)) continue;
                var record = RecordOf(ScanAddress.Of(address));
                if (host.Reason != StateReason.UserSet) record.Reason = host.Reason;
                if (host.RoundTrip is { } roundTrip) record.Measure(roundTrip);
                record.Mac = host.Mac;
                foreach (var port in host.Ports) record.Add(port);
                foreach (var tally in host.Others) record.Add(tally);
                open += host.Ports.Count(port => port.State == PortState.Open);
            }
        }
    }

    /// <summary>The addresses of which something is known.</summary>
    internal IReadOnlyList<ScanAddress> Known
    {
        get
        {
            lock (gate) return [.. hosts.Keys];
        }
    }

    /// <summary>The open ports of which nobody knows yet what answers there.</summary>
    internal IReadOnlyList<Finding> Undescribed
    {
        get
        {
            lock (gate) return [.. hosts.Values.SelectMany(record => record.Open.Where(port => port.Service is not { IsProbed: true }).Select(port => new Finding(record.Address, new(record.Address.ToString(), targets.NameOf(record.Address), port))))];
        }
    }

    /// <summary>Puts what answers there beside a port.</summary>
    internal void Describe(Finding finding, ScannedService service)
    {
        lock (gate)
        {
            if (hosts.TryGetValue(finding.Address, out var record)) record.Describe(finding.Port.Port.Port, finding.Port.Port.Protocol, service);
        }
    }

    /// <summary>No more will be found.</summary>
    internal void Complete(Exception? failure = null)
    {
        found.Writer.TryComplete(failure);
        ended.TrySetResult();
    }

    /// <summary>The hosts that are up, by address.</summary>
    /// <param name="isComplete">Whether every port was asked: those that nothing is known of did not answer.</param>
    internal IReadOnlyList<ScannedHost> ToHosts(bool isComplete)
    {
        lock (gate)
        {
            var up = new List<HostRecord>();
            foreach (var record in hosts.Values) if (record.Reason is not null || targets.IsSingle(record.Address)) up.Add(record);
            up.Sort(static (one, other) => one.Address.IsV6 != other.Address.IsV6 ? one.Address.IsV6.CompareTo(other.Address.IsV6) : one.Address.Value.CompareTo(other.Address.Value));
            var told = new List<ScannedHost>(up.Count);
            foreach (var record in up)
            {
                if (isComplete) record.AddSilent(ports, protocol);
                told.Add(record.ToHost(targets.NameOf(record.Address)));
            }

            return told;
        }
    }

    /// <summary>Silence alone makes no host: of a large network it is most of what is found.</summary>
    HostRecord? RecordFor(in PortOutcome outcome) =>
        hosts.TryGetValue(outcome.Address, out var known) ? known : outcome.Reason == StateReason.NoResponse && !targets.IsSingle(outcome.Address) ? null : RecordOf(outcome.Address);

    HostRecord RecordOf(ScanAddress address)
    {
        if (!hosts.TryGetValue(address, out var record)) hosts.Add(address, record = new(address));
        return record;
    }
}

/// <summary>An open port, as the pipeline hands it on.</summary>
sealed record Finding(ScanAddress Address, FoundPort Port);
