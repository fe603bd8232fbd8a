using System.Net;
using System.Net.Sockets;

namespace Runner.Plugins.Scan.Services;

/// <summary>
/// Finds out what answers on ports: it listens for a greeting, asks what is usual on the port, then the rest by how common it is, looks
/// into TLS wherever it is spoken. Whatever a peer does ends in an answer, within the options' time.
/// </summary>
sealed class ServiceDetector(ServiceScanOptions options, ProbeTable table)
{
    internal ServiceDetector(ServiceScanOptions options)
        : this(options, options.Probes is null ? ProbeTable.Default : ProbeTable.Parse(options.Probes, "probes", ProbeTable.Default, checks: true))
    {
    }

    /// <summary>Asks an open port. What cannot be told is null in the answer; only cancelling throws.</summary>
    /// <param name="address">The host.</param>
    /// <param name="name">The name that it was given by, for TLS and HTTP; null when there is none.</param>
    /// <param name="port">The port.</param>
    /// <param name="protocol">Of TCP or of UDP.</param>
    /// <param name="cancel">Gives up.</param>
    internal async ValueTask<ScannedService> DetectAsync(IPAddress address, string? name, int port, TransportProtocol protocol, CancellationToken cancel) =>
        (await DetectPortAsync(new(address, name, port), protocol, cancel).ConfigureAwait(false)).Service!;

    /// <summary>As <see cref="DetectAsync"/>, with the state that the port showed.</summary>
    internal async ValueTask<ScannedPort> DetectPortAsync(PortTarget target, TransportProtocol protocol, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.Timeout);
        return protocol == TransportProtocol.Udp
            ? await DatagramsAsync(target, cancel, limit.Token).ConfigureAwait(false)
            : await ConnectionsAsync(target, cancel, limit.Token).ConfigureAwait(false);
    }

    async ValueTask<ScannedPort> ConnectionsAsync(PortTarget target, CancellationToken cancel, CancellationToken limit)
    {
        var detection = new PortDetection(table, options, target, limit);
        try
        {
            await detection.RunAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Time is up: what was found until now is the answer.
        }
        var (state, reason) = detection.IsOpen ? (PortState.Open, StateReason.SynAck) : detection.Failure switch
        {
            SocketError.ConnectionRefused => (PortState.Closed, StateReason.ConnRefused),
            SocketError.ConnectionReset => (PortState.Closed, StateReason.Reset),
            SocketError.HostUnreachable => (PortState.Filtered, StateReason.HostUnreach),
            SocketError.NetworkUnreachable => (PortState.Filtered, StateReason.NetUnreach),
            _ => (PortState.Filtered, StateReason.NoResponse),
        };
        return new() { Port = target.Port, Protocol = TransportProtocol.Tcp, State = state, Reason = reason, Service = detection.Finding.ToService(table) };
    }

    async ValueTask<ScannedPort> DatagramsAsync(PortTarget target, CancellationToken cancel, CancellationToken limit)
    {
        var detection = new DatagramDetection(table, options, target, limit);
        try
        {
            await detection.RunAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Time is up: what was found until now is the answer.
        }
        var (state, reason) = detection.HasAnswered ? (PortState.Open, StateReason.UdpResponse)
            : detection.IsRefused ? (PortState.Closed, StateReason.PortUnreach)
            : (PortState.OpenFiltered, StateReason.NoResponse);
        return new() { Port = target.Port, Protocol = TransportProtocol.Udp, State = state, Reason = reason, Service = detection.Finding.ToService(table) };
    }
}
