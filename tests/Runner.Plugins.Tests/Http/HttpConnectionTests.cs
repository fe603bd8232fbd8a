using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http;

/// <summary>Connections: reused, timed, and each request told its own.</summary>
public sealed class HttpConnectionTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_one_after_the_other_share_a_connection()
    {
        var connections = new HashSet<string>();
        await using var peer = await KestrelPeer.StartAsync(http =>
        {
            connections.Add(http.Connection.Id);
            return http.Response.WriteAsync("ok");
        });
        await using var context = new TestActionContext();

        for (var i = 0; i < 50; i++) await new HttpGet { Url = peer.Url }.RunAsync(context, Cancel);

        connections.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Followed_redirect_leaves_its_connection_for_the_next_request()
    {
        var connections = new HashSet<string>();
        await using var peer = await KestrelPeer.StartAsync(async http =>
        {
            connections.Add(http.Connection.Id);
            if (http.Request.Path == "/a") http.Response.Redirect("/b");
            await http.Response.WriteAsync("some body");
        });
        await using var session = new HttpSession();

        (await session.GetAsync($"{peer.Url}/a", Cancel)).Body.ShouldBe("some body");

        connections.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Timings_charge_the_connection_to_the_request_that_opened_it()
    {
        await using var peer = await KestrelPeer.StartAsync(async http =>
        {
            await Task.Delay(50, http.RequestAborted);
            await http.Response.WriteAsync("ok");
        });
        await using var session = new HttpSession();
        var url = $"http://localhost:{peer.Port}/";

        var opening = (await session.GetAsync(url, Cancel)).Timings;
        opening.Dns.ShouldBeGreaterThan(TimeSpan.Zero);
        opening.Connect.ShouldBeGreaterThan(TimeSpan.Zero);
        opening.Tls.ShouldBe(TimeSpan.Zero);
        opening.FirstByte.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(45));
        opening.Total.ShouldBeGreaterThanOrEqualTo(opening.Dns + opening.Connect + opening.FirstByte);

        var reusing = await session.GetAsync(url, Cancel);
        reusing.Timings.Dns.ShouldBe(TimeSpan.Zero);
        reusing.Timings.Connect.ShouldBe(TimeSpan.Zero);
        reusing.Timings.FirstByte.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(45));
        reusing.Timings.Total.ShouldBeGreaterThanOrEqualTo(reusing.Timings.FirstByte);
        reusing.RemoteAddress.ShouldBe($"127.0.0.1:{peer.Port}");
    }

    [Fact]
    public async Task Requests_at_once_are_each_told_the_connection_that_answered_them()
    {
        await using var one = await KestrelPeer.StartAsync(http => http.Response.WriteAsync($"{http.Connection.LocalPort}"));
        await using var two = await KestrelPeer.StartAsync(http => http.Response.WriteAsync($"{http.Connection.LocalPort}"));
        await using var session = new HttpSession();

        var responses = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => session.GetAsync(i % 2 == 0 ? one.Url : two.Url, Cancel)));

        foreach (var response in responses) response.RemoteAddress.ShouldBe($"127.0.0.1:{response.Body}");
    }

    [Fact]
    public async Task Name_with_a_family_that_nobody_listens_on_is_reached_over_the_other()
    {
        // Kestrel listens on 127.0.0.1 alone; localhost may also be ::1, which then refuses.
        await using var peer = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("ok"));
        await using var session = new HttpSession();

        (await session.GetAsync($"http://localhost:{peer.Port}/", Cancel)).RemoteAddress.ShouldBe($"127.0.0.1:{peer.Port}");
    }

    [Fact]
    public async Task Ipv6_address_is_reached_and_told_in_brackets()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var session = new HttpSession();
        var asking = session.GetAsync($"http://[::1]:{port}/", Cancel);
        using (var client = await listener.AcceptTcpClientAsync(Cancel))
        {
            (await RawPeer.ReadHeadAsync(client.GetStream(), Cancel)).ShouldContain($"Host: [::1]:{port}\r\n");
            await client.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray(), Cancel);
            (await asking).RemoteAddress.ShouldBe($"[::1]:{port}");
        }
        listener.Stop();

        var error = await Should.ThrowAsync<ConnectionFailedException>(() => session.GetAsync($"http://[::1]:{port}/", Cancel));
        error.Message.ShouldBe($"No connection to [::1]:{port}: it refused the connection.");
    }
}
