using Runner.Workflows.Types;

namespace Runner.Workflows.Tests.Types;

public sealed class NameCaseTests
{
    [Theory]
    [InlineData("Url", "url")]
    [InlineData("MaxBodySize", "max-body-size")]
    [InlineData("IPAddress", "ip-address")]
    [InlineData("ClientIP", "client-ip")]
    [InlineData("UseHTTP2", "use-http2")]
    [InlineData("Http2Only", "http2-only")]
    [InlineData("RateLimit", "rate-limit")]
    [InlineData("X", "x")]
    [InlineData("already-kebab", "already-kebab")]
    public void Inputs_and_choices_are_written_in_kebab_case(string name, string kebab) => NameCase.ToKebab(name).ShouldBe(kebab);

    [Theory]
    [InlineData("DaysLeft", "daysLeft")]
    [InlineData("IPAddress", "ipAddress")]
    [InlineData("URL", "url")]
    [InlineData("ClientIP", "clientIP")]
    [InlineData("Url", "url")]
    [InlineData("X", "x")]
    [InlineData("status", "status")]
    public void Results_are_read_in_camel_case(string name, string camel) => NameCase.ToCamel(name).ShouldBe(camel);
}
