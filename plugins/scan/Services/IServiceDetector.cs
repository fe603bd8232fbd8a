using System.Net;

namespace Runner.Plugins.Scan.Services;

/// <summary>Finds out what answers on an open port.</summary>
interface IServiceDetector
{
    /// <summary>Asks. What cannot be told is null in the answer; only cancelling throws.</summary>
    /// <param name="address">The host.</param>
    /// <param name="name">The name that it was given by, for TLS and HTTP; null when there is none.</param>
    /// <param name="port">The port.</param>
    /// <param name="protocol">Of TCP or of UDP.</param>
    /// <param name="cancel">Gives up.</param>
    ValueTask<ScannedService> DetectAsync(IPAddress address, string? name, int port, TransportProtocol protocol, CancellationToken cancel);
}
