using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Runner.Plugins.Sockets;

namespace Runner.Plugins.Tests.Sockets;

/// <summary>Whatever bytes come, reading them ends, and ends well or with the one exception for it.</summary>
public sealed class DnsCodecTests
{
    static readonly DnsQuestion Question = new(DnsName.Encode("www.example.com"), DnsRecordType.MX, recurse: true, extended: false);

    /// <summary>A well-formed answer with records of every type, for mutations.</summary>
    static byte[] Answer(DnsQuestion question)
    {
        (ushort Type, byte[] Data)[] records =
        [
            (1, [192, 0, 2, 1]), (28, new byte[16]), (15, [0, 10, 4, .. "mail"u8, 0xC0, 12]), (16, [3, .. "abc"u8, 0]), (33, [0, 1, 0, 2, 0, 3, 0xC0, 12]),
            (2, [0xC0, 16]), (5, [0xC0, 12]), (12, [0]), (6, [1, (byte)'n', 0xC0, 12, 0, .. new byte[20]]), (257, [0, 5, .. "issue"u8, .. "ca"u8]), (99, [1, 2]),
        ];
        List<byte> message = [.. question.ToMessage()];
        (message[2], message[7]) = (0x85, (byte)records.Length);
        foreach (var (type, data) in records)
            message.AddRange([0xC0, 12, (byte)(type >> 8), (byte)type, 0, 1, 0, 0, 1, 0, (byte)(data.Length >> 8), (byte)data.Length, .. data]);
        return [.. message];
    }

    static bool EndsWell(byte[] message)
    {
        try
        {
            _ = DnsResponse.Read(message, Question).Records.Count;
        }
        catch (DnsFormatException)
        {
            // What it is for.
        }
        return true;
    }

    [Fact]
    public void Answer_with_every_type_is_read()
    {
        var response = DnsResponse.Read(Answer(Question), Question);

        response.Authoritative.ShouldBeTrue();
        response.Records.Select(record => record.Value).ShouldBe(
        [
            "192.0.2.1", "::", "10 mail.www.example.com", "abc", "1 2 3 www.example.com", "example.com", "www.example.com", ".",
            "n.www.example.com . 0 0 0 0 0", "0 issue \"ca\"", "\\# 2 0102",
        ]);
    }

    [Fact]
    public void Random_bytes_are_read_or_refused() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => EndsWell(bytes)));

    [Fact]
    public void Random_records_after_the_right_question_are_read_or_refused() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var message = Question.ToMessage();
            (message[2], message[7], message[9]) = (0x80, 5, 5);
            return EndsWell([.. message, .. bytes]);
        }));

    [Fact]
    public void Answer_with_any_byte_changed_is_read_or_refused()
    {
        var answer = Answer(Question);
        for (var at = 0; at < answer.Length; at++)
        {
            for (var value = 0; value < 256; value += 3)
            {
                var changed = (byte[])answer.Clone();
                changed[at] = (byte)value;
                EndsWell(changed);
            }
        }
    }

    [Fact]
    public void Answer_cut_anywhere_is_refused_unless_it_says_that_it_is_cut()
    {
        var answer = Answer(Question);
        for (var length = 0; length < answer.Length; length++) Should.Throw<DnsFormatException>(() => DnsResponse.Read(answer.AsSpan(0, length).ToArray(), Question));
        answer[2] |= 2;
        DnsResponse.Read(answer.AsSpan(0, answer.Length - 5).ToArray(), Question).Records.Count.ShouldBe(10);
    }

    [Fact]
    public void Names_that_point_at_each_other_are_refused()
    {
        byte[] message = [0xC0, 2, 0xC0, 0, 1, (byte)'a', 0xC0, 4];
        foreach (var start in new[] { 0, 2, 4 })
        {
            var at = start;
            Should.Throw<DnsFormatException>(() => DnsName.Read(message, ref at));
        }
    }

    [Fact]
    public void Name_is_as_long_as_names_may_be_however_it_is_pieced_together()
    {
        List<byte> message = [];
        for (var i = 0; i < 5; i++) message.AddRange([63, .. new byte[63].Select(_ => (byte)'a')]);
        message.Add(0);
        var at = 0;
        Should.Throw<DnsFormatException>(() => DnsName.Read(message.ToArray(), ref at)).Message.ShouldContain("longer than 255 bytes");
    }

    [Theory]
    [InlineData("example.com", "example.com"), InlineData("example.com.", "example.com"), InlineData(".", "."), InlineData("a\\.b.c", "a\\.b.c")]
    [InlineData("x\\032y.z", "x\\032y.z"), InlineData("_dmarc.example.com", "_dmarc.example.com"), InlineData("münchen.example", "xn--mnchen-3ya.example"), InlineData("*.example.com", "*.example.com")]
    public void Name_is_read_as_it_was_written(string text, string read)
    {
        var at = 0;
        DnsName.Read(DnsName.Encode(text), ref at).ShouldBe(read);
        at.ShouldBe(DnsName.Encode(text).Length);
    }

    [Fact]
    public void Capitals_and_number_are_random_and_letters_stay_the_same()
    {
        var questions = Enumerable.Range(0, 50).Select(_ => Question.Again()).ToList();

        questions.Select(question => Convert.ToHexString(question.Capitals)).Distinct().Count().ShouldBeGreaterThan(20);
        questions.Select(question => question.Id).Distinct().Count().ShouldBeGreaterThan(20);
        questions.ShouldAllBe(question => System.Text.Encoding.ASCII.GetString(question.Capitals).Equals(System.Text.Encoding.ASCII.GetString(question.Name), StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("192.0.2.1", "1.2.0.192.in-addr.arpa"), InlineData("::ffff:192.0.2.1", "1.2.0.192.in-addr.arpa")]
    public void Address_is_turned_around(string address, string name) => DnsName.Reverse(IPAddress.Parse(address)).ShouldBe(name);
}
