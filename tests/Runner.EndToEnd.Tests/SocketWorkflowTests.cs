using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests;

/// <summary>The ready workflows about TCP and TLS, run as they are shipped against openssl and socat.</summary>
public sealed class SocketWorkflowTests : IDisposable
{
    readonly Workplace here = new();
    readonly PeerFolder folder = new();

    public void Dispose()
    {
        here.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Certificate_expiry_tells_of_every_host_that_does_not_last()
    {
        using var authority = new CertificateFiles(folder);
        await using var good = await OpenSslPeer.StartAsync(authority.Issue());
        await using var soon = await OpenSslPeer.StartAsync(authority.Issue(until: DateTimeOffset.UtcNow.AddDays(5).AddHours(1)));
        await using var wrong = await OpenSslPeer.StartAsync(authority.Issue("other.example"));
        var workflow = Repository.PathOf("workflows/certificate-expiry.yaml");

        var all = await here.RunAsync(
            "run", workflow, "--input", $"""hosts=["localhost:{good.Port}", "localhost:{soon.Port}", "localhost:{wrong.Port}"]""", "--input", $"ca={authority.Pem}");

        all.ExitCode.ShouldBe(1, all.Error + all.Out);
        all.Out.ShouldContain("`result.daysLeft` was 5");
        all.Out.ShouldContain("it is for other.example, not for localhost");
        var fine = await here.RunAsync("run", workflow, "--input", $"""hosts=["localhost:{good.Port}"]""", "--input", $"ca={authority.Pem}");
        fine.ExitCode.ShouldBe(0, fine.Error + fine.Out);
        var patient = await here.RunAsync("run", workflow, "--input", $"""hosts=["localhost:{soon.Port}"]""", "--input", $"ca={authority.Pem}", "--input", "warn-days=3");
        patient.ExitCode.ShouldBe(0, patient.Error + patient.Out);
    }

    [Fact]
    public async Task Tcp_banner_judges_the_greeting()
    {
        await using var socat = await SocatPeer.StartAsync("SYSTEM:echo SSH-2.0-OpenSSH_9.2; cat");
        var workflow = Repository.PathOf("workflows/tcp-banner.yaml");

        var fits = await here.RunAsync("run", workflow, "--input", $"port={socat.Port}", "--input", "host=127.0.0.1");
        var other = await here.RunAsync("run", workflow, "--input", $"port={socat.Port}", "--input", "host=127.0.0.1", "--input", "pattern=^220 ");
        var closed = await here.RunAsync("run", workflow, "--input", $"port={PeerProcess.FreePort()}", "--input", "host=127.0.0.1");

        fits.ExitCode.ShouldBe(0, fits.Error + fits.Out);
        other.ExitCode.ShouldBe(1, other.Error + other.Out);
        other.Out.ShouldContain("SSH-2.0-OpenSSH_9.2");
        closed.ExitCode.ShouldBe(1, closed.Error + closed.Out);
        closed.Out.ShouldContain("`result.state` was 'refused'");
    }
}
