using System.Text.Json;
using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests;

/// <summary>
/// Every kind of error that <c>retry: { on: [...] }</c> knows, each provoked by a program that nobody here
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
    public async Task Connection_when_nobody_listens_any_more()
    {
        int port;
        await using (var gone = await NginxPeer.StartAsync()) port = gone.Port;

        await ShouldFailAsync(
            "connection", $"uses: http.get, with: {{ url: \"http://127.0.0.1:{port}/\" }}",
            target: $"127.0.0.1:{port}", said: "refused", advice: "Is the service running", other: "timeout", transient: true);
    }

    /// <summary>A step, and how it fails. <c>PORT</c> is the server's.</summary>
    /// <param name="Kind">What the error is.</param>
    /// <param name="Step">The step, without braces and without a retry.</param>
    /// <param name="Target">Whom the error and its message name; empty for a limit of the step, which knows nobody.</param>
    /// <param name="Said">What else the message says.</param>
    /// <param name="Advice">What the help says.</param>
    /// <param name="Other">A kind for which a retry must leave it alone.</param>
    /// <param name="IsTransient">Whether a retry without kinds tries again.</param>
    public sealed record FailingStep(string Kind, string Step, string Target, string Said, string Advice, string Other, bool IsTransient);

    const string Get = "uses: http.get, with: { url: \"http://127.0.0.1:PORT";

    const string WithToken = Get + "/\", auth: { oauth2: { token-url: \"http://127.0.0.1:PORT/token\", client-id: monitor, client-secret: not-the-one } } }";

    /// <summary>What happens, nginx's configuration for it, and the step.</summary>
    public static TheoryData<string, string, FailingStep> OfNginx => new()
    {
        // nginx's own code: closes the connection and sends nothing.
        { "hangs up", "location = /rude { return 444; }", new("connection", Get + "/rude\" }", "127.0.0.1:PORT", "closed the connection without answering", "Is it the right port", "timeout", true) },
        { "no TLS", "", new("tls", "uses: http.get, with: { url: \"https://127.0.0.1:PORT/\" }", "127.0.0.1:PORT", "does not speak TLS", "write http:// instead of https://", "connection", false) },
        { "redirects in a circle", "location = /here { return 302 /there; } location = /there { return 302 /here; }", new("http", Get + "/here\" }", "127.0.0.1:PORT", "Redirect loop", "cookies: true", "protocol", false) },
        { "an error page for a token", "location = /token { return 503; }", new("http", WithToken, "127.0.0.1:PORT/token", "answered 503", "`retry` tries again", "auth", true) },
        { "a client refused a token", """location = /token { return 401 '{"error":"invalid_client"}'; }""", new("auth", WithToken, "127.0.0.1:PORT/token", "invalid_client", "client-secret", "http", false) },
        { "a page for a WebSocket", "location = /feed { return 200 'a page'; }", new("websocket", "uses: websocket.connect, with: { url: \"ws://127.0.0.1:PORT/feed\" }", "127.0.0.1:PORT", "did not open a WebSocket", "Is the path right?", "connection", false) },
        { "a body above the limit", "location = /large { return 200 'more than eight'; }", new("protocol", Get + "/large\", max-body-size: 8 }", "127.0.0.1:PORT", "limit", "max-body-size", "http", false) },
    };

    [Theory]
    [MemberData(nameof(OfNginx))]
    public async Task Step_fails_by_its_kind_with_nginx(string what, string configuration, FailingStep step)
    {
        _ = what;
        await using var nginx = await NginxPeer.StartAsync(server: configuration);
        await ShouldFailAsync(step, nginx.Port);
    }

    /// <summary>What happens, and the step.</summary>
    public static TheoryData<string, FailingStep> OfWebSockets => new()
    {
        { "an answer after the step's limit", new("timeout", "timeout: 300ms, " + Get + "/slow\" }", "", "no answer within 300ms", "raise the step's `timeout`", "connection", true) },
        { "opened too slowly", new("timeout", "uses: websocket.connect, with: { url: \"ws://127.0.0.1:PORT/slow\", connect-timeout: 300ms }", "127.0.0.1:PORT", "within 300 ms", "Raise connect-timeout", "websocket", true) },
        { "closed while a message is awaited", new("websocket", "uses: websocket.exchange, with: { url: \"ws://127.0.0.1:PORT/close/1013/later\", messages: [{ receive: {} }] }", "127.0.0.1:PORT", "1013 (try again later): \"later\"", "`retry` tries the step again", "connection", true) },
        { "opened too often", new("rate-limit", "uses: websocket.connect, with: { url: \"ws://127.0.0.1:PORT/busy\" }", "127.0.0.1:PORT", "429", "It asks to wait 7 s", "websocket", true) },
    };

    [Theory]
    [MemberData(nameof(OfWebSockets))]
    public async Task Step_fails_by_its_kind_with_python_websockets(string what, FailingStep step)
    {
        _ = what;
        var port = PeerProcess.FreePort();
        await using var websockets = await PeerScript.PythonWebSocketsAsync(port);
        await ShouldFailAsync(step, port);
    }

    [Fact]
    public async Task Ssh_when_the_host_key_is_not_known()
    {
        await using var sshd = await SshdPeer.StartAsync();
        await ShouldFailAsync(
            new("ssh", $"uses: ssh.run, with: {{ host: 127.0.0.1, port: PORT, command: \"true\", config: none, known-hosts: {sshd.Folder.At("none")} }}", "127.0.0.1:PORT", "is not a known host", "ssh-keyscan", "connection", false), sshd.Port);
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
            : > dnsmasq.log
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

    Task<string> ShouldFailAsync(FailingStep step, int port)
    {
        return ShouldFailAsync(step.Kind, With(step.Step), With(step.Target), step.Said, step.Advice, step.Other, step.IsTransient);

        string With(string text) => text.Replace("PORT", $"{port}", StringComparison.Ordinal);
    }

    /// <summary>What a <see cref="FailingStep"/> says, and how the program is started where that takes more than its arguments.</summary>
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
