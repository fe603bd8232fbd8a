using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests.Scripts;

/// <summary>The example scripts that look at what others serve: ports and certificates.</summary>
public sealed class ScanScriptTests : IDisposable
{
    readonly Workplace here = new();
    readonly PeerFolder folder = new();

    public void Dispose()
    {
        here.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Port_report_is_a_table_of_what_answers()
    {
        await using var nginx = await NginxPeer.StartAsync();
        await using var ssh = await SocatPeer.StartAsync("SYSTEM:echo SSH-2.0-OpenSSH_9.2p1; cat");
        string[] inputs = ["targets=127.0.0.1", $"ports={nginx.Port},{ssh.Port},{PeerProcess.FreePort()}", $"to={here["ports.md"]}"];

        var written = await here.RunExampleAsync("port-report", [.. inputs, $"allowed={nginx.Port},{ssh.Port}"]);
        var surprised = await here.RunExampleAsync("port-report", [.. inputs, $"allowed={nginx.Port}"]);
        var report = await File.ReadAllTextAsync(here["ports.md"], TestContext.Current.CancellationToken);

        written.ExitCode.ShouldBe(0, written.Out + written.Error);
        written.Out.ShouldContain($"2 open ports, see {here["ports.md"]}");
        report.ShouldStartWith("# Open ports of 127.0.0.1\n\n2 open ports on 1 hosts, seen on ");
        report.ShouldContain("\n## 127.0.0.1\n\n| port | protocol | program | TLS |\n|---:|---|---|---|\n");
        report.ShouldMatch($@"(?m)^\| {nginx.Port} \| http \| nginx [\d.]+ \|");
        report.ShouldMatch($@"(?m)^\| {ssh.Port} \| ssh \| OpenSSH");
        surprised.ExitCode.ShouldBe(1, surprised.Out + surprised.Error);
        surprised.Out.ShouldContain("`surprises.Count` was 1");
    }

    [Fact]
    public async Task Port_report_refuses_ports_that_are_none()
    {
        var ran = await here.RunExampleAsync("port-report", "targets=127.0.0.1", "ports=22,http/", $"to={here["ports.md"]}");

        ran.ExitCode.ShouldNotBe(0);
        ran.Out.ShouldContain("`ports`");
        ran.Out.ShouldContain("port-report.csx:");
        ran.ShouldHaveNoTrace();
        File.Exists(here["ports.md"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Certificates_are_listed_by_how_long_they_last()
    {
        using var authority = new CertificateFiles(folder);
        await using var good = await OpenSslPeer.StartAsync(authority.Issue(until: DateTimeOffset.UtcNow.AddDays(90).AddHours(1)));
        await using var soon = await OpenSslPeer.StartAsync(authority.Issue(until: DateTimeOffset.UtcNow.AddDays(5).AddHours(1)));
        await using var other = await OpenSslPeer.StartAsync(authority.Issue("other.example", until: DateTimeOffset.UtcNow.AddDays(40).AddHours(1)));
        var (ca, closed) = ($"ca={authority.Pem}", PeerProcess.FreePort());

        var fine = await here.RunExampleAsync("certificates", $"hosts=localhost:{good.Port}", ca);
        var all = await here.RunExampleAsync("certificates", $"hosts=localhost:{good.Port},localhost:{soon.Port},localhost:{other.Port},localhost:{closed}", ca);

        fine.ExitCode.ShouldBe(0, fine.Out + fine.Error);
        fine.Out.ShouldMatch($@"localhost:{good.Port} +90 +\d{{4}}-\d\d-\d\d");
        all.ExitCode.ShouldBe(1, all.Out + all.Error);
        all.Out.ShouldMatch($@"(?s)host +days +expires +issuer +problems.*localhost:{closed} .*localhost:{soon.Port} +5 .*localhost:{other.Port} +40 .*it is for other\.example, not for localhost.*localhost:{good.Port} +90 ");
        all.Out.ShouldContain("`bad.Count` was 3");
        all.ShouldHaveNoTrace();
    }
}
