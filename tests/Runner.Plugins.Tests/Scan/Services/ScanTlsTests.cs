using System.Text.Json;
using Runner.Plugins.Scan;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Scan.Services;

/// <summary>scan.tls and scan.services against openssl and nginx.</summary>
public sealed class ScanTlsTests : IDisposable
{
    readonly PeerFolder folder = new();
    readonly CertificateFiles authority;

    public ScanTlsTests() => authority = new(folder);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    static JsonElement Json(params string[] targets) => JsonSerializer.SerializeToElement(targets);

    [Fact]
    public async Task Servers_are_listed_with_certificate_versions_and_what_is_weak()
    {
        await using var modern = await OpenSslPeer.StartAsync(authority.Issue());
        await using var old = await OpenSslPeer.StartAsync(authority.Issue(until: DateTimeOffset.UtcNow.AddDays(5).AddHours(1)), "-no_tls1_3", "-cipher", "ALL:eNULL:@SECLEVEL=0");
        await using var context = new TestActionContext();
        var closed = PeerProcess.FreePort();

        var result = await new ScanTls
        {
            Targets = Json($"localhost:{modern.Port}", $"localhost:{old.Port}", $"localhost:{closed}"),
            Tls = new() { Ca = authority.Pem },
        }.RunAsync(context, Cancel);

        result.Endpoints.Count.ShouldBe(2, string.Join("\n", result.Others));
        var (first, second) = (result.Endpoints[0], result.Endpoints[1]);
        first.Versions.ShouldBe(["TLSv1.2", "TLSv1.3"]);
        first.Problems.ShouldBeEmpty();
        (first.Tls!.IsTrusted, first.Tls.Protocol, first.DaysLeft).ShouldBe((true, "TLSv1.3", 30));
        second.Versions.ShouldBe(["TLSv1.0", "TLSv1.1", "TLSv1.2"]);
        second.WeakCiphers.ShouldContain("TLS_RSA_WITH_NULL_SHA256");
        second.IsWeak.ShouldBeTrue();
        result.SoonestExpiry.ShouldBe(second);
        result.SoonestExpiry!.DaysLeft.ShouldBe(5);
        result.Others.ShouldHaveSingleItem().Failure.ShouldBe("refused the connection");
        result.Untrusted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Server_with_only_what_this_machine_does_not_speak_shows_its_certificate_all_the_same()
    {
        await using var old = await OpenSslPeer.StartAsync(authority.Issue(), "-tls1", "-cipher", "ALL:@SECLEVEL=0");

        var endpoint = await new TlsScanner(new() { Tls = TlsSettings.From(new() { Ca = authority.Pem }, "/") }).ScanAsync("localhost", old.Port, Cancel);

        endpoint.Versions.ShouldBe(["TLSv1.0"]);
        endpoint.Tls.ShouldNotBeNull().Subject.ShouldBe("CN=localhost");
        endpoint.DaysLeft.ShouldBe(30);
        endpoint.Problems.ShouldContain("it accepts TLSv1.0");
    }

    [Fact]
    public async Task Untrusted_certificate_is_told_of_and_not_refused()
    {
        await using var openssl = await OpenSslPeer.StartAsync(authority.Issue("other.example"));

        var endpoint = await new TlsScanner().ScanAsync("127.0.0.1", openssl.Port, Cancel);

        endpoint.Tls!.IsTrusted.ShouldBeFalse();
        endpoint.Tls.Distrust.ShouldNotBeNull().ShouldContain("it is for other.example, not for 127.0.0.1");
        endpoint.Tls.Distrust.ShouldContain("is not a certificate authority that this machine trusts");
    }

    [Theory]
    [InlineData("localhost:70000", "targets", "behind the colon belongs a port of 1 to 65535")]
    [InlineData("localhost:x", "targets", "behind the colon belongs a port of 1 to 65535")]
    public async Task Wrong_target_is_named(string target, string input, string message)
    {
        await using var context = new TestActionContext();

        var error = await Should.ThrowAsync<ActionInputException>(async () => await new ScanTls { Targets = Json(target) }.RunAsync(context, Cancel));

        error.Input.ShouldBe(input);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Services_of_given_ports_are_listed_with_those_that_are_closed()
    {
        await using var nginx = await NginxPeer.StartAsync("location / { return 301 https://localhost/; }");
        await using var context = new TestActionContext();
        var closed = PeerProcess.FreePort();

        var result = await new ScanServices { Targets = Json("localhost"), Ports = [$"{nginx.Port},{closed}"] }.RunAsync(context, Cancel);

        result.Ports.Select(port => (port.Name, port.Port.Port, port.Port.State)).ShouldBe([("localhost", nginx.Port, PortState.Open), ("localhost", closed, PortState.Closed)]);
        result.Protocols.ShouldBe(["http"]);
        result.Named.ShouldHaveSingleItem().Port.Service!.Page!.Location.ShouldBe("https://localhost/");
    }

    [Fact]
    public async Task Probes_of_ones_own_are_asked_and_mistakes_in_them_told()
    {
        await using var socat = await SocatPeer.StartAsync("SYSTEM:echo hello from 1.5; cat");
        await using var context = new TestActionContext();
        var file = folder.Write("own.txt", "probe tcp greeting\nmatch mine /^hello from ([\\d.]+)/ product=\"Mine\" version=\"$1\"\n");
        var wrong = folder.Write("wrong.txt", "probe tcp greeting\nmatch mine /^(/\n");

        var result = await new ScanServices { Targets = Json("127.0.0.1"), Ports = [$"{socat.Port}"], Probes = file }.RunAsync(context, Cancel);
        var error = await Should.ThrowAsync<ActionInputException>(async () => await new ScanServices { Targets = Json("127.0.0.1"), Ports = ["1"], Probes = wrong }.RunAsync(context, Cancel));

        var service = result.Ports[0].Port.Service!;
        (service.Name, service.Product, service.Version).ShouldBe(("mine", "Mine", "1.5"));
        error.Input.ShouldBe("probes");
        error.Message.ShouldContain("probes:2: the expression cannot be used");
    }
}
