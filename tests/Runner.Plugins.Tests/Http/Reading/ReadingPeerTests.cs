using System.Text;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.Reading;

/// <summary>Reading what servers send that nobody here wrote.</summary>
public sealed class ReadingPeerTests(HttpbinPeer httpbin) : IClassFixture<HttpbinPeer>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_of_nginx_are_read_in_the_charset_that_it_declares_or_they_do()
    {
        await using var nginx = await NginxPeer.StartAsync("""
            location /declared/latin1/ { charset iso-8859-1; alias {folder}/html/; }
            location /declared/cyrillic/ { charset windows-1251; alias {folder}/html/; }
            """);
        var cyrillic = CodePagesEncodingProvider.Instance.GetEncoding(1251)!;
        File.WriteAllBytes(nginx.At("latin1.txt"), Encoding.Latin1.GetBytes("déjà vu"));
        File.WriteAllBytes(nginx.At("utf16.txt"), [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("déjà vu")]);
        File.WriteAllBytes(nginx.At("utf16.json"), Encoding.Unicode.GetBytes("""{"a":"déjà"}"""));
        File.WriteAllBytes(nginx.At("cyrillic.txt"), cyrillic.GetBytes("привет"));
        File.WriteAllBytes(nginx.At("cyrillic.html"), cyrillic.GetBytes("<!doctype html><meta charset='windows-1251'><title>привет</title>"));
        File.WriteAllBytes(nginx.At("cyrillic.xml"), cyrillic.GetBytes("<?xml version='1.0' encoding='windows-1251'?><a>привет</a>"));
        await using var http = new HttpSession();

        async Task<string> Read(string path)
        {
            var response = await http.GetAsync(nginx.Url + path, Cancel);
            response.Status.ShouldBe(200, path);
            return $"{response.Charset}: {response.Body}";
        }

        (await Read("/latin1.txt")).ShouldBe("windows-1252: déjà vu");
        (await Read("/declared/latin1/latin1.txt")).ShouldBe("windows-1252: déjà vu");
        (await Read("/utf16.txt")).ShouldBe("utf-16: déjà vu");
        (await Read("/declared/latin1/utf16.txt")).ShouldBe("utf-16: déjà vu");
        (await Read("/utf16.json")).ShouldBe("""utf-16: {"a":"déjà"}""");
        (await Read("/declared/cyrillic/cyrillic.txt")).ShouldBe("windows-1251: привет");
        (await Read("/cyrillic.html")).ShouldEndWith("<title>привет</title>");
        (await http.GetAsync(nginx.Url + "/cyrillic.xml", Cancel)).GetXml().Root!.Value.ShouldBe("привет");
        // Nothing declares it, and guessing languages is not done.
        (await Read("/cyrillic.txt")).ShouldBe("windows-1252: ïðèâåò");
    }

    [Fact]
    public async Task Pages_of_httpbin_are_read_as_xml_html_json_and_text()
    {
        var url = httpbin.Url;
        await using var http = new HttpSession();

        var xml = await http.GetAsync($"{url}/xml", Cancel);
        xml.ContentType.ShouldBe("application/xml");
        xml.GetXml().Root!.Attribute("title")!.Value.ShouldBe("Sample Slide Show");
        var html = await http.GetAsync($"{url}/html", Cancel);
        html.Charset.ShouldBe("utf-8");
        html.Body.ShouldContain("Herman Melville - Moby-Dick");
        var json = await http.GetAsync($"{url}/get?a=d%C3%A9j%C3%A0", Cancel);
        json.ContentType.ShouldBe("application/json");
        json.Json.GetProperty("args").GetProperty("a").GetString().ShouldBe("déjà");
        var text = await http.GetAsync($"{url}/encoding/utf8", Cancel);
        text.Charset.ShouldBe("utf-8");
        var image = await http.GetAsync($"{url}/image/png", Cancel);
        image.IsBinary.ShouldBeTrue();
        image.Base64.ShouldStartWith("iVBORw0KGgo");
    }
}
