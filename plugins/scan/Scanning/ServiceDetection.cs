using Runner.Plugins.Scan.Services;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>What finds out what answers on open ports.</summary>
static class ServiceDetection
{
    internal static IServiceDetector Create(ScanOptions options) => throw new NotSupportedException($"Service detection comes with the branch scan-services ({options.Method}).");
}
