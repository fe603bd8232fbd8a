using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.Auth;

/// <summary>httpbin under gunicorn, once for the tests of a class.</summary>
public sealed class HttpbinPeer : IAsyncLifetime
{
    PeerProcess? peer;

    public string Url { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        const string python = "/usr/bin/python3"; // Debian's own, which Debian's modules are for
        var missing = !File.Exists(python) || !Directory.Exists("/usr/lib/python3/dist-packages/httpbin");
        if (missing) return; // the tests skip: a fixture cannot
        var port = PeerProcess.FreePort();
        peer = await PeerProcess.StartAsync(python, ["-m", "gunicorn", "-b", $"127.0.0.1:{port}", "--threads", "8", "httpbin:app"], port);
        Url = $"http://127.0.0.1:{port}";
    }

    public void Require() => Assert.SkipWhen(peer is null, "missing peer: httpbin");

    public async ValueTask DisposeAsync()
    {
        if (peer is not null) await peer.DisposeAsync();
    }
}
