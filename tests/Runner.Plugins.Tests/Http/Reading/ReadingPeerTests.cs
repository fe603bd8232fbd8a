using System.Text;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.Reading;

/// <summary>Reading what servers send that nobody here wrote.</summary>
public sealed class ReadingPeerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>nginx, which serves the folder's files and declares the charsets that the configuration names.</summary>
    static async Task<(PeerProcess Peer, string Url)> NginxAsync(PeerFolder folder)
    {
        var nginx = PeerProcess.Require("nginx");
        var port = PeerProcess.FreePort();
        folder.Write("nginx.conf", $$"""
            daemon off; master_process off; pid {{folder.At("pid")}}; error_log stderr;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path {{folder.At("a")}}; proxy_temp_path {{folder.At("b")}}; fastcgi_temp_path {{folder.At("c")}};
              uwsgi_temp_path {{folder.At("d")}}; scgi_temp_path {{folder.At("e")}};
              types { text/html html; text/plain txt; text/xml xml; application/json json; }
              server {
                listen 127.0.0.1:{{port}};
                root {{folder.Path}};
                location /declared/latin1/ { charset iso-8859-1; alias {{folder.Path}}/; }
                location /declared/cyrillic/ { charset windows-1251; alias {{folder.Path}}/; }
              }
            }
            """);
        return (await PeerProcess.StartAsync(nginx, ["-c", folder.At("nginx.conf"), "-e", "stderr", "-p", folder.Path], port, folder.Path), $"http://127.0.0.1:{port}");
    }

    [Fact]
    public async Task Files_of_nginx_are_read_in_the_charset_that_it_declares_or_they_do()
    {
        using var folder = new PeerFolder();
        var cyrillic = CodePagesEncodingProvider.Instance.GetEncoding(1251)!;
        File.WriteAllBytes(folder.At("latin1.txt"), Encoding.Latin1.GetBytes("déjà vu"));
        File.WriteAllBytes(folder.At("utf16.txt"), [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("déjà vu")]);
        File.WriteAllBytes(folder.At("utf16.json"), Encoding.Unicode.GetBytes("""{"a":"déjà"}"""));
        File.WriteAllBytes(folder.At("cyrillic.txt"), cyrillic.GetBytes("привет"));
        File.WriteAllBytes(folder.At("cyrillic.html"), cyrillic.GetBytes("<!doctype html><meta charset='windows-1251'><title>привет</title>"));
        File.WriteAllBytes(folder.At("cyrillic.xml"), cyrillic.GetBytes("<?xml version='1.0' encoding='windows-1251'?><a>привет</a>"));
        var (peer, url) = await NginxAsync(folder);
        await using var _ = peer;
        await using var http = new HttpSession();

        async Task<string> Read(string path)
        {
            var response = await http.GetAsync(url + path, Cancel);
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
        (await http.GetAsync(url + "/cyrillic.xml", Cancel)).GetXml().Root!.Value.ShouldBe("привет");
        // Nothing declares it, and guessing languages is not done.
        (await Read("/cyrillic.txt")).ShouldBe("windows-1252: ïðèâåò");
    }

    [Fact]
    public async Task Pages_of_httpbin_are_read_as_xml_html_json_and_text()
    {
        PeerProcess.Require("python3");
        Assert.SkipUnless(File.Exists("/usr/lib/python3/dist-packages/httpbin/__init__.py"), "missing peer: httpbin");
        var port = PeerProcess.FreePort();
        await using var peer = await PeerProcess.StartAsync("/usr/bin/python3", ["-m", "gunicorn", "--bind", $"127.0.0.1:{port}", "--workers", "1", "httpbin:app"], port);
        await using var http = new HttpSession();
        var url = $"http://127.0.0.1:{port}";

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
