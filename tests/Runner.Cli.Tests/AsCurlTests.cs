using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Runner.Cli.Tests.Fixtures;
using Runner.Cli.Tests.Importing;

namespace Runner.Cli.Tests;

/// <summary>The command that <c>--as-curl</c> logs, run by a shell: a server cannot tell it from the step.</summary>
public sealed class AsCurlTests : IAsyncDisposable
{
    const string Secret = "it's a \"s3cret\" \\ 100% & more/+é";

    readonly Shell shell = new();
    readonly RecordingPeer peer = new();

    public async ValueTask DisposeAsync()
    {
        await peer.DisposeAsync();
        shell.Dispose();
    }

    [Theory]
    [InlineData("http.get", "url: {url}/")]
    [InlineData("http.get", "url: {url}/a%20b/[c]{d}?x=1&y='z'#fragment")]
    [InlineData("http.get", "url: {url}/, query: { q: \"it's a & b\", list: [1, two, true], none: null }")]
    [InlineData("http.get", "url: {url}/, headers: { X-Quote: \"it's \\\"quoted\\\" $HOME `id` \\\\ !x\", X-Empty: '', Accept: text/html, User-Agent: mine }")]
    [InlineData("http.get", "url: {url}/, headers: { Accept-Encoding: identity }, follow-redirects: false, http-version: http1")]
    [InlineData("http.head", "url: {url}/")]
    [InlineData("http.delete", "url: {url}/17")]
    [InlineData("http.post", "url: {url}/")]
    [InlineData("http.put", "url: {url}/, json: { text: \"it's \\\"a\\\" \\\\ b\\n\", list: [1, null, {}], e: é😀 }")]
    [InlineData("http.post", "url: {url}/, form: { a: \"x & y='1'\", b: [1, 2] }")]
    [InlineData("http.patch", "url: {url}/, body: \"@not a file\"")]
    [InlineData("http.post", "url: {url}/, body: \"two\\nlines\\r\\n\\ttab \\\\n \\\\0101 %d 'x' \\u200b\\u0001\\n\\n\"")]
    [InlineData("http.post", "url: {url}/, body: '', headers: { Content-Type: application/xml }")]
    [InlineData("http.post", "url: {url}/, body: <a/>, headers: { Content-Type: application/xml, X-A: 1 }")]
    [InlineData("http.request", "url: {url}/, method: options")]
    [InlineData("http.request", "url: {url}/, method: GET, json: { a: 1 }")]
    [InlineData("http.request", "url: {url}/, method: REPORT, body: x")]
    [InlineData("http.get", "url: {url}/, auth: { basic: { username: ada, password: \"${{ secrets.S }}\" } }")]
    [InlineData("http.get", "url: {url}/, auth: { bearer: \"${{ secrets.T }}\" }, headers: { authorization: other }")]
    [InlineData("http.get", "url: {url}/, auth: { api-key: { name: X-Key, value: \"${{ secrets.T }}\" } }")]
    [InlineData("http.get", "url: {url}/, auth: { api-key: { name: key, value: \"${{ secrets.T }}\", in: query } }")]
    [InlineData("http.post", "url: {url}/, base64: AP/+gEFiYwoNJyVc")]
    [InlineData("http.post", "url: {url}/, base64: aGVsbG8=, headers: { Content-Type: text/x-hello }")]
    [InlineData("http.put", "url: {url}/x, file: data/report.csv")]
    [InlineData("http.put", "url: {url}/x/, file: data/report.csv")]
    [InlineData("http.put", "url: {url}/x, file: \"data/odd [1] {2}, ;.bin\"")]
    [InlineData("http.post", "url: {url}/, file: data/report.csv, headers: { Content-Type: application/x-mine }")]
    [InlineData("http.post", "url: {url}/, file: \"data/odd [1] {2}, ;.bin\"")]
    [InlineData("http.post", "url: {url}/, multipart: { a: 1, list: [x, y], empty: '', at: '@x', less: '<x', open: '(x', semi: 'a; type=b', comma: 'a, b', quote: '\"q\" \\', space: ' x ', \"na\\\"me\": v, é: ü😀 }")]
    [InlineData("http.post", "url: {url}/, multipart: { report: { file: data/report.csv }, odd: { file: \"data/odd [1] {2}, ;.bin\", content-type: \"text/plain; charset=utf-8\" }, named: { file: data/report.csv, filename: 'a;b, \"c\".txt' } }")]
    [InlineData("http.post", "url: {url}/, multipart: { json: { value: { a: 'x; \"y\"' } }, typed: { value: '@ <x', content-type: text/markdown }, as-file: { value: ' it''s; ', filename: 'x y.json', content-type: application/json } }")]
    [InlineData("http.post", "url: {url}/, multipart: { plain: x, text: \"two\\nlines\\\\ \\t\" }")]
    [InlineData("http.post", "url: {url}/, multipart: { text: { value: \"two\\nlines\", filename: a.txt, content-type: text/plain } }")]
    [InlineData("http.post", "url: {url}/, multipart: { t: \"${{ secrets.T }}\" }")]
    [InlineData("http.pages", "url: {url}/list, query: { a: 1 }, page: { parameter: p, start: 3, size: 10 }, items: items")]
    [InlineData("http.post", "url: \"{url}/${{ secrets.T }}\", json: { t: \"${{ secrets.T }}\" }")]
    [InlineData("http.post", "url: {url}/, body: \"${{ secrets.S }}\\n\"")]
    public async Task Command_that_is_logged_asks_what_the_step_asks(string action, string inputs)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "missing peer: curl");
        shell.Write("data/report.csv", "a,b\n1,2\n").Write("data/odd [1] {2}, ;.bin", "\0odd\r\n");
        if (action == "http.pages") peer.Answer = ("{\"items\": []}", "application/json");
        var command = Command(action, inputs);
        var asked = peer.Take().ShouldHaveSingleItem();

        if (inputs.Contains("secrets."))
        {
            command.ShouldContain("***");
            // What a person puts in the place of the stars.
            command = command.Replace("'***'", "***").Replace("***", inputs.Contains("secrets.S") ? InPlace(command) : "tok-0123456789");
        }

        await ShellAsync(command);
        peer.Take().ShouldHaveSingleItem().Meaning().ShouldBe(asked.Meaning(), command);
    }

    [Theory]
    [InlineData("http.get", "url: {url}/, auth: { basic: { username: ada, password: \"${{ secrets.S }}\" } }")]
    [InlineData("http.get", "url: \"{url}/x?q=${{ secrets.S }}\"")]
    [InlineData("http.get", "url: {url}/, query: { q: \"${{ secrets.S }}\" }")]
    [InlineData("http.post", "url: {url}/, form: { q: \"pre ${{ secrets.S }} post\" }")]
    [InlineData("http.post", "url: {url}/, json: { q: \"${{ secrets.S }}\" }")]
    [InlineData("http.post", "url: {url}/, body: \"${{ secrets.S }}\\n${{ secrets.S }}\"")]
    [InlineData("http.get", "url: {url}/, auth: { api-key: { name: key, value: \"${{ secrets.S }}\", in: query } }")]
    [InlineData("http.get", "url: \"http://ada:written-out-pw@{host}/\"", "written-out-pw")]
    [InlineData("http.get", "url: {url}/, headers: { Authorization: Token written-out-pw, Cookie: sid=written-out-pw }", "written-out-pw")]
    [InlineData("http.get", "url: {url}/, proxy: \"http://ada:written-out-pw@127.0.0.1:1\"", "written-out-pw")]
    [InlineData("http.get", "url: {url}/, auth: { basic: { username: ada, password: written-out-pw } }", "written-out-pw")]
    [InlineData("http.get", "url: {url}/, headers: { X-Api-Key: written-out-pw }", "written-out-pw")]
    [InlineData("http.get", "url: {url}/?api_key=written-out-pw&token=also%20written-out-pw", "written-out-pw")]
    [InlineData("http.get", "url: {url}/, query: { access_token: written-out-pw }", "written-out-pw")]
    [InlineData("http.post", "url: {url}/, json: { user: ada, deep: [{ password: \"written-out-pw \\\" \\\\ é\" }] }", "written-out-pw")]
    [InlineData("http.post", "url: {url}/, body: \"{\\\"password\\\":\\n \\\"written-out-pw\\\"}\"", "written-out-pw")]
    [InlineData("http.post", "url: {url}/, form: { password: \"written-out-pw &\" }", "written-out-pw")]
    [InlineData("http.post", "url: {url}/, multipart: { password: written-out-pw, client_secret: { value: \"written-out-pw;\", content-type: text/plain } }", "written-out-pw")]
    public void Command_shows_no_secret_whatever_quoting_made_of_it(string action, string inputs, string secret = Secret)
    {
        var command = Command(action, inputs);
        command.ShouldContain("***");
        command.ShouldNotContain(secret);
        // Not a part of it either, in any form.
        foreach (var part in secret == Secret ? ["s3cret", "s3CRET"] : new[] { secret }) command.ShouldNotContain(part, Case.Insensitive);
        command.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))[..12]);
    }

    [Fact]
    public void Command_names_files_and_addresses_as_the_step_has_them()
    {
        var command = Command("http.get", "url: {url}/, tls: { verify: false, ca: certs/ca.pem, min-version: \"1.2\" }, resolve: { a.example: 127.0.0.1, \"b.example:80\": \"127.0.0.1:81\" }, proxy: none, connect-timeout: 2500ms, max-body-size: 1000");
        command.ShouldBe($"curl -L --max-redirs 10 -k --cacert {Path.Combine(shell.Folder, "certs/ca.pem")} --tlsv1.2 --noproxy '*' --resolve a.example:{peer.Port}:127.0.0.1 --connect-to b.example:80:127.0.0.1:81 --connect-timeout 2.5 --max-filesize 1000 --compressed {peer.Url}/");
    }

    [Fact]
    public void Command_is_logged_for_each_attempt_in_plain_lines_and_only_when_asked_for()
    {
        shell.Write("a.yaml", $"steps: [{{ uses: http.get, with: {{ url: \"{peer.Url}/\" }}, retry: {{ attempts: 2, delay: 1ms, until: false }} }}, {{ uses: log, with: {{ message: done }}, if: always() }}]");
        shell.Run("run", "a.yaml", "--as-curl").ShouldBe(1);
        shell.Out.Split($"curl -L --max-redirs 10 --compressed {peer.Url}/\n").Length.ShouldBe(3, shell.Out);
        shell.Run("run", "a.yaml");
        shell.Out.ShouldNotContain("--max-redirs");
    }

    /// <summary>The secret as it stands in the command: within single quotes, in printf's text with its backslash doubled.</summary>
    static string InPlace(string command) => (command.StartsWith("printf", StringComparison.Ordinal) ? Secret.Replace("\\", "\\\\") : Secret).Replace("'", "'\\''");

    List<string> Logged() => [.. shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
        .Where(line => line.TryGetProperty("message", out var message) && message.GetString()!.Contains("curl ")).Select(line => line.GetProperty("message").GetString()!)];

    string Command(string action, string inputs)
    {
        inputs = inputs.Replace("{url}", peer.Url).Replace("{host}", $"127.0.0.1:{peer.Port}");
        if (!inputs.Contains('"') || inputs.StartsWith($"url: {peer.Url}", StringComparison.Ordinal))
        {
            var end = inputs.IndexOf(", ", StringComparison.Ordinal) is > 0 and var comma ? comma : inputs.Length;
            inputs = $"url: \"{inputs[5..end]}\"{inputs[end..]}";
        }

        shell.With("S", Secret).With("T", "tok-0123456789");
        shell.Write("a.yaml", $"secrets: [S, T]\nsteps:\n  - uses: {action}\n    with: {{ {inputs} }}\n    expect: true\n");
        shell.Run("run", "a.yaml", "--as-curl", "--log", "json");
        return Logged().ShouldHaveSingleItem(shell.Out + shell.Error);
    }

    async Task ShellAsync(string command)
    {
        command.ShouldNotContain("\n");
        var start = new ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = shell.Folder, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["HOME"] = shell.Folder, ["http_proxy"] = "", ["no_proxy"] = "*" } };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{command}\n{await said}");
    }
}
