namespace Runner.Plugins.Tests.Peers;

/// <summary>openssl as a server of TLS.</summary>
static class OpenSslPeer
{
    /// <summary>Starts it with the files of a certificate and its key, and with more of `s_server`'s options.</summary>
    public static Task<PeerProcess> StartAsync((string Certificate, string Key) shown, params string[] options)
    {
        var port = PeerProcess.FreePort();
        return PeerProcess.StartAsync("openssl", ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", shown.Certificate, "-key", shown.Key, "-quiet", .. options], port);
    }
}
