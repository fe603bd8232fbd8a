using System.Diagnostics;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Transfers;

public sealed class ResilienceTests : IAsyncDisposable
{
    readonly TestActionContext context = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => context.DisposeAsync();

    Task<HttpResponse> Run(IAction<HttpResponse> action) => action.RunAsync(context, Cancel).AsTask();

    /// <summary>A clock that moves when it is told to.</summary>
    sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;
    }

    [Fact]
    public async Task Rate_limit_of_a_target_holds_for_all_steps_together()
    {
        var times = new List<long>();
        await using var peer = await KestrelPeer.StartAsync(_ =>
        {
            lock (times) times.Add(Stopwatch.GetTimestamp());
            return Task.CompletedTask;
        });
        var limit = new RateLimit { Requests = 3, Per = TimeSpan.FromMilliseconds(400) };

        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Run(new HttpGet { Url = $"{peer.Url}/{i}", RateLimit = limit with { } })));

        // Ten requests of three at a time take three spans, whatever the machine does; no load makes them faster.
        Stopwatch.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(1195));
        times.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Rate_limit_of_one_target_is_not_that_of_another()
    {
        await using var one = await KestrelPeer.StartAsync(_ => Task.CompletedTask);
        await using var other = await KestrelPeer.StartAsync(_ => Task.CompletedTask);
        var limit = new RateLimit { Requests = 1, Per = TimeSpan.FromHours(1) };

        (await Run(new HttpGet { Url = one.Url, RateLimit = limit })).Status.ShouldBe(200);
        (await Run(new HttpGet { Url = other.Url, RateLimit = limit })).Status.ShouldBe(200);

        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = new HttpGet { Url = one.Url, RateLimit = limit }.RunAsync(context, giveUp.Token).AsTask();
        await Task.Delay(100, Cancel);
        waiting.IsCompleted.ShouldBeFalse();
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Turn_of_whoever_stopped_waiting_is_not_lost()
    {
        var turns = new Turns(new() { Requests = 1, Per = TimeSpan.FromMilliseconds(300) }, TimeProvider.System);
        await turns.WaitAsync(Cancel);
        using var giveUp = new CancellationTokenSource();
        var gone = Enumerable.Range(0, 100).Select(_ => turns.WaitAsync(giveUp.Token).AsTask()).ToArray();
        await giveUp.CancelAsync();
        foreach (var one in gone) await Should.ThrowAsync<OperationCanceledException>(() => one);

        await turns.WaitAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancel); // 100 lost turns would be 30 s
    }

    [Fact]
    public async Task Circuit_opens_after_the_failures_tries_once_and_closes()
    {
        var clock = new Clock();
        await using var run = new TestActionContext { Clock = clock };
        var (asked, status) = (0, 503);
        await using var peer = await KestrelPeer.StartAsync(http =>
        {
            asked++;
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var action = new HttpGet
        {
            Url = peer.Url,
            CircuitBreaker = new() { Failures = 3, Window = TimeSpan.FromSeconds(10), OpenFor = TimeSpan.FromSeconds(30) },
        };
        async Task<HttpResponse> Ask() => await action.RunAsync(run, Cancel);

        await Ask();
        await Ask();
        clock.Now += TimeSpan.FromSeconds(11); // these two are forgotten
        for (var i = 0; i < 3; i++) (await Ask()).Status.ShouldBe(503);

        var error = await Should.ThrowAsync<ConnectionFailedException>(Ask);
        asked.ShouldBe(5);
        error.IsTransient.ShouldBeTrue();
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
        error.Message.ShouldBe($"Not sent: the circuit to {peer.Url} is open since 00:00:11 UTC after 3 failures within 10 s, until 00:00:41 UTC.");

        clock.Now += TimeSpan.FromSeconds(30);
        (await Ask()).Status.ShouldBe(503); // the one that tries
        await Should.ThrowAsync<ConnectionFailedException>(Ask);
        asked.ShouldBe(6);

        clock.Now += TimeSpan.FromSeconds(30);
        status = 200;
        for (var i = 0; i < 5; i++) (await Ask()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Open_circuit_lets_one_request_try_and_no_more()
    {
        var clock = new Clock();
        var circuit = new Circuit(new() { Failures = 1, OpenFor = TimeSpan.FromSeconds(5) }, "http://a", clock);
        circuit.Leave(circuit.Enter("http://a/"), succeeded: false);
        clock.Now += TimeSpan.FromSeconds(5);

        circuit.Enter("http://a/").ShouldBeTrue();
        Should.Throw<ConnectionFailedException>(() => circuit.Enter("http://a/")).Message.ShouldContain("while one request tries");

        circuit.Leave(tried: true, succeeded: null); // cancelled: the next one tries
        circuit.Enter("http://a/").ShouldBeTrue();
        circuit.Leave(tried: true, succeeded: true);
        circuit.Enter("http://a/").ShouldBeFalse();
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Circuit_counts_refused_connections_and_timeouts_of_steps_but_no_answers_below_500()
    {
        var breaker = new CircuitBreaker { Failures = 2, OpenFor = TimeSpan.FromHours(1) };
        var dead = new HttpGet { Url = $"http://127.0.0.1:{PeerProcess.FreePort()}/", CircuitBreaker = breaker };
        for (var i = 0; i < 2; i++) (await Should.ThrowAsync<ConnectionFailedException>(() => Run(dead))).Message.ShouldNotContain("circuit");
        (await Should.ThrowAsync<ConnectionFailedException>(() => Run(dead))).Message.ShouldContain("circuit");

        var reached = new SemaphoreSlim(0);
        await using var silent = await KestrelPeer.StartAsync(async http =>
        {
            reached.Release();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        for (var i = 0; i < 2; i++)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var call = new HttpGet { Url = silent.Url, CircuitBreaker = breaker }.RunAsync(context, timeout.Token).AsTask();
            await reached.WaitAsync(Cancel);
            await timeout.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => call);
        }
        await Should.ThrowAsync<ConnectionFailedException>(() => Run(new HttpGet { Url = silent.Url, CircuitBreaker = breaker }));

        await using var picky = await KestrelPeer.StartAsync(http =>
        {
            http.Response.StatusCode = 429;
            return Task.CompletedTask;
        });
        for (var i = 0; i < 5; i++) (await Run(new HttpGet { Url = picky.Url, CircuitBreaker = breaker })).Status.ShouldBe(429);
    }

    [Fact]
    public async Task Hedge_takes_the_second_answer_when_the_first_request_hangs()
    {
        var (asked, gone) = (0, new TaskCompletionSource());
        await using var peer = await KestrelPeer.StartAsync(async http =>
        {
            if (Interlocked.Increment(ref asked) > 1) return;
            try
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }
            finally
            {
                gone.SetResult();
            }
        });

        var response = await Run(new HttpGet { Url = peer.Url, Hedge = new() { After = TimeSpan.FromMilliseconds(100), Attempts = 3 } });

        response.Status.ShouldBe(200);
        response.WonBy.ShouldBeGreaterThan(1);
        response.Attempts.ShouldBeGreaterThanOrEqualTo(response.WonBy);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel); // the loser is cancelled
    }

    [Fact]
    public async Task Hedge_does_not_ask_twice_when_the_answer_comes_soon()
    {
        var asked = 0;
        await using var peer = await KestrelPeer.StartAsync(_ =>
        {
            Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        });

        var response = await Run(new HttpPut { Url = peer.Url, Body = "x", Hedge = new() { After = TimeSpan.FromMinutes(1) } });

        (response.Attempts, response.WonBy, asked).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task Hedge_goes_on_at_once_after_a_failure_and_tells_the_last_answer_when_none_is_usable()
    {
        var asked = 0;
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            var number = Interlocked.Increment(ref asked);
            await RawPeer.ReadHeadAsync(stream, cancel);
            if (number == 1) RawPeer.Reset(stream);
            else await stream.WriteAsync("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancel);
        });

        var response = await Run(new HttpGet { Url = peer.Url, Hedge = new() { After = TimeSpan.FromMinutes(1), Attempts = 3 } });

        (response.Status, response.Attempts, asked).ShouldBe((503, 3, 3));
    }

    [Fact]
    public async Task Hedge_of_requests_that_all_fail_is_the_first_failure()
    {
        var error = await Should.ThrowAsync<ConnectionFailedException>(() => Run(new HttpGet
        {
            Url = $"http://127.0.0.1:{PeerProcess.FreePort()}/",
            Hedge = new() { After = TimeSpan.FromMilliseconds(50) },
        }));

        error.Message.ShouldContain("refused");
    }

    [Fact]
    public async Task Hedge_of_what_may_not_be_done_twice_is_refused()
    {
        var hedge = new Hedge { After = TimeSpan.FromMilliseconds(50) };
        var error = await Should.ThrowAsync<ActionInputException>(() => Run(new HttpPost { Url = "http://127.0.0.1:1/", Hedge = hedge }));
        error.Input.ShouldBe("hedge");
        error.Message.ShouldContain("Idempotency-Key");

        await using var peer = await KestrelPeer.StartAsync(_ => Task.CompletedTask);
        var headers = new Dictionary<string, string> { ["idempotency-key"] = "1" };
        (await Run(new HttpPost { Url = peer.Url, Hedge = hedge, Headers = headers })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Losers_of_a_hedge_do_not_open_the_circuit()
    {
        var asked = 0;
        await using var peer = await KestrelPeer.StartAsync(async http =>
        {
            if (Interlocked.Increment(ref asked) % 2 == 1) await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        var action = new HttpGet
        {
            Url = peer.Url,
            Hedge = new() { After = TimeSpan.FromMilliseconds(50) },
            CircuitBreaker = new() { Failures = 1 },
        };

        for (var i = 0; i < 3; i++) (await Run(action)).WonBy.ShouldBe(2);
    }

    [Fact]
    public async Task Inputs_that_cannot_work_are_refused()
    {
        async Task<string> Input(HttpGet action) => (await Should.ThrowAsync<ActionInputException>(() => Run(action))).Input;
        const string url = "http://127.0.0.1:1/";

        (await Input(new() { Url = url, RateLimit = new() { Requests = 0 } })).ShouldBe("rate-limit.requests");
        (await Input(new() { Url = url, RateLimit = new() { Requests = 1, Per = TimeSpan.Zero } })).ShouldBe("rate-limit.per");
        (await Input(new() { Url = url, CircuitBreaker = new() { Failures = 0 } })).ShouldBe("circuit-breaker.failures");
        (await Input(new() { Url = url, CircuitBreaker = new() { Window = TimeSpan.Zero } })).ShouldBe("circuit-breaker.window");
        (await Input(new() { Url = url, Hedge = new() { After = TimeSpan.Zero } })).ShouldBe("hedge.after");
        (await Input(new() { Url = url, Hedge = new() { After = TimeSpan.FromSeconds(1), Attempts = 1 } })).ShouldBe("hedge.attempts");
    }

    [Fact]
    public void Targets_of_which_nothing_is_left_to_know_are_forgotten()
    {
        using var states = new TargetStates();
        var clock = new Clock();
        var breaker = new CircuitBreaker();
        for (var i = 0; i < 20_000; i++) states.CircuitOf($"http://host{i}", breaker, clock);

        states.Count.ShouldBeLessThan(5000);
    }
}
