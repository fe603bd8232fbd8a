using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests;

/// <summary>The ready workflow that takes stock of TLS, run as it is shipped against openssl.</summary>
public sealed class ScanWorkflowTests : IDisposable
{
    readonly Workplace here = new();
    readonly PeerFolder folder = new();

    public void Dispose()
    {
        here.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Tls_inventory_tells_of_what_does_not_last_is_not_trusted_or_outdated()
    {
        using var authority = new CertificateFiles(folder);
        await using var good = await OpenSslPeer.StartAsync(authority.Issue());
        await using var soon = await OpenSslPeer.StartAsync(authority.Issue(until: DateTimeOffset.UtcNow.AddDays(5).AddHours(1)));
        await using var other = await OpenSslPeer.StartAsync(authority.Issue("other.example"));
        await using var old = await OpenSslPeer.StartAsync(authority.Issue(), "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
        var workflow = Repository.PathOf("workflows/tls-inventory.yaml");

        var fine = await here.RunAsync("run", workflow, "--input", $"""targets=["localhost:{good.Port}"]""", "--input", $"ca={authority.Pem}");
        var all = await here.RunAsync(
            "run", workflow, "--input", $"""targets=["localhost:{good.Port}", "localhost:{soon.Port}", "localhost:{other.Port}", "localhost:{old.Port}"]""", "--input", $"ca={authority.Pem}");

        fine.ExitCode.ShouldBe(0, fine.Error + fine.Out);
        all.ExitCode.ShouldBe(1, all.Error + all.Out);
        all.Out.ShouldContain("`result.soonestExpiry.daysLeft` was 5");
        all.Out.ShouldContain("it is for other.example, not for localhost");
        all.Out.ShouldContain("it accepts TLSv1.1");
    }
}
