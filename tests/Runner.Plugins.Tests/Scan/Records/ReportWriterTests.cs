using System.Text;
using System.Text.Json;
using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Records;

namespace Runner.Plugins.Tests.Scan.Records;

public sealed class ReportWriterTests
{
    [Fact]
    public void Report_is_written_as_the_serializer_would_with_and_without_all_that_may_be_missing()
    {
        var bare = Reports.Of("bare", new ScannedHost { Address = "::1", State = HostState.Up, Reason = StateReason.UserSet });
        var full = bare with
        {
            Exclude = ["10.0.0.9"],
            Ports = "22,443",
            Method = ScanMethod.Syn,
            MethodReason = "this process may send them: <ä>",
            DetectedServices = true,
            Discovery = HostDiscovery.All,
            MaxRate = 77,
            SavedAs = "nightly",
            Scope = new(["10.0.0.1-10.0.0.2", "10.0.0.4"], "22,443"),
            Interrupted = true,
            Hosts = [new()
            {
                Address = "10.0.0.1",
                Name = "a\"b",
                State = HostState.Up,
                Reason = StateReason.ArpResponse,
                RoundTrip = TimeSpan.FromMilliseconds(0.1234567),
                Mac = "02:00:00:00:00:01",
                Ports = [new()
                {
                    Port = 443,
                    Protocol = TransportProtocol.Tcp,
                    State = PortState.Open,
                    Reason = StateReason.SynAck,
                    ReportedBy = "10.0.0.254",
                    RoundTrip = TimeSpan.FromSeconds(1.5),
                    Ttl = 64,
                    Service = new()
                    {
                        Name = "https",
                        Product = "nginx",
                        Version = "1.22",
                        Info = "x",
                        IsProbed = true,
                        Banner = "a\u0001b\n",
                        Tls = new()
                        {
                            Protocol = "TLS 1.3",
                            CipherSuite = "TLS_AES_128_GCM_SHA256",
                            Alpn = "h2",
                            Subject = "CN=a",
                            Issuer = "CN=b",
                            Names = ["a", "b"],
                            NotBefore = new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)),
                            NotAfter = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
                            Fingerprint = "aa11",
                            IsTrusted = false,
                            Distrust = "it is signed by itself",
                        },
                        Page = new(200, "Hello", "nginx", "/x"),
                    },
                }],
                Others = [new(TransportProtocol.Tcp, PortState.Filtered, StateReason.AdminProhibited, 65534)],
            }],
        };

        foreach (var report in new[] { bare, full, full with { Hosts = [.. Enumerable.Repeat(full.Hosts[0], 200)] } })
        {
            using var written = new MemoryStream();
            ReportWriter.Write(report, written);
            Encoding.UTF8.GetString(written.ToArray()).ShouldBe(JsonSerializer.Serialize(report, ReportJson.Readable.ScanReport));
        }
    }

    [Fact]
    public void Words_of_every_value_are_those_of_the_serializer()
    {
        foreach (var reason in Enum.GetValues<StateReason>()) $"\"{KebabWords<StateReason>.Of(reason)}\"".ShouldBe(JsonSerializer.Serialize(reason, ReportJson.Readable.StateReason));
        foreach (var state in Enum.GetValues<PortState>()) $"\"{KebabWords<PortState>.Of(state)}\"".ShouldBe(JsonSerializer.Serialize(state, ReportJson.Readable.PortState));
    }
}
