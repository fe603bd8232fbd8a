using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Runner.Plugins.Http;

namespace Runner.Plugins.Tests.Http.Stub;

/// <summary>Clients that send what no client should.</summary>
public sealed class StubHostileClientTests
{
    const string Valid =
        "POST /users/%7B1%7D/x?q=%22&q=2 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json; charset=utf-8\r\nRange: bytes=0-1\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n9\r\n{\"a\":[1]}\r\n0\r\n\r\nGET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Server_survives_what_is_almost_a_request(int seed)
    {
        var random = new Random(seed);
        var log = new ConcurrentQueue<string>();
        await using var server = StubServer.Start(
            [
                new()
                {
                    Path = "/users/{id}/{rest*}", Template = true, Json = JsonElement.Parse("""["{{json.a ?? body}}","{{query.q ?? headers.host ?? path.id}}"]"""),
                    Headers = new Dictionary<string, string> { ["X-Echo"] = "{{path.id}} {{query.q ?? 'none'}}" },
                },
                new() { Path = "/ws", Websocket = StubWebSocket.Echo },
            ],
            log: log.Enqueue);

        for (var i = 0; i < 300; i++)
        {
            var bytes = Encoding.Latin1.GetBytes(Valid);
            for (var changes = random.Next(1, 8); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "\r\n :;=,/%{}\"0"[random.Next(13)]);
            using var client = await StubConversation.SayAsync(server, Encoding.Latin1.GetString(bytes, 0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length));
            var stream = client.GetStream();
            client.Client.Shutdown(SocketShutdown.Send);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            limit.CancelAfter(TimeSpan.FromSeconds(30));
            try
            {
                await stream.CopyToAsync(Stream.Null, limit.Token);
            }
            catch (IOException)
            {
                // reset: the server had enough
            }
        }

        log.ShouldNotContain(line => line.StartsWith("The server failed", StringComparison.Ordinal));
        (await StubConversation.GetAsync(server, "/users/1/2")).ShouldStartWith("HTTP/1.1 200 OK");
    }
}
