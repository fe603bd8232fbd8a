namespace Runner.Reporting.Tests.Fleets;

public sealed class HostTextTests
{
    [Theory]
    [InlineData("web1", "web1: refused", "HOST: refused")]
    [InlineData("web1", "Cannot connect to web1.", "Cannot connect to HOST.")]
    [InlineData("web1", "web10 and web1.example are others", "web10 and web1.example are others")]
    [InlineData("a", "a connection was refused by a", "HOST connection was refused by HOST")]
    [InlineData("a", "again", "again")]
    public void Messages_name_no_host_when_they_are_folded(string host, string text, string general) =>
        HostText.Generalize(text, new(host), target: null).ShouldBe(general);

    [Fact]
    public void Messages_name_neither_target_nor_address_when_they_are_folded() =>
        HostText.Generalize("root@10.0.0.7:22 refused; is web1 at 10.0.0.7 up?", new("web1") { Address = "10.0.0.7" }, "root@10.0.0.7:22").ShouldBe("HOST refused; is HOST at HOST up?");
}
