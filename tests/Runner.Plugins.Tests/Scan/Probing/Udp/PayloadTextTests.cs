using System.Formats.Asn1;
using System.Text;
using Runner.Plugins.Scan.Probing.Udp;

namespace Runner.Plugins.Tests.Scan.Probing.Udp;

public sealed class PayloadTextTests
{
    [Theory]
    [InlineData("00 0AFF", "000AFF")]
    [InlineData("41*3 \"bc\" 0D0A", "4141416263" + "0D0A")]
    [InlineData("#2{ 01 02 } #1{} #3{ \"a\" }", "0002010200" + "00000161")]
    [InlineData("30{ 02{01} 04{\"public\"} }", "300B" + "020101" + "04067075626C6963")]
    [InlineData("04{ 41*200 }", "0481C8" + "4141414141")]
    [InlineData("01 ; a comment 02\n03", "0103")]
    public void Bytes_are_what_the_text_says(string text, string hexadecimal) =>
        Convert.ToHexString(PayloadText.Bytes(text)).ShouldStartWith(hexadecimal);

    [Theory]
    [InlineData("0")]
    [InlineData("xx")]
    [InlineData("30{ 01")]
    [InlineData("01 }")]
    [InlineData("\"open")]
    [InlineData("#2 01")]
    public void Text_that_stands_for_no_bytes_is_refused(string text) => Should.Throw<FormatException>(() => PayloadText.Bytes(text));

    [Fact]
    public void Every_datagram_fits_into_a_packet_of_any_network()
    {
        UdpPayloads.Ports.Count.ShouldBeGreaterThan(50);
        foreach (var port in UdpPayloads.Ports)
        {
            // RFC 8200 section 5: 1,280 bytes get through everywhere, 48 of them are headers.
            foreach (var payload in UdpPayloads.Of(port)) payload.Length.ShouldBeInRange(1, 1232, payload.Name);
        }
    }

    [Fact]
    public void A_port_without_a_protocol_gets_an_empty_datagram()
    {
        UdpPayloads.Of(514).Length.ShouldBe(1);
        UdpPayloads.Of(514)[0].Length.ShouldBe(0);
    }

    [Fact]
    public void Snmp_and_ldap_are_well_formed_asn1()
    {
        foreach (var port in new ushort[] { 161, 389 })
        {
            foreach (var payload in UdpPayloads.Of(port))
            {
                var reader = new AsnReader(payload.Bytes.ToArray(), AsnEncodingRules.DER);
                var message = reader.ReadSequence();
                message.ReadInteger();
                while (message.HasData) message.ReadEncodedValue();
                reader.ThrowIfNotEmpty();
            }
        }
        UdpPayloads.Of(161).Length.ShouldBe(3);
    }

    [Fact]
    public void Texts_of_line_protocols_end_as_they_must() =>
        Encoding.ASCII.GetString(UdpPayloads.Of(5060)[0].Bytes).ShouldEndWith("Content-Length: 0\r\n\r\n");
}
