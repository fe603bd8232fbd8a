using System.Text.Json;
using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests;

/// <summary>
/// Every kind of error that <c>retry: { on: [...] }</c> knows (ssh has no action yet), each provoked by a program that nobody here
/// wrote: what the run then says, and which retries it sets off.
/// </summary>
public sealed class ErrorKindTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task Timeout_when_a_server_is_silent()
    {
        var port = PeerProcess.FreePort();
        await using var silent = await PeerProcess.StartAsync("socat", [$"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork", "EXEC:sleep 60"], port);

        await ShouldFailAsync(
            "timeout", $"uses: tcp.exchange, with: {{ host: 127.0.0.1, port: {port}, turns: [{{ send: {{ text: PING, line: true }}, receive: {{ line: true, wait: 300ms }} }}] }}",
            target: $"127.0.0.1:{port}", said: "within 300 ms", advice: "Does the server wait for something", other: "connection", transient: true);
    }

    [Fact]
    public async Task Timeout_when_an_answer_takes_longer_than_the_step_may()
    {
        var port = PeerProcess.FreePort();
        await using var slow = await PeerScript.PythonWebSocketsAsync(port);

        await ShouldFailAsync(
            "timeout", $"timeout: 300ms, uses: http.get, with: {{ url: \"http://127.0.0.1:{port}/slow\" }}",
            target: "", said: "no answer within 300ms", advice: "raise the step's `timeout`", other: "connection", transient: true);
    }

    [Fact]
    public async Task Timeout_when_a_websocket_does_not_open()
    {
        var port = PeerProcess.FreePort();
        await using var slow = await PeerScript.PythonWebSocketsAsync(port);

        await ShouldFailAsync(
            "timeout", $"uses: websocket.connect, with: {{ url: \"ws://127.0.0.1:{port}/slow\", connect-timeout: 300ms }}",
            target: $"127.0.0.1:{port}", said: "within 300 ms", advice: "Raise connect-timeout", other: "websocket", transient: true);
    }

    [Fact]
    public async Task Connection_when_nobody_listens_any_more()
    {
        int port;
        await using (var gone = await NginxPeer.StartAsync()) port = gone.Port;

        await ShouldFailAsync(
            "connection", $"uses: http.get, with: {{ url: \"http://127.0.0.1:{port}/\" }}",
            target: $"127.0.0.1:{port}", said: "refused", advice: "Is the service running", other: "timeout", transient: true);
    }

    [Fact]
    public async Task Connection_when_the_server_hangs_up()
    {
        // nginx's own code: closes the connection and sends nothing.
        await using var nginx = await NginxPeer.StartAsync(server: "location = /rude { return 444; }");

        await ShouldFailAsync(
            "connection", $"uses: http.get, with: {{ url: \"http://127.0.0.1:{nginx.Port}/rude\" }}",
            target: $"127.0.0.1:{nginx.Port}", said: "closed the connection without answering", advice: "Is it the right port", other: "timeout", transient: true);
    }

    [Theory]
    [InlineData("untrusted", "authority")]
    [InlineData("expired", "expired")]
    [InlineData("other", "other.example")]
    public async Task Tls_when_the_certificate_cannot_be_trusted(string what, string said)
    {
        using var folder = new PeerFolder();
        using var authority = new CertificateFiles(folder);
        var (certificate, key) = what switch
        {
            "expired" => authority.Issue(until: DateTimeOffset.UtcNow.AddDays(-2)),
            "other" => authority.Issue("other.example"),
            _ => authority.Issue(),
        };
        var port = PeerProcess.FreePort();
        await using var openssl = await PeerProcess.StartAsync(
            "openssl", ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", certificate, "-key", key, "-www", "-quiet"], port);
        var trust = what == "untrusted" ? "" : $", tls: {{ ca: \"{authority.Pem}\" }}";

        await ShouldFailAsync(
            "tls", $"uses: http.get, with: {{ url: \"https://localhost:{port}/\"{trust} }}",
            target: $"localhost:{port}", said, advice: "", other: "connection", transient: false);
    }

    [Fact]
    public async Task Tls_when_the_server_does_not_speak_it()
    {
        await using var nginx = await NginxPeer.StartAsync();

        await ShouldFailAsync(
            "tls", $"uses: http.get, with: {{ url: \"https://127.0.0.1:{nginx.Port}/\" }}",
            target: $"127.0.0.1:{nginx.Port}", said: "does not speak TLS", advice: "write http:// instead of https://", other: "connection", transient: false);
    }

    [Fact]
    public async Task Http_when_redirects_go_in_a_circle()
    {
        await using var nginx = await NginxPeer.StartAsync(server: "location = /here { return 302 /there; } location = /there { return 302 /here; }");

        await ShouldFailAsync(
            "http", $"uses: http.get, with: {{ url: \"http://127.0.0.1:{nginx.Port}/here\" }}",
            target: $"127.0.0.1:{nginx.Port}", said: "Redirect loop", advice: "cookies: true", other: "protocol", transient: false);
    }

    [Fact]
    public async Task Http_when_there_is_an_error_page_in_place_of_a_token()
    {
        await using var nginx = await NginxPeer.StartAsync(server: "location = /token { return 503; }");

        await ShouldFailAsync(
            "http", $"uses: http.get, with: {{ url: \"http://127.0.0.1:{nginx.Port}/\", auth: {{ oauth2: {{ token-url: \"http://127.0.0.1:{nginx.Port}/token\", client-id: monitor, client-secret: not-the-one }} }} }}",
            target: $"127.0.0.1:{nginx.Port}/token", said: "answered 503", advice: "`retry` tries again", other: "auth", transient: true);
    }

    [Fact]
    public async Task Websocket_when_the_server_refuses_to_open_one()
    {
        await using var nginx = await NginxPeer.StartAsync(server: "location = /feed { return 200 'a page'; }");

        await ShouldFailAsync(
            "websocket", $"uses: websocket.connect, with: {{ url: \"ws://127.0.0.1:{nginx.Port}/feed\" }}",
            target: $"127.0.0.1:{nginx.Port}", said: "did not open a WebSocket", advice: "Is the path right?", other: "connection", transient: false);
    }

    [Fact]
    public async Task Websocket_when_the_server_closes_it_while_a_message_is_awaited()
    {
        var port = PeerProcess.FreePort();
        await using var websockets = await PeerScript.PythonWebSocketsAsync(port);

        await ShouldFailAsync(
            "websocket", $"uses: websocket.exchange, with: {{ url: \"ws://127.0.0.1:{port}/close/1013/later\", messages: [{{ receive: {{}} }}] }}",
            target: $"127.0.0.1:{port}", said: "1013 (try again later): \"later\"", advice: "`retry` tries the step again", other: "connection", transient: true);
    }

    [Theory]
    [InlineData("http.get", "https")]
    [InlineData("websocket.connect", "ws")]
    public async Task Proxy_when_it_does_not_let_through(string action, string scheme)
    {
        await using var squid = await SquidPeer.StartAsync(tunnels: false);
        var port = PeerProcess.FreePort();

        await ShouldFailAsync(
            "proxy", $"uses: {action}, with: {{ url: \"{scheme}://localhost:{port}/\", proxy: \"http://127.0.0.1:{squid.Port}\" }}",
            target: $"localhost:{port}", said: $" did not connect to localhost:{port}: it answered 403.", advice: "The proxy comes from the input `proxy`", other: "connection", transient: false);
    }

    [Theory]
    [InlineData("http.get", "https")]
    [InlineData("websocket.connect", "ws")]
    public async Task Proxy_when_it_wants_a_password(string action, string scheme)
    {
        await using var squid = await SquidPeer.StartAsync(user: "ada");

        await ShouldFailAsync(
            "proxy", $"uses: {action}, with: {{ url: \"{scheme}://localhost:{PeerProcess.FreePort()}/\", proxy: \"http://127.0.0.1:{squid.Port}\" }}",
            target: "localhost", said: "The proxy wants a user and a password", advice: "http://user:password@proxy:3128", other: "auth", transient: false);
    }

    [Fact]
    public async Task Rate_limit_when_a_websocket_is_opened_too_often()
    {
        var port = PeerProcess.FreePort();
        await using var busy = await PeerScript.PythonWebSocketsAsync(port);

        await ShouldFailAsync(
            "rate-limit", $"uses: websocket.connect, with: {{ url: \"ws://127.0.0.1:{port}/busy\" }}",
            target: $"127.0.0.1:{port}", said: "429", advice: "It asks to wait 7 s", other: "websocket", transient: true);
    }

    [Fact]
    public async Task Rate_limit_when_a_stream_of_events_is_asked_for_too_often()
    {
        await using var nginx = await LimitedAsync();
        await TakeTheOnlyRequestAsync(nginx);

        await ShouldFailAsync(
            "rate-limit", $"uses: http.events, with: {{ url: \"http://127.0.0.1:{nginx.Port}/limited\" }}",
            target: $"127.0.0.1:{nginx.Port}", said: "429", advice: "It asks to wait 7 s", other: "http", transient: true);
    }

    /// <summary>An answer with 429 is a result, which asks for the retry itself: a step fails only by what it expects of it.</summary>
    [Fact]
    public async Task Rate_limit_of_http_is_a_result_that_asks_to_be_retried()
    {
        await using var nginx = await LimitedAsync();
        await TakeTheOnlyRequestAsync(nginx);
        var step = $"uses: http.get, with: {{ url: \"http://127.0.0.1:{nginx.Port}/limited\" }}";

        var ended = await RunAsync(Variants(step, "rate-limit", "http"));

        ended.ExitCode.ShouldBe(1, ended.Out + ended.Error);
        foreach (var (job, attempts) in new[] { ("once", 1), ("any", 2), ("same", 2), ("other", 1) })
        {
            var finished = Of(ended, job);
            finished.GetProperty("attempts").GetInt32().ShouldBe(attempts, job);
            finished.GetProperty("error").GetProperty("kind").GetString().ShouldBe("expectation", job);
            finished.GetProperty("result").GetProperty("status").GetInt32().ShouldBe(429);
            finished.GetProperty("result").GetProperty("retryAfter").GetDouble().ShouldBe(7000);
        }
    }

    [Fact]
    public async Task Auth_when_the_token_endpoint_refuses_the_client()
    {
        await using var nginx = await NginxPeer.StartAsync(server: """location = /token { return 401 '{"error":"invalid_client"}'; }""");

        await ShouldFailAsync(
            "auth", $"uses: http.get, with: {{ url: \"http://127.0.0.1:{nginx.Port}/\", auth: {{ oauth2: {{ token-url: \"http://127.0.0.1:{nginx.Port}/token\", client-id: monitor, client-secret: not-the-one }} }} }}",
            target: $"127.0.0.1:{nginx.Port}/token", said: "invalid_client", advice: "client-secret", other: "http", transient: false);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", auth: { basic: { username: ada, password: not-the-one } }")]
    public async Task Auth_when_a_websocket_wants_a_password(string given)
    {
        var port = PeerProcess.FreePort();
        await using var websockets = await PeerScript.PythonWebSocketsAsync(port, "auth=ada:lovelace");

        var said = await ShouldFailAsync(
            "auth", $"uses: websocket.connect, with: {{ url: \"ws://127.0.0.1:{port}/echo\"{given} }}",
            target: $"127.0.0.1:{port}", said: "401", advice: "", other: "websocket", transient: false);

        said.ShouldNotContain("not-the-one");
    }

    [Theory]
    [InlineData("http.get", "url: \"http://127.0.0.1:{0}/\"", "does not speak HTTP")]
    [InlineData("websocket.connect", "url: \"ws://127.0.0.1:{0}/\"", "220")]
    public async Task Protocol_when_a_server_speaks_another_one(string action, string with, string said)
    {
        const string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists("/usr/lib/python3/dist-packages/pyftpdlib/handlers.py"), "missing peer: python3-pyftpdlib");
        var port = PeerProcess.FreePort();
        await using var ftp = await PeerProcess.StartAsync(python, ["-m", "pyftpdlib", "-i", "127.0.0.1", "-p", $"{port}", "-d", here.Folder], port);

        await ShouldFailAsync(
            "protocol", $"uses: {action}, with: {{ {with.Replace("{0}", $"{port}", StringComparison.Ordinal)} }}",
            target: $"127.0.0.1:{port}", said, advice: "", other: "http", transient: false);
    }

    [Fact]
    public async Task Protocol_when_a_body_is_larger_than_the_limit()
    {
        await using var nginx = await NginxPeer.StartAsync();
        nginx.Folder.Write("html/large.txt", new string('x', 5000));

        await ShouldFailAsync(
            "protocol", $"uses: http.get, with: {{ url: \"http://127.0.0.1:{nginx.Port}/large.txt\", max-body-size: 4999 }}",
            target: $"127.0.0.1:{nginx.Port}", said: "limit", advice: "max-body-size", other: "http", transient: false);
    }

    /// <summary>
    /// The system's resolver, in a namespace of its own: it asks dnsmasq there, and no packet could leave. dnsmasq knows no
    /// address of the first name, and may not ask anybody about the second.
    /// </summary>
    [Theory]
    [InlineData("gone.test", "no such name")]
    [InlineData("elsewhere.example", "could not be resolved")]
    public async Task Dns_when_a_name_does_not_resolve(string name, string said)
    {
        var dnsmasq = PeerProcess.Require("dnsmasq");
        var unshare = PeerProcess.Require("unshare");
        var ip = PeerProcess.Require("ip");
        var possible = await here.RunProgramAsync(unshare, "-rmn", ip, "link", "set", "lo", "up");
        Assert.SkipUnless(possible.ExitCode == 0, "no namespaces of its own for a test here, so the system's resolver cannot be set");
        here.Write("resolv.conf", "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n").Write("dnsmasq.conf", $"""
            listen-address=127.0.0.1
            bind-interfaces
            no-resolv
            no-hosts
            user=
            pid-file=
            local=/test/
            """);
        var script = $"""
            set -e
            '{ip}' link set lo up
            mount --bind resolv.conf /etc/resolv.conf
            '{dnsmasq}' --no-daemon -C dnsmasq.conf 2> dnsmasq.log &
            trap "kill $!" EXIT
            for try in $(seq 100); do grep -q started dnsmasq.log && break; sleep 0.1; done
            '{Repository.Program}' "$@"
            """;

        await ShouldFailAsync(
            "dns", $"uses: http.get, with: {{ url: \"http://{name}/\" }}", target: name, said, advice: "Is the name spelled right", other: "connection", transient: true,
            arguments => here.RunProgramAsync(unshare, ["-rmn", "/bin/sh", "-c", script, "sh", .. arguments]));
    }

    /// <summary>nginx, which lets in one request a minute, and has asked others to wait 7 s.</summary>
    static Task<NginxPeer> LimitedAsync() => NginxPeer.StartAsync(server: """
        location = /limited { limit_req zone=minute; limit_req_status 429; error_page 429 = @busy; try_files /x.txt =404; }
        location @busy { add_header Retry-After 7 always; return 429; }
        }
        limit_req_zone $binary_remote_addr zone=minute:64k rate=1r/m;
        server {
        listen unix:{folder}/unused.sock;
        """);

    static async Task TakeTheOnlyRequestAsync(NginxPeer nginx)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{nginx.Port}/limited"), TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    /// <summary>The step in four jobs: without a retry, with one for what a retry can help, for this kind, for another kind.</summary>
    static string Variants(string step, string kind, string other) => $$"""
        jobs:
          once: { steps: [{ {{step}} }] }
          any: { steps: [{ {{step}}, retry: { attempts: 2, delay: 1ms, max-delay: 1ms } }] }
          same: { steps: [{ {{step}}, retry: { attempts: 2, delay: 1ms, max-delay: 1ms, on: [{{kind}}] } }] }
          other: { steps: [{ {{step}}, retry: { attempts: 2, delay: 1ms, max-delay: 1ms, on: [{{other}}] } }] }
        """;

    Task<Ended> RunAsync(string workflow)
    {
        here.Write("check.yaml", workflow);
        return here.RunAsync("run", "check.yaml", "--log", "json");
    }

    static JsonElement Of(Ended ended, string job) => ended.Of("step-finished").Single(step => step.GetProperty("job").GetString() == job);

    /// <param name="kind">What the error is.</param>
    /// <param name="step">The step, without braces and without a retry.</param>
    /// <param name="target">Whom the error and its message name; empty for a limit of the step, which knows nobody.</param>
    /// <param name="said">What else the message says.</param>
    /// <param name="advice">What the help says.</param>
    /// <param name="other">A kind for which a retry must leave it alone.</param>
    /// <param name="transient">Whether a retry without kinds tries again.</param>
    /// <param name="run">Starts the program, where that takes more than its arguments.</param>
    /// <returns>All that the run said.</returns>
    async Task<string> ShouldFailAsync(
        string kind, string step, string target, string said, string advice, string other, bool transient, Func<string[], Task<Ended>>? run = null)
    {
        here.Write("check.yaml", Variants(step, kind, other));
        string[] arguments = ["run", "check.yaml", "--log", "plain", "--log-file", "run.log"];

        var ended = await (run is null ? here.RunAsync(arguments) : run(arguments));

        ended.ExitCode.ShouldBe(3, ended.Out + ended.Error);
        ended.Error.ShouldBeEmpty();
        var log = await File.ReadAllTextAsync(here["run.log"], TestContext.Current.CancellationToken);
        Ended.ShouldHaveNoTrace(ended.Out + log);
        var events = new Ended(3, log, "");
        foreach (var (job, attempts) in new[] { ("once", 1), ("any", transient ? 2 : 1), ("same", 2), ("other", 1) })
        {
            var finished = Of(events, job);
            var error = finished.GetProperty("error");
            error.GetProperty("kind").GetString().ShouldBe(kind, log);
            if (target.Length > 0) error.GetProperty("target").GetString()!.ShouldContain(target, customMessage: log);
            error.GetProperty("message").GetString()!.ShouldContain(said, customMessage: log);
            error.GetProperty("message").GetString()!.ShouldContain(target, customMessage: log);
            finished.GetProperty("attempts").GetInt32().ShouldBe(attempts, $"{job}: {log}");
            var help = error.GetProperty("help");
            help.ValueKind.ShouldBe(JsonValueKind.String, $"says nothing of what to do: {log}");
            help.GetString()!.ShouldContain(advice, customMessage: log);
            ended.Out.ShouldContain(help.GetString()!.Split('\n')[0]);
        }

        events.Of("retry-scheduled").ShouldAllBe(retry => retry.GetProperty("errorKind").GetString() == kind);
        ended.Out.ShouldContain(said);
        return ended.Out + log;
    }
}
