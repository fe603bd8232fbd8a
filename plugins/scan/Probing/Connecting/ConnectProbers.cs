using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Connecting;

/// <summary>Chooses how this system connects.</summary>
static class ConnectProbers
{
    /// <summary>A prober that connects.</summary>
    /// <param name="options">The scan's: where probes come from and how long answers may take.</param>
    /// <exception cref="Runner.Sdk.ConnectionFailedException">The system gives no descriptor to scan with.</exception>
    public static IProber Create(ScanOptions options)
    {
        ScanAddress? local = options.LocalAddress is { } address ? ScanAddress.Of(address) : null;
        return OperatingSystem.IsLinux() ? new ConnectProber(local, options.MaxRoundTrip) : new SocketProber(local, options.MaxRoundTrip);
    }
}
