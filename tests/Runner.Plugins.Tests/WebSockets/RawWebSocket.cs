using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Runner.Plugins.Tests.Http;

namespace Runner.Plugins.Tests.WebSockets;

/// <summary>Peers that shake hands rightly and then say exactly what a test wants, frame or not.</summary>
static class RawWebSocket
{
    /// <summary>Agrees to a WebSocket, says the bytes, and goes on as the test says.</summary>
    public static RawPeer Saying(byte[] bytes, Func<NetworkStream, CancellationToken, Task>? then = null) => RawPeer.Start(async (stream, cancel) =>
    {
        await AgreeAsync(stream, "", bytes, cancel);
        if (then is not null) await then(stream, cancel);
        else await stream.CopyToAsync(Stream.Null, cancel);
    });

    /// <summary>Answers the handshake with what a test makes of the right answer.</summary>
    public static RawPeer Answering(Func<string, string> change) => RawPeer.Start(async (stream, cancel) =>
    {
        var head = await RawPeer.ReadHeadAsync(stream, cancel);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(change(Answer(head, ""))), cancel);
    });

    public static async Task<string> AgreeAsync(Stream stream, string headers, byte[] bytes, CancellationToken cancel)
    {
        var head = await RawPeer.ReadHeadAsync(stream, cancel);
        // In one piece: what comes along with the answer must not get lost.
        await stream.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(Answer(head, headers)), .. bytes], cancel);
        return head;
    }

    public static byte[] Frame(int firstByte, params byte[] payload) => payload.Length < 126
        ? [(byte)firstByte, (byte)payload.Length, .. payload]
        : [(byte)firstByte, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];

    static string Answer(string head, string headers)
    {
        var key = head.Split("\r\n").Single(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))[19..];
#pragma warning disable CA5350 // RFC 6455 says so.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        return $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n{headers}\r\n";
    }
}
