using Runner.Plugins.Scan.Services;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;

namespace Runner.Plugins.Scan;

/// <summary>Finds out what answers on ports: protocol, product, version, TLS.</summary>
/// <example><code>
/// var port = await new ServiceScanner().DetectAsync("localhost", 8080);
/// Console.WriteLine($"{port.State}: {port.Service!.Name} {port.Service.Product} {port.Service.Version}");
/// </code></example>
public sealed class ServiceScanner
{
    readonly ServiceScanOptions options;
    readonly ServiceDetector detector;

    /// <summary>Makes a scanner.</summary>
    /// <param name="options">How to ask; null for the usual way.</param>
    /// <exception cref="ActionInputException">A line of <see cref="ServiceScanOptions.Probes"/> is wrong.</exception>
    public ServiceScanner(ServiceScanOptions? options = null)
    {
        this.options = options ?? new();
        try
        {
            detector = new(this.options);
        }
        catch (FormatException wrong)
        {
            throw new ActionInputException("probes", $"`probes`: {wrong.Message}.", wrong);
        }
    }

    /// <summary>Asks one port. One that is closed, silent or not understood is no error: the answer says so.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="protocol">Of TCP or of UDP.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    /// <exception cref="NetworkPolicyException">The network policy forbids it.</exception>
    public async ValueTask<ScannedPort> DetectAsync(string host, int port, TransportProtocol protocol = TransportProtocol.Tcp, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(port is > 0 and <= 65535, true, nameof(port));
        var targets = await TargetList.Parse([host], null, new TargetOptions { Network = options.Network, Input = "host" }).ResolveAsync(cancel).ConfigureAwait(false);
        return await DetectAsync(new(targets[0].ToIPAddress(), targets.NameOf(targets[0]), port), protocol, cancel).ConfigureAwait(false);
    }

    internal ValueTask<ScannedPort> DetectAsync(PortTarget target, TransportProtocol protocol, CancellationToken cancel) => detector.DetectPortAsync(target, protocol, cancel);
}
