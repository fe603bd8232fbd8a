using System.Net;

namespace Runner.Sdk.Networking;

/// <summary>
/// The proxy that the system says (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY; the system's settings on Windows and macOS),
/// except for this machine itself: a proxy could not reach the loopback addresses that we mean.
/// </summary>
sealed class SystemProxy : IWebProxy
{
    public ICredentials? Credentials
    {
        get => HttpClient.DefaultProxy.Credentials;
        set => throw new NotSupportedException("The system's proxy is shared by the whole process.");
    }

    public Uri? GetProxy(Uri destination) => destination.IsLoopback ? null : HttpClient.DefaultProxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
}
