namespace Runner.Plugins.Tests.Peers;

/// <summary>socat as a TCP server.</summary>
static class SocatPeer
{
    /// <summary>Starts it; every client talks to what is named, such as <c>EXEC:cat</c>.</summary>
    public static Task<PeerProcess> StartAsync(string to)
    {
        var port = PeerProcess.FreePort();
        return PeerProcess.StartAsync("socat", [$"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork", to], port);
    }
}
