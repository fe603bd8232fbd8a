using System.Net.Sockets;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// Brings in what a first request would wait for: the assemblies of HttpClient, sockets and JSON, and a connection pool. A rehearsed
/// request would compile more ahead, but where the plugin ships that is compiled already, and the rehearsal takes the processor from
/// those who start the run.
/// </summary>
public sealed class HttpWarmUp : IWarmUp
{
    /// <inheritdoc/>
    public void WarmUp()
    {
        new HttpSession().DisposeAsync().AsTask().GetAwaiter().GetResult();
        new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Dispose();
        JsonDocument.Parse("{}").Dispose();
    }
}
