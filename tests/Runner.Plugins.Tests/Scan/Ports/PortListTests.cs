using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Ports;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Scan.Ports;

public class PortListTests
{
    [Theory]
    [InlineData("22,80,443", "22,80,443", "")]
    [InlineData("443 22\n80,80", "22,80,443", "")]
    [InlineData("20-25", "20,21,22,23,24,25", "")]
    [InlineData("-3", "1,2,3", "")]
    [InlineData("65533-", "65533,65534,65535", "")]
    [InlineData("http,SSH", "22,80", "")]
    [InlineData("domain,udp:domain", "53", "53")]
    [InlineData("80,udp:53,161", "80", "53,161")]
    [InlineData("U:53,161,T:21-23", "21,22,23", "53,161")]
    [InlineData("udp: 53 161 tcp: 80", "80", "53,161")]
    [InlineData("80/tcp,53/udp,81", "80,81", "53")]
    [InlineData("20-25,!25,!22-23", "20,21,24", "")]
    [InlineData("20-25,!ssh", "20,21,23,24,25", "")]
    [InlineData("top:3", "22,80,443", "")]
    [InlineData("udp:top:2", "", "53,161")]
    [InlineData("imap?", "220,993", "")]
    [InlineData("wap-wsp,elasticsearch", "9200", "")]
    public void Ports_are_those_that_the_text_means(string text, string tcp, string udp)
    {
        var ports = PortList.Parse(text);

        string.Join(',', ports.Tcp).ShouldBe(tcp);
        string.Join(',', ports.Udp).ShouldBe(udp);
        ports.Written.ShouldBe(text);
    }

    [Fact]
    public void A_dash_is_all_ports()
    {
        PortList.Parse("-").Tcp.ShouldBe(Enumerable.Range(1, 65535).Select(static port => (ushort)port));
        PortList.Parse("-,!80").Count.ShouldBe(65534);
    }

    [Fact]
    public void A_star_takes_all_names_that_begin_alike()
    {
        var ports = PortList.Parse("https*").Tcp;

        ports.ShouldContain((ushort)443);
        ports.ShouldContain((ushort)8443);
        ports.ShouldNotContain((ushort)80);
    }

    [Theory]
    [InlineData("0", "ports are 1 to 65535")]
    [InlineData("65536", "ports are 1 to 65535")]
    [InlineData("99999999999", "ports are 1 to 65535")]
    [InlineData("25-20", "it ends before it starts: write 20-25")]
    [InlineData("htttp", "there is no service of this name; did you mean http?")]
    [InlineData("completely-unknown", "there is no service of this name: write 22,80,443")]
    [InlineData("tailscale", "TCP has no service of this name, UDP has: write udp:tailscale")]
    [InlineData("top:0", "after top: belongs how many")]
    [InlineData("top:many", "after top: belongs how many")]
    [InlineData("top:60000", "ports of TCP have a rank")]
    [InlineData("sctp:80", "before a : belongs tcp, udp or top")]
    [InlineData("80/sctp", "after the / belongs tcp or udp")]
    [InlineData("!", "a port is missing")]
    public void Wrong_ports_are_told_with_what_would_be_right(string part, string reason)
    {
        var error = Should.Throw<ActionInputException>(() => PortList.Parse("22," + part));

        error.Input.ShouldBe("ports");
        error.Message.ShouldStartWith($"`ports` has {Words.Quote(part)}: ");
        error.Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData("", "`ports` names no port")]
    [InlineData("udp:", "`ports` names no port")]
    [InlineData("!25", "which only leaves ports out: say of what, as in -,!25 for all others")]
    [InlineData("25,!25", "leaves out all that it names")]
    public void No_port_at_all_is_an_error(string text, string reason) =>
        Should.Throw<ActionInputException>(() => PortList.Parse(text)).Message.ShouldContain(reason);

    [Fact]
    public void The_method_says_which_protocol_is_meant() => PortList.Parse("53", TransportProtocol.Udp).Udp.ShouldBe([(ushort)53]);

    [Fact]
    public void The_usual_ports_are_ranked_without_a_gap_or_a_duplicate()
    {
        foreach (var (protocol, least) in new[] { (TransportProtocol.Tcp, 1000), (TransportProtocol.Udp, 200) })
        {
            var ranked = PortTable.Shared.Ranked(protocol);

            ranked.Count.ShouldBeGreaterThanOrEqualTo(least);
            ranked.Distinct().Count().ShouldBe(ranked.Count);
        }
        PortList.Parse(PortList.Default).Count.ShouldBe(1000);
    }

    [Theory]
    [InlineData(TransportProtocol.Tcp, 443, "https")]
    [InlineData(TransportProtocol.Tcp, 5432, "postgresql")]
    [InlineData(TransportProtocol.Tcp, 9200, "elasticsearch")]
    [InlineData(TransportProtocol.Udp, 161, "snmp")]
    [InlineData(TransportProtocol.Udp, 51820, "wireguard")]
    [InlineData(TransportProtocol.Tcp, 47, null)]
    [InlineData(TransportProtocol.Tcp, 65432, null)]
    public void Ports_have_the_name_of_what_usually_listens_there(TransportProtocol protocol, int port, string? name) =>
        PortNames.Of(protocol, port).ShouldBe(name);
}
