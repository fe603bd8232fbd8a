using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.Transfers;

/// <summary>httpbin under gunicorn, once for the tests of a class.</summary>
public sealed class TransferHttpbin : IAsyncLifetime
{
    PeerProcess? process;

    public string Url { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists("/usr/bin/python3") || !Directory.Exists("/usr/lib/python3/dist-packages/httpbin")) return;
        var port = PeerProcess.FreePort();
        process = await PeerProcess.StartAsync(
            "/usr/bin/python3", ["-m", "gunicorn", "--bind", $"127.0.0.1:{port}", "--threads", "8", "httpbin:app"], port);
        Url = $"http://127.0.0.1:{port}";
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await process.DisposeAsync();
    }

    public string Require()
    {
        Assert.SkipWhen(process is null, "missing peer: httpbin");
        return Url;
    }
}
