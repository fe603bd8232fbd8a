using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Runner.Cli.Tests.Fixtures;
using Runner.Cli.Tests.Importing;

namespace Runner.Cli.Tests;

/// <summary>What <c>--as-curl</c> logs of steps with a session, with credentials that depend on the server, and of actions that receive in their own way.</summary>
public sealed partial class AsCurlSessionTests : IAsyncDisposable
{
    const string Token = "tok-0123456789";

    const string Secret = "${{ secrets.T }}";

    readonly Shell shell = new();
    readonly RecordingPeer peer = new();
    readonly RecordingPeer other = new();

    public async ValueTask DisposeAsync()
    {
        await peer.DisposeAsync();
        await other.DisposeAsync();
        shell.Dispose();
    }

    [Theory]
    [InlineData("url: users?a=1, query: { b: 2 }")]
    [InlineData("url: /root, headers: { X-Session: mine }")]
    [InlineData("url: '{other}/elsewhere'")]
    [InlineData("url: '{other}/elsewhere', auth: { bearer: \"${{ secrets.T }}\" }")]
    [InlineData("url: users, auth: { basic: { username: ada, password: \"${{ secrets.T }}\" } }")]
    public async Task Session_gives_its_part_to_the_command_where_it_gives_it_to_the_request(string inputs)
    {
        var command = Run($$"""
              - { id: api, uses: http.session, with: { base-url: "{{peer.Url}}/v1/", headers: { X-Session: s, Authorization: gone, Cookie: "c=1", Accept: text/plain }, auth: { api-key: { name: X-Key, value: "{{Secret}}" } }, follow-redirects: false } }
              - { uses: http.get, with: { connection: api, {{inputs.Replace("{other}", other.Url)}} } }
            """).ShouldHaveSingleItem();
        var asked = (inputs.Contains("{other}") ? other : peer).Take().ShouldHaveSingleItem();
        command.ShouldNotContain("-L");

        await ShellAsync(command.Replace("'Cookie: ***'", "'Cookie: c=1'").Replace("Authorization: ***'", "Authorization: gone'").Replace("***", Token));
        (inputs.Contains("{other}") ? other : peer).Take().ShouldHaveSingleItem().Meaning().ShouldBe(asked.Meaning(), command);
    }

    [Fact]
    public async Task Cookies_of_a_session_are_named_and_their_values_are_not()
    {
        peer.SetCookie = "sid=kept-secret-value; Path=/";
        var commands = Run($$"""
              - { id: api, uses: http.session, with: { base-url: "{{peer.Url}}/", cookies: true } }
              - { uses: http.get, with: { connection: api, url: login } }
              - { uses: http.get, with: { connection: api, url: me } }
            """);
        commands.Count.ShouldBe(2);
        commands[0].ShouldNotContain("-b ");
        commands[1].ShouldBe($"curl -L --max-redirs 10 --compressed -b 'sid=***' {peer.Url}/me");
        var asked = peer.Take()[^1];

        await ShellAsync(commands[1].Replace("***", "kept-secret-value"));
        peer.Take().ShouldHaveSingleItem().Meaning().ShouldBe(asked.Meaning());
    }

    [Fact]
    public void Way_to_the_server_is_the_sessions_unless_the_step_has_its_own()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=a.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        shell.Write("certs/ca.pem", certificate.ExportCertificatePem()).Write("c:1.pem", $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        Run($$"""
              - id: api
                uses: http.session
                with:
                  base-url: http://a.example:{{peer.Port}}/
                  tls: { verify: false, ca: certs/ca.pem, certificate: "c:1.pem", server-name: b.example, min-version: "1.2", max-version: "1.3" }
                  resolve: { a.example: 127.0.0.1 }
                  proxy: none
                  local-address: 127.0.0.1
                  http-version: http1
                  connect-timeout: 2500ms
                  max-body-size: 5000
                  max-redirects: 3
              - { uses: http.get, with: { connection: api, url: x }, expect: true }
              - { uses: http.get, with: { connection: api, url: x, tls: { pins: ["00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"] }, max-redirects: 50, connect-timeout: 10s, max-body-size: 7000 }, expect: true }
            """).ShouldBe(
        [
            $"curl -L --max-redirs 3 -k --cacert {shell.PathOf("certs/ca.pem")} --cert '{shell.PathOf("c\\:1.pem")}' --tlsv1.2 --tls-max 1.3 --noproxy '*' --resolve a.example:{peer.Port}:127.0.0.1 --interface 127.0.0.1 --http1.1 --connect-timeout 2.5 --max-filesize 5000 --compressed http://a.example:{peer.Port}/x"
                + " # tls.server-name is left out: curl asks for the name in the URL, not for b.example",
            $"curl -L --noproxy '*' --resolve a.example:{peer.Port}:127.0.0.1 --interface 127.0.0.1 --http1.1 --max-filesize 7000 --compressed http://a.example:{peer.Port}/x"
                + " # tls.pins are not checked: curl knows pins of public keys (sha256//BASE64) only",
        ]);
    }

