using Runner.Plugins.Scan.Services;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>What finds out what answers on open ports.</summary>
static class ServiceDetection
{
    internal static IServiceDetector Create(ScanOptions options) => new ServiceDetector(new ServiceScanOptions { Network = options.Network });
}
