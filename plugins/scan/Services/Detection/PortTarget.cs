using System.Net;
using System.Net.Sockets;

namespace Runner.Plugins.Scan.Services;

/// <summary>The port that is asked.</summary>
/// <param name="Address">The host.</param>
/// <param name="Name">The name that it was given by; null when there is none.</param>
/// <param name="Port">The port.</param>
sealed record PortTarget(IPAddress Address, string? Name, int Port)
{
    /// <summary>What it is called in TLS, and what its certificate must be for.</summary>
    internal string Host => Name ?? Address.ToString();

    /// <summary>What it is called in URLs and in HTTP.</summary>
    internal string UrlHost => Name ?? (Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Address}]" : Address.ToString());

    internal IPEndPoint EndPoint => new(Address, Port);
}