    [Theory]
    [InlineData("http://ada:pw%21long@proxy.example", "-x 'http://ada:***@proxy.example:80' --noproxy .internal.example,127.0.0.0/8")]
    [InlineData("socks5://127.0.0.1:1080", "-x socks5h://127.0.0.1:1080 --noproxy .internal.example,127.0.0.0/8")]
    [InlineData("https://[::1]:3128", "-x 'https://[::1]:3128' --noproxy .internal.example,127.0.0.0/8")]
    public void Proxy_is_told_with_its_port_and_without_its_password(string proxy, string expected)
    {
        // Nobody is there, and the proxy is not asked.
        var command = Run($$"""
              - { id: api, uses: http.session, with: { base-url: "http://127.0.0.1:9/", proxy: "{{proxy}}", no-proxy: ["*.internal.example", 127.0.0.0/8] } }
              - { uses: http.get, with: { connection: api, url: x }, continue-on-error: true }
            """, null).ShouldHaveSingleItem();
        command.ShouldContain(expected);
    }

    [Fact]
    public void Unix_socket_is_told() => Run("""
              - { id: api, uses: http.session, with: { base-url: "http://127.0.0.1:9/", unix-socket: no.sock } }
              - { uses: http.get, with: { connection: api, url: x }, continue-on-error: true }
            """, null).ShouldHaveSingleItem().ShouldContain($"--unix-socket {shell.PathOf("no.sock")}");

    [Theory]
    [InlineData("http.get", "")]
    [InlineData("http.post", ", json: { a: 1 }")]
    [InlineData("http.put", ", file: data.csv")]
    public async Task Digest_is_proved_by_curl_as_by_the_step(string action, string body)
    {
        peer.Challenge = "Digest realm=\"r\", nonce=\"n-17\", qop=\"auth\", algorithm=MD5";
        shell.Write("data.csv", "a,b\n");
        var command = Run($$$"""
              - { uses: {{{action}}}, with: { url: "{{{peer.Url}}}/guarded?x=1", auth: { digest: { username: ada, password: "${{ secrets.T }}" } }{{{body}}} } }
            """).ShouldHaveSingleItem();
        command.ShouldContain("--digest -u 'ada:***'");
        var asked = peer.Take();
        asked.Count.ShouldBe(2);
        Proves(asked[1]).ShouldBeTrue();

        await ShellAsync(command.Replace("***", Token));
        var byCurl = peer.Take();
        byCurl.Count.ShouldBe(2);
        Proves(byCurl[1]).ShouldBeTrue();
        Without(byCurl[1], "Authorization").Meaning().ShouldBe(Without(asked[1], "Authorization").Meaning(), command);
    }

    [Fact]
    public async Task Aws_is_signed_by_curl_with_the_same_key_for_the_same_use()
    {
        var command = Run($$$"""
              - uses: http.post
                with: { url: "{{{peer.Url}}}/q?a=1", auth: { aws: { access-key: AKIDEXAMPLE, secret-key: "${{ secrets.T }}", session-token: "${{ secrets.S }}", region: eu-west-3, service: lambda } }, json: { a: 1 } }
            """).ShouldHaveSingleItem();
        command.ShouldContain("--aws-sigv4 aws:amz:eu-west-3:lambda -u 'AKIDEXAMPLE:***' -H 'x-amz-security-token: ***'");
        var asked = peer.Take().ShouldHaveSingleItem();

        await ShellAsync(command.Replace("x-amz-security-token: ***", "x-amz-security-token: session-987654321").Replace("***", Token));
        var byCurl = peer.Take().ShouldHaveSingleItem();
        foreach (var request in new[] { asked, byCurl })
        {
            request.Header("Authorization")!.ShouldMatch("^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-west-3/lambda/aws4_request, ?SignedHeaders=[^,]*x-amz-security-token");
            request.Header("x-amz-date").ShouldNotBeNull();
        }

        string[] ofSignature = ["Authorization", "x-amz-date", "x-amz-content-sha256"];
        Without(byCurl, ofSignature).Meaning().ShouldBe(Without(asked, ofSignature).Meaning(), command);
    }

    [Fact]
    public async Task Token_of_oauth2_is_a_variable_until_there_is_one()
    {
        other.Answer = ("{\"access_token\": \"access-abcdef0123\", \"token_type\": \"bearer\", \"expires_in\": 3600}", "application/json");
        var step = $$$"""- { uses: http.get, with: { url: "{{{peer.Url}}}/me", auth: { oauth2: { token-url: "{{{other.Url}}}/token", client-id: c, client-secret: "${{ secrets.T }}" } } } }""";
        var commands = Run($"  {step}\n  {step}");
        commands.Count.ShouldBe(2);
        commands[0].ShouldBe($"curl -L --max-redirs 10 --oauth2-bearer \"$TOKEN\" --compressed {peer.Url}/me # TOKEN is the access token that {other.Url}/token gives, which this step has yet to fetch");
        commands[1].ShouldBe($"curl -L --max-redirs 10 -H 'Authorization: Bearer ***' --compressed {peer.Url}/me");
        var asked = peer.Take();

        await ShellAsync($"TOKEN=access-abcdef0123; {commands[0]}");
        await ShellAsync(commands[1].Replace("***", "access-abcdef0123"));
        peer.Take().Select(request => request.Meaning()).ShouldBe(asked.Select(request => request.Meaning()));
    }

