using Runner.Plugins.Http;
using Runner.Plugins.WebSockets;

namespace Runner.Plugins.Tests.Documentation;

/// <summary>The C# of docs/PROTOCOLS.md, so that the compiler holds it to the clients. A test holds the page to it.</summary>
static class ClientsOfTheProtocolPage
{
    public static async Task RunAsync()
    {
        await using var http = new HttpSession(new()
        {
            BaseUrl = new("https://example.com/v1/"),
            Cookies = CookieJar.Load("cookies.txt"),
            Auth = new() { Digest = new() { Username = "zoe", Password = "secret" } },
        });
        var me = await http.GetAsync("me"); // the cookies are saved when the session is disposed
        Console.WriteLine($"{me.Status} {me.Json.GetProperty("name")} in {me.Timings.Total.TotalMilliseconds} ms");

        await using var feed = await WebSocketClient.ConnectAsync("wss://example.com/feed");
        await feed.SendTextAsync("hello");
        await foreach (var message in feed.ReceiveAllAsync())
        {
            Console.WriteLine(message.Text);
            if (message.Text == "bye") break;
        }
    }
}
