using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Wording;

public sealed class QuoteTests
{
    [Theory]
    [InlineData("pässwörd", "\"pässwörd\"")]
    [InlineData("a\r\n\tb", "\"a\\r\\n\\x09b\"")]
    [InlineData("", "\"\"")]
    public void Bytes_are_read_as_UTF8(string text, string quoted) => Words.Quote(Encoding.UTF8.GetBytes(text)).ShouldBe(quoted);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_read_as_Latin1()
    {
        Words.Quote([0xFF, 0x80, .. "ä"u8, (byte)'x']).ShouldBe("\"ÿ\\x80äx\"");
        Words.Quote([(byte)'p', 0xE4, (byte)'s', (byte)'s']).ShouldBe("\"päss\"");
    }

    [Fact]
    public void A_cut_is_told_and_never_within_a_character()
    {
        Words.Quote(Encoding.UTF8.GetBytes(new string('ä', 60))).ShouldBe($"\"{new string('ä', 60)}\"");
        Words.Quote(Encoding.UTF8.GetBytes(new string('ä', 61))).ShouldBe($"\"{new string('ä', 60)}...\"");
        Words.Quote("abä"u8[..3]).ShouldBe("\"ab...\"");
        Words.Quote(new string('x', 59) + "😀!").ShouldBe($"\"{new string('x', 59)}...\"");
    }
}
