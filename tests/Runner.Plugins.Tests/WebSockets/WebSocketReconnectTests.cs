using Runner.Plugins.Tests.Peers;
using Runner.Plugins.WebSockets;
using Runner.Sdk;
using WebSocketException = Runner.Sdk.WebSocketException;

namespace Runner.Plugins.Tests.WebSockets;

/// <summary>Connections that are lost and opened again, with python3-websockets.</summary>
public sealed class WebSocketReconnectTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static string UrlOf(int port, string path) => $"ws://127.0.0.1:{port}{path}";

    [Theory]
    [InlineData("/lost-once"), InlineData("/restart-once")]
    public async Task Lost_connection_is_opened_again_when_asked(string path)
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        var tries = new List<WebSocketReconnecting>();
        await using var socket = await WebSocketClient.ConnectAsync(
            UrlOf(port, path), new() { Reconnect = new() { Delay = TimeSpan.FromMilliseconds(50) }, OnReconnecting = tries.Add }, Cancel);

        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("connection 1");
        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("connection 2");
        await socket.SendTextAsync("still there?", Cancel);

        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("still there?");
        socket.Reconnects.ShouldBe(1);
        tries.Count.ShouldBe(1);
        tries[0].Cause.Status.ShouldBe(path == "/lost-once" ? 1006 : 1012);
    }

    [Fact]
    public async Task Server_that_does_not_come_back_is_an_error_that_says_both()
    {
        var port = PeerProcess.FreePort();
        var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(
            UrlOf(port, "/echo"), new() { Reconnect = new() { Attempts = 2, Delay = TimeSpan.FromMilliseconds(10) } }, Cancel);
        await peer.DisposeAsync();

        var error = await Should.ThrowAsync<WebSocketException>(async () => await socket.ReceiveAsync(Cancel));

        error.Message.ShouldContain("was lost without a close frame (1006)");
        error.Message.ShouldContain("It could not be opened again: No connection");
        error.Status.ShouldBe(1006);
        error.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Normal_end_is_not_opened_again()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/close/1000"), new() { Reconnect = new() }, Cancel);

        (await socket.WaitForCloseAsync(Cancel)).Code.ShouldBe(1000);
        socket.Reconnects.ShouldBe(0);
    }

    [Fact]
    public async Task Waiting_for_a_reconnection_ends_when_the_client_is_disposed()
    {
        var port = PeerProcess.FreePort();
        var peer = await PeerScript.PythonWebSocketsAsync(port);
        var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/echo"), new() { Reconnect = new() { Delay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) } }, Cancel);
        await peer.DisposeAsync();
        var sending = Task.Delay(200, Cancel).ContinueWith(_ => socket.SendTextAsync("x", Cancel), TaskScheduler.Default).Unwrap();
        await Task.Delay(300, Cancel);

        await socket.DisposeAsync();

        await Should.ThrowAsync<NetworkException>(() => sending.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
    }

    [Theory]
    [InlineData(WebSocketBackoff.Exponential, new[] { 100, 200, 400, 500 }), InlineData(WebSocketBackoff.Linear, new[] { 100, 200, 300, 400 })]
    [InlineData(WebSocketBackoff.Constant, new[] { 100, 100, 100, 100 })]
    public void Waits_grow_up_to_the_longest_and_are_shortened_by_up_to_half(WebSocketBackoff backoff, int[] milliseconds)
    {
        var reconnect = new WebSocketReconnect { Delay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromMilliseconds(500), Backoff = backoff };

        for (var attempt = 1; attempt <= milliseconds.Length; attempt++)
        {
            reconnect.Before(attempt, 0).TotalMilliseconds.ShouldBe(milliseconds[attempt - 1]);
            reconnect.Before(attempt, 1).TotalMilliseconds.ShouldBe(milliseconds[attempt - 1] / 2.0);
        }
        reconnect.Before(10_000, 0).ShouldBeLessThanOrEqualTo(reconnect.MaxDelay);
    }
}
