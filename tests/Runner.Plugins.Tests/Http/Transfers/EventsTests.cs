using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Transfers;

public sealed class EventsTests : IAsyncDisposable
{
    readonly TestActionContext context = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => context.DisposeAsync();

    Task<HttpEventsReceived> Run(HttpEvents action) => action.RunAsync(context, Cancel).AsTask();

    /// <summary>A stream that says a text and stays open.</summary>
    static Task<KestrelPeer> Saying(string text, bool open = true) => KestrelPeer.StartAsync(async http =>
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync(text);
        await http.Response.Body.FlushAsync();
        if (open) await Task.Delay(Timeout.Infinite, http.RequestAborted);
    });

    [Fact]
    public async Task Count_ends_the_waiting_on_a_stream_that_stays_open()
    {
        await using var peer = await Saying("retry: 10\nid: 1\nevent: tick\ndata: {\"n\": 1}\n\ndata: two\n\ndata: three\n\n");

        var result = await Run(new() { Url = peer.Url, Count = 2 });

        result.EndedBy.ShouldBe(EventsEnd.Count);
        result.Complete.ShouldBeTrue();
        result.Events.Select(one => one.ToString()).ShouldBe(["tick: {\"n\": 1}", "message: two"]);
        result.Events[0].Json.GetProperty("n").GetInt32().ShouldBe(1);
        result.Events[1].Id.ShouldBe("1");
        Should.Throw<ProtocolException>(() => result.Events[1].Json).Message.ShouldContain("not JSON");
        result.Reconnects.ShouldBe(0);
        result.LastEventId.ShouldBe("1");
        result.Url.ShouldBe(peer.Url + "/");
    }

    [Fact]
    public async Task Until_ends_with_the_event_where_all_is_so()
    {
        await using var peer = await Saying("event: done\ndata: job 7\n\nevent: job\ndata: job 8 ok\n\nevent: done\ndata: job 8 ok\n\n");

        var result = await Run(new() { Url = peer.Url, Until = new() { Event = "done", DataContains = "ok", DataMatches = @"job \d$|8" } });

        result.EndedBy.ShouldBe(EventsEnd.Until);
        result.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Wait_ends_a_silent_stream_and_the_result_says_that_it_is_incomplete()
    {
        await using var peer = await Saying("data: a\n\n");

        var result = await Run(new() { Url = peer.Url, Count = 2, Wait = TimeSpan.FromSeconds(1) });
        (result.EndedBy, result.Complete, result.Count).ShouldBe((EventsEnd.Wait, false, 1));

        result = await Run(new() { Url = peer.Url, Wait = TimeSpan.FromSeconds(1) });
        (result.EndedBy, result.Complete, result.Count).ShouldBe((EventsEnd.Wait, true, 1));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Stream_that_breaks_or_ends_is_connected_again_with_the_last_id(bool reset)
    {
        var heads = new List<string>();
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            heads.Add(await RawPeer.ReadHeadAsync(stream, cancel));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nConnection: close\r\n\r\nretry: 20\nid: {heads.Count}\ndata: {heads.Count}\n\ndata: lost"), cancel);
            await stream.FlushAsync(cancel);
            await Task.Delay(200, cancel); // what was sent arrives before the reset, which would throw it away
            if (reset) RawPeer.Reset(stream);
        });

        var result = await Run(new() { Url = peer.Url, Count = 3, LastEventId = "0" });

        result.Events.Select(one => one.Data).ShouldBe(["1", "2", "3"]);
        result.Reconnects.ShouldBe(2);
        heads[0].ShouldContain("Last-Event-ID: 0\r\n");
        heads[1].ShouldContain("Last-Event-ID: 1\r\n");
        heads[2].ShouldContain("Last-Event-ID: 2\r\n");
        heads[0].ShouldContain("Accept: text/event-stream\r\n");
    }

    [Fact]
    public async Task Server_that_says_204_has_no_more_events()
    {
        var asked = 0;
        await using var peer = await KestrelPeer.StartAsync(async http =>
        {
            if (++asked > 1)
            {
                http.Response.StatusCode = 204;
                return;
            }
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("retry: 1\ndata: last\n\n");
        });

        var result = await Run(new() { Url = peer.Url, Count = 5 });

        (result.EndedBy, result.Complete, result.Count, result.Reconnects).ShouldBe((EventsEnd.Server, false, 1, 1));
    }

    [Fact]
    public async Task Stream_that_ends_again_and_again_without_an_event_is_given_up_on()
    {
        await using var peer = await Saying("retry: 1\n\n", open: false);

        var result = await Run(new() { Url = peer.Url, Count = 1, MaxReconnects = 3 });

        (result.EndedBy, result.Reconnects).ShouldBe((EventsEnd.Server, 3));
        (await Run(new() { Url = peer.Url, Count = 1, MaxReconnects = 0 })).Reconnects.ShouldBe(0);
    }

    [Fact]
    public async Task Server_that_goes_away_for_good_is_a_connection_error_after_the_last_try()
    {
        var peer = await Saying("retry: 1\nid: 4\ndata: a\n\n", open: false);
        await using var http = new HttpSession();
        var stream = http.Events(new() { Url = peer.Url }, new() { MaxReconnects = 2 });
        var got = new List<string>();

        await Should.ThrowAsync<ConnectionFailedException>(async () =>
        {
            await foreach (var one in stream.ReadAsync(Cancel))
            {
                got.Add(one.Data);
                if (got.Count == 1) await peer.DisposeAsync();
            }
        });

        got.ShouldBe(["a"]);
        stream.LastEventId.ShouldBe("4");
    }

    [Fact]
    public async Task Answer_that_is_no_stream_of_events_is_an_error()
    {
        await using var html = RawPeer.Answering("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi");
        (await Should.ThrowAsync<ProtocolException>(() => Run(new() { Url = html.Url }))).Message.ShouldContain("text/html, not text/event-stream");

        await using var missing = RawPeer.Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        var error = await Should.ThrowAsync<HttpException>(() => Run(new() { Url = missing.Url }));
        (error.Status, error.IsTransient).ShouldBe((404, false));

        await using var busy = RawPeer.Answering("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n");
        (await Should.ThrowAsync<RateLimitedException>(() => Run(new() { Url = busy.Url }))).RetryAfter.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Endless_event_and_endless_events_stop_at_the_limit()
    {
        await using var peer = await KestrelPeer.StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            var line = http.Request.Path == "/many" ? "data: x\n\n" : "data: x\n";
            var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line, 1000)));
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(piece, http.RequestAborted);
        });

        (await Should.ThrowAsync<ProtocolException>(() => Run(new() { Url = peer.Url, MaxBodySize = 50_000 }))).Message.ShouldContain("An event of");
        (await Should.ThrowAsync<ProtocolException>(() => Run(new() { Url = peer.Url + "/many", MaxBodySize = 50_000 }))).Message.ShouldContain("together");
    }

    [Fact]
    public async Task Compressed_stream_gives_its_events_as_they_come()
    {
        await using var peer = await KestrelPeer.StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await gzip.WriteAsync("data: packed\n\n"u8.ToArray());
            await gzip.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });

        (await Run(new() { Url = peer.Url, Count = 1 })).Events[0].Data.ShouldBe("packed");
    }

    [Fact]
    public async Task Inputs_that_cannot_work_are_refused()
    {
        async Task<string> Input(HttpEvents action) => (await Should.ThrowAsync<ActionInputException>(() => Run(action))).Input;
        const string url = "http://127.0.0.1:1/";

        (await Input(new() { Url = url, Count = 0 })).ShouldBe("count");
        (await Input(new() { Url = url, Wait = TimeSpan.Zero })).ShouldBe("wait");
        (await Input(new() { Url = url, MaxReconnects = -1 })).ShouldBe("max-reconnects");
        (await Input(new() { Url = url, Until = new() })).ShouldBe("until");
        (await Input(new() { Url = url, Until = new() { DataMatches = "(" } })).ShouldBe("until.data-matches");
    }

    [Fact]
    public async Task Server_that_asks_for_no_wait_is_not_stormed()
    {
        await using var peer = await Saying("retry: 0\ndata: a\n\n", open: false);

        var result = await Run(new() { Url = peer.Url, Wait = TimeSpan.FromSeconds(1) });

        result.Reconnects.ShouldBeInRange(1, 11);
    }
}
