using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Runner.Plugins.Http;

namespace Runner.Plugins.Tests.Http.Stub;

/// <summary>Many clients and many requests, within bounds.</summary>
public sealed class StubLoadTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_connections_are_open_at_once_and_all_are_answered()
    {
        const int clients = 1500; // both ends are in this process, whose descriptors may be few
        await using var server = StubServer.Start([new() { Path = "/", Body = "ok" }], new StubOptions { Record = clients });
        var open = new List<Socket>();
        try
        {
            var ask = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            var answer = new byte[256];
            for (var i = 0; i < clients; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                open.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
                await socket.SendAsync(ask, Cancel);
            }
            foreach (var socket in open)
            {
                var count = await socket.ReceiveAsync(answer, Cancel);
                Encoding.ASCII.GetString(answer, 0, count).ShouldEndWith("\r\n\r\nok");
            }

            server.Serving.ShouldBe(clients);
            server.Received.Select(request => request.Connection).Distinct().Count().ShouldBe(clients);
        }
        finally
        {
            foreach (var socket in open) socket.Dispose();
        }
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_number_of_requests_or_the_size_of_bodies()
    {
        await using var server = StubServer.Start([new() { Path = "/", Template = true, Body = "{{body}}" }], new StubOptions { Record = 100, RecordBody = 1000 });
        await using var http = new HttpSession();
        var body = HttpBody.FromText(new string('x', 1_000_000));

        for (var i = 0; i < 200; i++) (await http.PostAsync(server.Url, body, Cancel)).Size.ShouldBe(1_000_000);

        server.Total.ShouldBe(200);
        server.Received.Count.ShouldBe(100);
        server.Received.ShouldAllBe(request => request.GetBytes().Length == 1000 && request.BodyCut);
        foreach (var request in server.Received)
        {
            MemoryMarshal.TryGetArray(request.GetBytes(), out var kept).ShouldBeTrue();
            kept.Array!.Length.ShouldBe(1000); // and not a window on all that came
        }
    }
}
