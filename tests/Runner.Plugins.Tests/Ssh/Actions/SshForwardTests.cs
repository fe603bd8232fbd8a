using System.Net;
using System.Net.Sockets;
using System.Text;
using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Commands;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Actions;

public class SshForwardTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ForwardKind.Local)]
    [InlineData(ForwardKind.Remote)]
    public async Task A_port_is_forwarded_for_the_rest_of_the_job(ForwardKind kind)
    {
        await using var peer = await ClientPeer.StartAsync();
        using var greeter = Greeter();
        SshForwarded forwarded;
        await using (var context = new TestActionContext())
        {
            forwarded = await new SshForward { Connection = peer.Client, Kind = kind, To = $"127.0.0.1:{((IPEndPoint)greeter.LocalEndpoint).Port}" }.RunAsync(context, Cancel);
            forwarded.Kind.ShouldBe(kind);
            forwarded.Address.ShouldBe("127.0.0.1");
            context.Opened.Single().Description.ShouldContain($"127.0.0.1:{forwarded.Port}");
            (await ReadAsync(forwarded.Port)).ShouldBe("hello");
        }
        await Eventually.HoldsAsync(async () => !await AcceptsAsync(forwarded.Port), Cancel);
    }

    [Fact]
    public async Task A_dynamic_one_is_a_socks_proxy()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        using var greeter = Greeter();
        var forwarded = await new SshForward { Connection = peer.Client, Kind = ForwardKind.Dynamic }.RunAsync(context, Cancel);
        var asked = await ProgramRun.ToEndAsync("curl", null, "-s", "--http0.9", "-m", "20", "-x", $"socks5://127.0.0.1:{forwarded.Port}", $"http://127.0.0.1:{((IPEndPoint)greeter.LocalEndpoint).Port}/");
        asked.Output.ShouldBe("hello", asked.Errors);
    }

    public static TheoryData<string, SshForward> Wrong => new()
    {
        { "to", new() { Host = "web1" } },
        { "to", new() { Host = "web1", To = "db" } },
        { "to", new() { Host = "web1", To = "db:0" } },
        { "to", new() { Host = "web1", To = "me@db:1" } },
        { "to", new() { Host = "web1", To = "db:1", Kind = ForwardKind.Dynamic } },
        { "listen", new() { Host = "web1", To = "db:1", Listen = "8080" } },
        { "listen", new() { Host = "web1", To = "db:1", Listen = "" } },
        { "host", new() { To = "db:1" } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task An_input_that_cannot_work_is_named(string input, SshForward action)
    {
        await using var context = new TestActionContext();
        (await Should.ThrowAsync<ActionInputException>(async () => await action.RunAsync(context, Cancel))).Input.ShouldBe(input);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        using var taken = Greeter();
        var failed = await Should.ThrowAsync<NetworkException>(async () => await new SshForward { Connection = peer.Client, To = "127.0.0.1:9", Listen = $"127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}" }.RunAsync(context, Cancel));
        failed.Message.ShouldContain($"{((IPEndPoint)taken.LocalEndpoint).Port}");
    }

    /// <summary>Says hello to everyone, until it is stopped.</summary>
    static TcpListener Greeter()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptSocketAsync(CancellationToken.None);
                await client.SendAsync("hello"u8.ToArray());
                client.Shutdown(SocketShutdown.Send);
                while (await client.ReceiveAsync(new byte[1024]) > 0)
                {
                }
            }
        }, CancellationToken.None);
        return listener;
    }

    static async Task<string> ReadAsync(int port)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancel);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(Cancel);
    }

    static async Task<bool> AcceptsAsync(int port)
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, Cancel);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
