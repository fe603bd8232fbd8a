using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Networking;

/// <summary>Several addresses of one name.</summary>
public sealed class DialerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static IPAddress[] Addresses(params string[] texts) => Array.ConvertAll(texts, IPAddress.Parse);

    [Fact]
    public void Families_alternate_beginning_with_the_resolvers_first()
    {
        AddressOrder.Interleave(Addresses("::1", "::2", "::3", "127.0.0.1", "127.0.0.2"))
            .ShouldBe(Addresses("::1", "127.0.0.1", "::2", "127.0.0.2", "::3"));
        AddressOrder.Interleave(Addresses("127.0.0.1", "127.0.0.2")).ShouldBe(Addresses("127.0.0.1", "127.0.0.2"));
    }

    [Fact]
    public async Task Next_address_is_tried_when_one_refuses()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        using var socket = await Dialer.ConnectAsync(Addresses("127.0.0.2", "127.0.0.3", "127.0.0.1"), "name", port, "target", null, Cancel);

        socket.RemoteEndPoint.ShouldBe(new IPEndPoint(IPAddress.Loopback, port));
    }

    [Fact]
    public async Task Refusal_of_all_is_told_address_by_address()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;

        var error = await Should.ThrowAsync<ConnectionFailedException>(
            async () => await Dialer.ConnectAsync(Addresses("127.0.0.2", "127.0.0.3"), "name", port, "target", null, Cancel));

        error.Message.ShouldBe($"No connection to name:{port}: 127.0.0.2 refused the connection, 127.0.0.3 refused the connection.");
        error.Target.ShouldBe("target");
    }

    [Fact]
    public async Task Slow_address_does_not_hold_up_the_next()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        silent.Listen(1);
        var port = ((IPEndPoint)silent.LocalEndPoint!).Port;
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        var fillers = new List<Socket>();
        try
        {
            // Fill the queue of 127.0.0.2: from now on connecting to it neither succeeds nor fails.
            for (var full = false; !full;)
            {
                var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                fillers.Add(filler);
                using var limit = new CancellationTokenSource(300);
                try
                {
                    await filler.ConnectAsync(IPAddress.Parse("127.0.0.2"), port, limit.Token);
                }
                catch (OperationCanceledException)
                {
                    full = true;
                }
            }

            using var socket = await Dialer.ConnectAsync(Addresses("127.0.0.2", "127.0.0.1"), "name", port, "target", null, Cancel);

            socket.RemoteEndPoint.ShouldBe(new IPEndPoint(IPAddress.Loopback, port));
        }
        finally
        {
            foreach (var filler in fillers) filler.Dispose();
        }
    }
}
