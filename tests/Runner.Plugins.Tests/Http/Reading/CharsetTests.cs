using System.Text;
using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Reading;

/// <summary>Which charset a body is read by.</summary>
public sealed class CharsetTests
{
    static readonly Dictionary<string, Encoding> Encodings = new()
    {
        ["utf-8"] = new UTF8Encoding(false), ["utf-16le"] = new UnicodeEncoding(false, false), ["utf-16be"] = new UnicodeEncoding(true, false),
        ["utf-32le"] = new UTF32Encoding(false, false), ["utf-32be"] = new UTF32Encoding(true, false),
    };

    static byte[] Bytes(string text, string charset) =>
        (Encodings.TryGetValue(charset, out var known) ? known : CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset)).GetBytes(text);

    static async Task<HttpResponse> AnswerOf(byte[] bytes, string? contentType, TestActionContext? context = null)
    {
        await using var peer = await KestrelPeer.StartAsync(async http =>
        {
            http.Response.ContentType = contentType;
            await http.Response.Body.WriteAsync(bytes);
        });
        await using var own = new TestActionContext();
        return await new HttpGet { Url = peer.Url }.RunAsync(context ?? own, TestContext.Current.CancellationToken);
    }

    [Theory]
    // What the answer declares comes before what the text does.
    [InlineData("text/html; charset=windows-1251", "windows-1251", "<meta charset=koi8-r>привет", "windows-1251")]
    [InlineData("text/plain;charset=Shift_JIS", "shift_jis", "日本語", "shift_jis")]
    [InlineData("text/plain; charset=latin1", "windows-1252", "€ é", "windows-1252")]
    [InlineData("text/plain; charset=us-ascii", "windows-1252", "é", "windows-1252")]
    [InlineData("text/plain; charset=utf-16le", "utf-16le", "é", "utf-16")]
    [InlineData("text/plain; charset=gb2312", "gb18030", "汉字", "gb18030")]
    [InlineData("text/plain; xcharset=koi8-r", "utf-8", "é", "utf-8")]
    // HTML's meta.
    [InlineData("text/html", "koi8-r", "<!doctype html><!-- <meta charset=utf-8> --><html lang=ru><META CHARSET = 'KOI8-R' ><p>привет", "koi8-r")]
    [InlineData("text/html", "windows-1251", "<head><meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\"><p>привет", "windows-1251")]
    [InlineData("text/html", "windows-1251", "<meta content=\"text/html;charset=windows-1251\" http-equiv=\"content-type\"/>привет", "windows-1251")]
    [InlineData("text/html", "utf-8", "<meta name=a content=\"text/html;charset=windows-1251\">привет", "utf-8")]
    [InlineData("text/html", "utf-8", "<meta charset=utf-16>привет", "utf-8")]
    [InlineData("text/html", "utf-8", "<a title='<meta charset=koi8-r>'>привет", "utf-8")]
    [InlineData("text/html", "utf-8", "<meta charset=klingon>привет", "utf-8")]
    [InlineData(null, "koi8-r", "<html><meta charset=koi8-r>привет", "koi8-r")]
    [InlineData("text/plain", "utf-8", "<meta charset=koi8-r>привет", "utf-8")]
    // XML's declaration.
    [InlineData("application/xml", "iso-8859-2", "<?xml version='1.0' encoding = 'iso-8859-2'?><a>žluť</a>", "iso-8859-2")]
    [InlineData("image/svg+xml", "utf-16be", "<?xml version='1.0'?><a>é</a>", "utf-16be")]
    [InlineData("text/xml", "utf-8", "<?xml version='1.0' encoding='utf-16'?><a>é</a>", "utf-8")]
    [InlineData(null, "windows-1251", "<?xml version='1.0' encoding='windows-1251'?><a>привет</a>", "windows-1251")]
    // JSON's first bytes.
    [InlineData("application/json", "utf-16le", "{\"a\":\"é\"}", "utf-16")]
    [InlineData("application/problem+json", "utf-16be", "[\"é\"]", "utf-16be")]
    [InlineData("application/json", "utf-32le", "[\"é\"]", "utf-32")]
    [InlineData("application/json", "utf-32be", "7", "utf-32be")]
    [InlineData("application/json", "utf-16le", "7", "utf-16")]
    // Nobody declares anything.
    [InlineData("text/plain", "utf-8", "grüße", "utf-8")]
    [InlineData("text/plain", "windows-1252", "grüße €", "windows-1252")]
    [InlineData("text/plain; charset=klingon", "windows-1252", "grüße", "windows-1252")]
    [InlineData("text/plain", "utf-8", "", "utf-8")]
    public async Task Body_is_read_by_the_charset_that_is_declared_or_found(string? contentType, string sent, string text, string charset)
    {
        var response = await AnswerOf(Bytes(text, sent), contentType);

        response.Body.ShouldBe(text);
        response.Charset.ShouldBe(charset);
    }

    [Theory]
    [InlineData("<")]
    [InlineData("<m")]
    [InlineData("<meta")]
    [InlineData("<meta ")]
    [InlineData("<meta charset")]
    [InlineData("<meta charset=")]
    [InlineData("<meta charset='utf-8")]
    [InlineData("<!--")]
    [InlineData("<!-->")]
    [InlineData("<?xml encoding")]
    [InlineData("<?xml encoding=")]
    [InlineData("<?xml encoding='")]
    [InlineData("</")]
    [InlineData("<a =b = c")]
    public async Task Text_that_ends_where_it_declares_a_charset_is_read_all_the_same(string text)
    {
        var response = await AnswerOf(Encoding.UTF8.GetBytes(text), text.StartsWith("<?", StringComparison.Ordinal) ? "text/xml" : "text/html");

        response.Body.ShouldBe(text);
        response.Charset.ShouldBe("utf-8");
    }

    [Fact]
    public async Task Json_in_utf_16_and_in_latin_1_is_read()
    {
        (await AnswerOf(Bytes("{\"a\":\"é\"}", "utf-16le"), "application/json")).Json.GetProperty("a").GetString().ShouldBe("é");
        (await AnswerOf([0xFF, 0xFE, 0, 0, .. Bytes("[\"é\"]", "utf-32le")], "application/json")).Json[0].GetString().ShouldBe("é");
        (await AnswerOf(Bytes("[\"é\"]", "windows-1252"), "application/json")).Json[0].GetString().ShouldBe("é");
    }

    [Fact]
    public async Task Charset_that_nobody_knows_is_warned_of()
    {
        await using var context = new TestActionContext();
        await AnswerOf("x"u8.ToArray(), "text/plain; charset=\"klingon\"", context);

        context.Logged.ShouldContain((LogLevel.Warning, "The answer declares the charset \"klingon\", which is unknown: its body is read as utf-8."));
    }

    [Fact]
    public async Task Charset_that_is_known_or_not_declared_is_no_warning()
    {
        await using var context = new TestActionContext();
        foreach (var type in new[] { "text/plain; charset=koi8-r", "text/plain; charset=\"UTF-8\"", "text/plain", null }) await AnswerOf("x"u8.ToArray(), type, context);

        context.Logged.ShouldNotContain(line => line.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Media_type_and_base64_are_fields_of_their_own()
    {
        var response = await AnswerOf([0x89, (byte)'P', (byte)'N', (byte)'G', 0, 1, 2], "Image/PNG; q=1");

        response.ContentType.ShouldBe("image/png");
        response.Charset.ShouldBeNull();
        response.Base64.ShouldBe("iVBORwABAg==");
        response.IsBinary.ShouldBeTrue();
        response.IsText.ShouldBeFalse();
        (await AnswerOf("text"u8.ToArray(), null)).ContentType.ShouldBeNull();
        (await AnswerOf("text"u8.ToArray(), null)).IsBinary.ShouldBeFalse();
        (await AnswerOf(Bytes("text", "utf-16le"), "text/plain; charset=utf-16")).IsBinary.ShouldBeFalse();
    }

    [Fact]
    public async Task Xml_of_a_body_is_read_and_what_is_none_is_told()
    {
        var xml = (await AnswerOf(Bytes("<?xml version='1.0' encoding='iso-8859-2'?><!DOCTYPE a SYSTEM 'http://127.0.0.1:1/'><a b='1'>žluť</a>", "iso-8859-2"), "text/xml")).GetXml();
        xml.Root!.Value.ShouldBe("žluť");
        xml.Root.Attribute("b")!.Value.ShouldBe("1");

        var error = Should.Throw<ProtocolException>((await AnswerOf("<a>"u8.ToArray(), "text/xml")).GetXml);
        error.Message.ShouldContain("has a body of text/xml that is not XML:");
        Should.Throw<ProtocolException>((await AnswerOf([], "text/xml")).GetXml).Message.ShouldContain("has no body");
        Should.Throw<ProtocolException>((await AnswerOf("<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><r>&x;</r>"u8.ToArray(), "text/xml")).GetXml)
            .Message.ShouldContain("undeclared entity");
    }
}