    [Fact]
    public async Task Download_writes_the_same_file()
    {
        peer.Answer = ("the file's content\n", "text/plain");
        var command = Run($$"""  - { uses: http.download, with: { url: "{{peer.Url}}/f", to: out/f.txt, max-size: 1000, headers: { X-A: b } } }""").ShouldHaveSingleItem();
        command.ShouldBe($"curl -L --max-redirs 10 --max-filesize 1000 -H 'X-A: b' -f --create-dirs -o {shell.PathOf("out/f.txt")} {peer.Url}/f");
        var asked = peer.Take().ShouldHaveSingleItem();
        File.ReadAllText(shell.PathOf("out/f.txt")).ShouldBe("the file's content\n");
        Directory.Delete(shell.PathOf("out"), recursive: true);

        await ShellAsync(command);
        File.ReadAllText(shell.PathOf("out/f.txt")).ShouldBe("the file's content\n");
        peer.Take().ShouldHaveSingleItem().Meaning().ShouldBe(asked.Meaning());

        Run($$"""  - { uses: http.download, with: { url: "{{peer.Url}}/f", to: out/f.txt, resume: true } }""").ShouldHaveSingleItem()
            .ShouldBe($"curl -L --max-redirs 10 -f -o {shell.PathOf("out/f.txt")} -C - {peer.Url}/f");
    }

    [Fact]
    public async Task Events_are_asked_for_with_their_headers_and_as_long()
    {
        peer.Answer = ("id: 1\ndata: x\n\n", "text/event-stream");
        var command = Run($$"""  - { uses: http.events, with: { url: "{{peer.Url}}/e", count: 1, wait: 20s, last-event-id: "it's 0" } }""").ShouldHaveSingleItem();
        command.ShouldContain("-N --max-time 20");
        var asked = peer.Take().ShouldHaveSingleItem();
        asked.Header("Accept").ShouldBe("text/event-stream");

        await ShellAsync(command);
        peer.Take().ShouldHaveSingleItem().Meaning().ShouldBe(asked.Meaning(), command);
    }

    [Fact]
    public void What_a_step_warns_of_is_said_once()
    {
        Run($$"""  - { uses: http.get, with: { url: "{{peer.Url}}/", tls: { verify: false } } }""");
        Regex.Count(shell.Out, "tls.verify is false").ShouldBe(1);
    }

    [Fact]
    public void Base64_that_is_a_secret_is_not_shown_decoded()
    {
        var command = Run($$$"""  - { uses: http.post, with: { url: "{{{peer.Url}}}/", base64: "${{ secrets.B }}" } }""").ShouldHaveSingleItem();
        command.ShouldNotContain("decoded");
        command.ShouldContain("***");
    }

    /// <summary>The commands that a workflow logs.</summary>
    List<string> Run(string steps, int? exit = 0)
    {
        shell.With("T", Token).With("S", "session-987654321").With("B", Convert.ToBase64String("decoded-secret-bytes"u8));
        shell.Write("a.yaml", $"secrets: [T, S, B]\nsteps:\n{steps}\n");
        if (exit is not null) shell.Run("run", "a.yaml", "--as-curl", "--log", "json").ShouldBe(exit.Value, shell.Out + shell.Error);
        else shell.Run("run", "a.yaml", "--as-curl", "--log", "json");
        return [.. shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("message", out var message) && message.GetString()!.Contains("curl ")).Select(line => line.GetProperty("message").GetString()!)];
    }

    /// <summary>RFC 7616, section 3.4.1.</summary>
    static bool Proves(RecordedRequest request)
    {
        var said = Parameter().Matches(request.Header("Authorization")!).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        return said["username"] == "ada" && said["uri"] == request.Target
            && said["response"] == Md5($"{Md5($"ada:r:{Token}")}:{said["nonce"]}:{said["nc"]}:{said["cnonce"]}:{said["qop"]}:{Md5($"{request.Method}:{request.Target}")}");
    }

    [SuppressMessage("Security", "CA5351", Justification = "The hash that RFC 7616 has.")]
    static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    static RecordedRequest Without(RecordedRequest request, params string[] names) =>
        request with { Headers = [.. request.Headers.Where(header => !names.Contains(header.Name, StringComparer.OrdinalIgnoreCase))] };

    async Task ShellAsync(string command)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "missing peer: curl");
        var start = new ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = shell.Folder, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["HOME"] = shell.Folder, ["http_proxy"] = "", ["no_proxy"] = "*" } };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{command}\n{await said}");
    }

    [GeneratedRegex("(\\w+)=\"?([^\",]*)\"?")]
    private static partial Regex Parameter();
}
