namespace Runner.Plugins.Tests.Peers;

/// <summary>httpbin under gunicorn, once for the tests of a class.</summary>
public sealed class HttpbinPeer : IAsyncLifetime
{
    const string Python = "/usr/bin/python3"; // Debian's own, which Debian's modules are for

    PeerProcess? process;

    /// <summary>Where it answers; the test that asks is skipped when httpbin is not installed.</summary>
    public string Url
    {
        get
        {
            Assert.SkipWhen(process is null, "missing peer: httpbin");
            return $"http://127.0.0.1:{process!.Port}";
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Python) || !Directory.Exists("/usr/lib/python3/dist-packages/httpbin")) return; // the tests skip: a fixture cannot
        var port = PeerProcess.FreePort();
        process = await PeerProcess.StartAsync(Python, ["-m", "gunicorn", "--bind", $"127.0.0.1:{port}", "--threads", "8", "httpbin:app"], port);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await process.DisposeAsync();
    }
}
