using System.Text.Json;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.WebSockets;
using Runner.Sdk;
using WebSocketException = Runner.Sdk.WebSocketException;

namespace Runner.Plugins.Tests.WebSockets;

/// <summary>The actions as a workflow uses them.</summary>
public sealed class WebSocketActionTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static string UrlOf(int port, string path) => $"ws://127.0.0.1:{port}{path}";

    static JsonElement Json(string text) => JsonElement.Parse(text);

    static async Task<WebSocketClient> ConnectAsync(TestActionContext context, string url)
    {
        await new WebSocketConnect { Url = url }.RunAsync(context, Cancel);
        return (WebSocketClient)context.Opened[^1];
    }

    [Fact]
    public async Task Conversation_of_steps_connects_sends_receives_and_closes()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();
        var socket = await ConnectAsync(context, UrlOf(port, "/echo"));
        socket.Description.ShouldBe(UrlOf(port, "/echo"));

        var sent = await new WebSocketSend { Connection = socket, Json = Json("""{"id":1}""") }.RunAsync(context, Cancel);
        sent.ShouldBe(new WebSocketSent(WebSocketMessageKind.Text, 8, 0));
        await new WebSocketSend { Connection = socket, Base64 = [1, 2] }.RunAsync(context, Cancel);
        await new WebSocketSend { Connection = socket, Text = "" }.RunAsync(context, Cancel);

        var received = await new WebSocketReceive { Connection = socket }.RunAsync(context, Cancel);
        received.Message!.Json.GetProperty("id").GetInt32().ShouldBe(1);
        received.Matched.ShouldBeTrue();
        received.Close.ShouldBeNull();
        var rest = await new WebSocketReceive { Connection = socket, Count = 2 }.RunAsync(context, Cancel);
        rest.Messages.Select(message => message.Type).ShouldBe([WebSocketMessageKind.Binary, WebSocketMessageKind.Text]);

        var close = await new WebSocketCloseAction { Connection = socket, Code = 4000, Reason = "done" }.RunAsync(context, Cancel);
        close.ShouldBe(new WebSocketClose(4000, "application's code", "done", Clean: true, ByPeer: false));
        (await Should.ThrowAsync<WebSocketException>(async () => await new WebSocketSend { Connection = socket, Text = "x" }.RunAsync(context, Cancel))).Status.ShouldBe(4000);
    }

    [Fact]
    public async Task Until_takes_messages_up_to_the_one_that_it_waits_for()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();
        var socket = await ConnectAsync(context, UrlOf(port, "/count/20"));

        var third = await new WebSocketReceive { Connection = socket, Until = new() { Json = Json("""{"data":{"number":3.0}}""") } }.RunAsync(context, Cancel);
        third.Skipped.ShouldBe(3);
        third.Messages.Count.ShouldBe(4);
        third.Message!.Json.GetProperty("data").GetProperty("number").GetInt32().ShouldBe(3);
        var tens = await new WebSocketReceive { Connection = socket, Count = 2, Until = new() { TextMatches = "\"number\": 1\\d\\b", Type = WebSocketMessageKind.Text } }.RunAsync(context, Cancel);
        tens.Skipped.ShouldBe(6);
        tens.Message!.Json.GetProperty("data").GetProperty("number").GetInt32().ShouldBe(11);
        (await new WebSocketReceive { Connection = socket, Until = new() { TextContains = "19" } }.RunAsync(context, Cancel)).Skipped.ShouldBe(7);
    }

    [Fact]
    public async Task Wait_that_is_over_says_what_came_instead()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();
        var (url, wait) = (UrlOf(port, "/count/2"), TimeSpan.FromMilliseconds(400));
        var socket = await ConnectAsync(context, url);

        var none = await Should.ThrowAsync<NetworkTimeoutException>(
            async () => await new WebSocketReceive { Connection = socket, Wait = wait, Until = new() { Text = "never" } }.RunAsync(context, Cancel));
        none.Message.ShouldStartWith($"2 messages from {url} within 400 ms, none what is waited for (the text \"never\"). The last was text \"{{");
        (await Should.ThrowAsync<NetworkTimeoutException>(async () => await new WebSocketReceive { Connection = socket, Wait = wait }.RunAsync(context, Cancel)))
            .Message.ShouldBe($"No message from {url} within 400 ms.");

        var silence = await new WebSocketReceive { Connection = socket, Wait = wait, Optional = true }.RunAsync(context, Cancel);
        silence.Matched.ShouldBeFalse();
        silence.Message.ShouldBeNull();
        await Should.ThrowAsync<NetworkTimeoutException>(async () => await new WebSocketReceive { Connection = socket, Wait = wait, Until = new() { Closed = true } }.RunAsync(context, Cancel));
    }

    [Fact]
    public async Task Close_is_an_error_unless_it_is_waited_for()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();

        var surprised = await ConnectAsync(context, UrlOf(port, "/fragments"));
        var error = await Should.ThrowAsync<WebSocketException>(async () => await new WebSocketReceive { Connection = surprised, Count = 3 }.RunAsync(context, Cancel));
        error.Status.ShouldBe(1000);

        var waiting = await ConnectAsync(context, UrlOf(port, "/fragments"));
        var ended = await new WebSocketReceive { Connection = waiting, Until = new() { Closed = true } }.RunAsync(context, Cancel);
        ended.Close!.Code.ShouldBe(1000);
        ended.Close.Clean.ShouldBeTrue();
        ended.Messages.Count.ShouldBe(2);
        ended.Matched.ShouldBeTrue();
    }

    [Fact]
    public async Task Lost_connection_is_an_error_also_to_whoever_waits_for_the_end()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();
        var socket = await ConnectAsync(context, UrlOf(port, "/lost-once"));

        await Should.ThrowAsync<ConnectionFailedException>(async () => await new WebSocketReceive { Connection = socket, Until = new() { Closed = true } }.RunAsync(context, Cancel));
    }

    [Fact]
    public async Task Reconnection_is_logged_and_counted()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();
        await new WebSocketConnect { Url = UrlOf(port, "/lost-once"), Reconnect = new() { Delay = TimeSpan.FromMilliseconds(10) } }.RunAsync(context, Cancel);
        var socket = (WebSocketClient)context.Opened[0];

        var received = await new WebSocketReceive { Connection = socket, Until = new() { Text = "connection 2" } }.RunAsync(context, Cancel);

        received.Reconnects.ShouldBe(1);
        var lines = context.Logged.Where(line => line.Level == LogLevel.Warning).Select(line => line.Message).ToList();
        lines[0].ShouldContain("was lost without a close frame (1006)");
        lines[0].ShouldContain("try 1 of 5");
        lines[1].ShouldContain("is open again. What was said meanwhile is lost.");
    }

    [Fact]
    public async Task Exchange_holds_a_whole_conversation()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();

        var result = await new WebSocketExchange
        {
            Url = UrlOf(port, "/echo"),
            Messages =
            [
                new() { Send = "hello" }, new() { Expect = new() { Text = "hello" } },
                new() { SendJson = Json("""{"a":[1,{"b":2}]}""") }, new() { Send = "end" },
                new() { Receive = new() { Until = new() { TextContains = "end" } } },
                new() { SendBase64 = [9] }, new() { Receive = new() },
            ],
        }.RunAsync(context, Cancel);

        result.Transcript.Select(entry => entry.Direction).ShouldBe(
        [
            MessageDirection.Sent, MessageDirection.Received, MessageDirection.Sent, MessageDirection.Sent, MessageDirection.Received, MessageDirection.Received,
            MessageDirection.Sent, MessageDirection.Received,
        ]);
        result.Received.Count.ShouldBe(4);
        result.Last!.Base64.ShouldBe("CQ==");
        result.Close.Code.ShouldBe(1000);
        result.Close.Clean.ShouldBeTrue();
        result.Handshake.Status.ShouldBe(101);
        result.Duration.ShouldBeGreaterThan(result.Handshake.Timings.Total);
        context.Opened.ShouldBeEmpty();
    }

    [Fact]
    public async Task Unexpected_message_ends_an_exchange_and_says_where()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();

        var error = await Should.ThrowAsync<WebSocketException>(async () => await new WebSocketExchange
        {
            Url = UrlOf(port, "/echo"), Messages = [new() { Send = "ping" }, new() { Expect = new() { Text = "pong" } }],
        }.RunAsync(context, Cancel));

        error.Message.ShouldBe($"{UrlOf(port, "/echo")} did not send what `messages[1]` expects (the text \"pong\"): it sent text \"ping\".");
        error.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task Exchange_can_wait_for_the_servers_close()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();

        var result = await new WebSocketExchange { Url = UrlOf(port, "/close/4001/bye"), Messages = [new() { Receive = new() { Until = new() { Closed = true } } }] }.RunAsync(context, Cancel);

        result.Close.ShouldBe(new WebSocketClose(4001, "application's code", "bye", Clean: true, ByPeer: true));
        result.Last.ShouldBeNull();
    }

    [Fact]
    public async Task Inputs_that_cannot_work_are_told_by_name()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();
        var socket = await ConnectAsync(context, UrlOf(port, "/echo"));

        async Task<string> InputOf<TResult>(IAction<TResult> action) =>
            (await Should.ThrowAsync<ActionInputException>(async () => await action.RunAsync(context, Cancel))).Input;

        (await InputOf(new WebSocketSend { Connection = socket })).ShouldBe("text");
        (await InputOf(new WebSocketSend { Connection = socket, Text = "x", Json = Json("1") })).ShouldBe("json");
        (await InputOf(new WebSocketReceive { Connection = socket, Count = 0 })).ShouldBe("count");
        (await InputOf(new WebSocketReceive { Connection = socket, Wait = TimeSpan.FromSeconds(-1) })).ShouldBe("wait");
        (await InputOf(new WebSocketReceive { Connection = socket, Until = new() })).ShouldBe("until");
        (await InputOf(new WebSocketReceive { Connection = socket, Until = new() { Closed = true, Text = "x" } })).ShouldBe("until");
        (await InputOf(new WebSocketReceive { Connection = socket, Until = new() { TextMatches = "(" } })).ShouldBe("until.text-matches");
        (await InputOf(new WebSocketCloseAction { Connection = socket, Code = 1006 })).ShouldBe("code");
        (await InputOf(new WebSocketExchange { Url = "ws://x", Messages = [] })).ShouldBe("messages");
        (await InputOf(new WebSocketExchange { Url = "ws://x", Messages = [new()] })).ShouldBe("messages");
        (await InputOf(new WebSocketExchange { Url = "ws://x", Messages = [new() { Send = "x", Receive = new() }] })).ShouldBe("messages");
        (await InputOf(new WebSocketConnect { Url = "ws://x", Proxy = "ftp://x" })).ShouldBe("proxy");
        var auth = new WebSocketAuth { Bearer = "token" };
        var header = new Dictionary<string, string> { ["authorization"] = "x" };
        (await InputOf(new WebSocketConnect { Url = "ws://x/#part" })).ShouldBe("url");
        (await InputOf(new WebSocketConnect { Url = "ws://x/", Auth = auth, Headers = header })).ShouldBe("headers");
        (await InputOf(new WebSocketConnect { Url = "ws://user:word@x/", Headers = header })).ShouldBe("headers");
        (await InputOf(new WebSocketConnect { Url = "ws://x/", Origin = "https://a", Headers = new Dictionary<string, string> { ["Origin"] = "https://b" } })).ShouldBe("headers");
        (await InputOf(new WebSocketConnect { Url = "ws://user:word@x/", Auth = auth })).ShouldBe("auth");
        (await InputOf(new WebSocketConnect { Url = "ws://x/", Tls = new() { Verify = false } })).ShouldBe("tls");
    }

    [Fact]
    public async Task Regular_expression_that_takes_for_ever_is_ended()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();
        var socket = await ConnectAsync(context, UrlOf(port, "/large/40"));

        var error = await Should.ThrowAsync<ActionInputException>(
            async () => await new WebSocketReceive { Connection = socket, Until = new() { TextMatches = "^(x+)+$(?<!x)" } }.RunAsync(context, Cancel));

        error.Message.ShouldContain("takes longer than 1 s");
    }

    [Fact]
    public async Task Message_that_is_not_JSON_says_what_it_is()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var context = new TestActionContext();
        var socket = await ConnectAsync(context, UrlOf(port, "/large/5"));

        var received = await new WebSocketReceive { Connection = socket }.RunAsync(context, Cancel);

        Should.Throw<ProtocolException>(() => received.Message!.Json).Message.ShouldBe($"The message from {UrlOf(port, "/large/5")} is not JSON: text \"xxxxx\".");
    }

    [Fact]
    public async Task Secrets_of_the_handshake_are_masked()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port, "auth=ada:lovelace");
        await using var context = new TestActionContext();

        await ConnectAsync(context, $"ws://ada:lovelace@127.0.0.1:{port}/echo");

        context.Masked.ShouldContain("lovelace");
        context.Masked.ShouldContain(Convert.ToBase64String("ada:lovelace"u8));
    }
}
