using System.Net;
using System.Net.Sockets;
using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Channels;

public class ForwardTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothTransports]
    public async Task A_local_port_leads_to_where_the_server_connects(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        using var echo = new Echo();
        var port = await transport.ForwardAsync(new(ForwardKind.Local, "127.0.0.1", 0, "127.0.0.1", echo.Port));
        port.BindAddress.ShouldBe("127.0.0.1");
        (await EchoedAsync(port.BindPort)).ShouldBeTrue();
        await port.DisposeAsync();
        await port.DisposeAsync();
        (await IsRefusedAsync(port.BindPort)).ShouldBeTrue();
    }

    [Theory, BothTransports]
    public async Task A_port_of_the_server_leads_here(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        using var echo = new Echo();
        var port = await transport.ForwardAsync(new(ForwardKind.Remote, "127.0.0.1", 0, "127.0.0.1", echo.Port));
        port.BindPort.ShouldBeGreaterThan(1023);
        (await EchoedAsync(port.BindPort)).ShouldBeTrue();
        await port.DisposeAsync();
        await Eventually.HoldsAsync(() => IsRefusedAsync(port.BindPort), Cancel);
    }

    [Theory, BothTransports]
    public async Task A_dynamic_port_leads_to_where_each_connection_asks(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        using var echo = new Echo();
        await using var port = await transport.ForwardAsync(new(ForwardKind.Dynamic, "127.0.0.1", 0, null, 0));
        (await EchoedAsync(port.BindPort, async stream =>
        {
            // SOCKS 5 without authentication, to an address of IPv4 (RFC 1928).
            await stream.WriteAsync(new byte[] { 5, 1, 0 }, Cancel);
            await stream.ReadExactlyAsync(new byte[2], Cancel);
            await stream.WriteAsync(new byte[] { 5, 1, 0, 1, 127, 0, 0, 1, (byte)(echo.Port >> 8), (byte)echo.Port }, Cancel);
            var answer = new byte[10];
            await stream.ReadExactlyAsync(answer, Cancel);
            answer[1].ShouldBe((byte)0);
        })).ShouldBeTrue();
    }

    [Theory, BothTransports]
    public async Task A_port_that_is_taken_here_is_an_error(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        using var echo = new Echo();
        var error = await Should.ThrowAsync<SshException>(() => transport.ForwardAsync(new(ForwardKind.Local, "127.0.0.1", echo.Port, "127.0.0.1", 9)));
        error.Message.ShouldBe($"Nothing can be forwarded from 127.0.0.1:{echo.Port}: the port is taken on this machine.");
    }

    [Theory, BothTransports]
    public async Task A_server_that_does_not_forward_is_an_error(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind, "AllowTcpForwarding no");
        var error = await Should.ThrowAsync<SshException>(() => transport.ForwardAsync(new(ForwardKind.Remote, "127.0.0.1", 0, "127.0.0.1", 9)));
        error.Message.ShouldContain("refuses to listen");
        error.Help!.ShouldContain("AllowTcpForwarding");
    }

    [Fact]
    public async Task The_same_forwarding_twice_is_an_error_until_the_first_is_closed()
    {
        await using var transport = await PeerTransport.StartAsync(TransportKind.Shared);
        var request = new ForwardRequest(ForwardKind.Remote, "127.0.0.1", 0, "127.0.0.1", 9);
        await using (await transport.ForwardAsync(request))
        {
            (await Should.ThrowAsync<SshException>(() => transport.ForwardAsync(request))).Message.ShouldContain("already");
        }
        await using var again = await transport.ForwardAsync(request);
        again.BindPort.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Forwarding_by_a_master_that_is_gone_is_a_lost_connection_and_closing_it_is_not_an_error()
    {
        await using var master = await MasterPeer.StartAsync();
        var request = new ForwardRequest(ForwardKind.Dynamic, "127.0.0.1", 0, null, 0);
        var port = await Runner.Plugins.Ssh.Mux.MuxForwards.OpenAsync(master.Socket, master.Target, request, Cancel);
        await master.KillAsync();
        await port.DisposeAsync();
        await Should.ThrowAsync<ConnectionFailedException>(() => Runner.Plugins.Ssh.Mux.MuxForwards.OpenAsync(master.Socket, master.Target, request, Cancel));
    }

    static async Task<bool> EchoedAsync(int port, Func<Stream, Task>? greet = null)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancel);
        var stream = client.GetStream();
        if (greet is not null) await greet(stream);
        var sent = new byte[500_000];
        new Random(4).NextBytes(sent);
        var writing = stream.WriteAsync(sent, Cancel);
        var came = new byte[sent.Length];
        await stream.ReadExactlyAsync(came, Cancel);
        await writing;
        return came.AsSpan().SequenceEqual(sent);
    }

    static async Task<bool> IsRefusedAsync(int port)
    {
        using var client = new System.Net.Sockets.TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, Cancel);
            return false;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    /// <summary>Sends back what it gets.</summary>
    sealed class Echo : IDisposable
    {
        readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public Echo()
        {
            listener.Start();
            _ = ServeAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public void Dispose() => listener.Dispose();

        async Task ServeAsync()
        {
            while (true)
            {
                System.Net.Sockets.TcpClient client;
                try
                {
                    client = await listener.AcceptTcpClientAsync();
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
                {
                    return;
                }
                _ = Task.Run(async () =>
                {
                    using (client) await client.GetStream().CopyToAsync(client.GetStream());
                });
            }
        }
    }
}
