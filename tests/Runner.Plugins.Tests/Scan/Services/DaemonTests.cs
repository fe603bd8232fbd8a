using System.Text.RegularExpressions;
using Runner.Plugins.Scan;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Scan.Services;

/// <summary>Service detection against daemons of Debian's, each on a port that says nothing about it.</summary>
public sealed class DaemonTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. ServiceDaemons.All.Select(daemon => daemon.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Daemon_is_named_with_its_product_and_the_version_of_its_package(string name)
    {
        var daemon = ServiceDaemons.All.Single(daemon => daemon.Name == name);
        await using var running = await daemon.StartAsync();

        var port = await DetectAsync(daemon, running);

        var service = port.Service.ShouldNotBeNull();
        var seen = $"{service}\n{running.Output}";
        port.State.ShouldBe(PortState.Open, seen);
        service.Name.ShouldBe(daemon.Service, seen);
        service.Product.ShouldBe(daemon.Product, seen);
        if (daemon.Package is { } package) service.Version.ShouldNotBeNull(seen).ShouldStartWith(await UpstreamVersionAsync(package), Case.Sensitive, seen);
        if (daemon.Service.EndsWith("https", StringComparison.Ordinal))
        {
            service.Tls.ShouldNotBeNull(seen).Protocol.ShouldBe("TLSv1.3");
            service.Tls.Names.ShouldContain("localhost");
            service.Tls.Distrust.ShouldBe("it is self-signed");
        }
        if (daemon.Program == "nginx") service.Page.ShouldNotBeNull(seen).Title.ShouldBe("Example & Co.");
    }

    /// <summary>UDP has no accepted connection that would tell when a daemon is ready.</summary>
    internal static async Task<ScannedPort> DetectAsync(ServiceDaemon daemon, RunningDaemon running)
    {
        var scanner = new ServiceScanner();
        var port = await scanner.DetectAsync("127.0.0.1", running.Port, daemon.Protocol, Cancel);
        for (var tries = 0; tries < 20 && (port.State != PortState.Open || port.Service!.Name is null); tries++)
        {
            await Task.Delay(300, Cancel);
            port = await scanner.DetectAsync("127.0.0.1", running.Port, daemon.Protocol, Cancel);
            if (daemon.Protocol == TransportProtocol.Tcp) break;
        }
        return port;
    }

    /// <summary>The version of a package without what Debian adds: 1:9.2p1-2+deb12u10 is 9.2p1.</summary>
    static async Task<string> UpstreamVersionAsync(string package)
    {
        var asked = await ProgramRun.ToEndAsync("dpkg-query", "", "-W", "-f=${Version}", package);
        Assert.SkipUnless(asked.ExitCode == 0, $"missing peer: the package {package}");
        return Regex.Match(asked.Output, @"^(?:\d+:)?(\d[\w.]*)").Groups[1].Value;
    }
}
