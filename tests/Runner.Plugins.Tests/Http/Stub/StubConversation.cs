using System.Net;
using System.Net.Sockets;
using System.Text;
using Runner.Plugins.Http;

namespace Runner.Plugins.Tests.Http.Stub;

/// <summary>Says bytes to a stub server.</summary>
static class StubConversation
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A connection on which this has been said.</summary>
    public static async Task<TcpClient> SayAsync(StubServer server, string bytes)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
        await client.Client.SendAsync(Encoding.Latin1.GetBytes(bytes), Cancel);
        return client;
    }

    /// <summary>All that the server says to a request until it closes the connection.</summary>
    public static async Task<string> AnswerAsync(StubServer server, string bytes)
    {
        using var client = await SayAsync(server, bytes);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync(Cancel);
    }

    public static Task<string> GetAsync(StubServer server, string path = "/") =>
        AnswerAsync(server, $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
}
