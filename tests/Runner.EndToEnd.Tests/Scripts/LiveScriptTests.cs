using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests.Scripts;

/// <summary>The example scripts that hold conversations: a feed, a chat, a search for devices.</summary>
public sealed class LiveScriptTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task Price_feed_writes_as_many_prices_as_are_wanted()
    {
        var port = PeerProcess.FreePort();
        await using var feed = await PeerScript.PythonWebSocketsAsync(port);

        var ran = await here.RunExampleAsync("price-feed", $"url=ws://127.0.0.1:{port}/prices", "symbols=EURUSD,GBPUSD", "count=501", $"to={here["prices.csv"]}");

        ran.ExitCode.ShouldBe(0, ran.Out + ran.Error);
        ran.Out.ShouldContain($"501 prices are in {here["prices.csv"]}");
        var lines = await File.ReadAllLinesAsync(here["prices.csv"], Cancel);
        lines[0].ShouldBe("time,symbol,price");
        lines.Length.ShouldBe(502);
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToList();
        rows.Select(row => row[1]).Distinct().ShouldBe(["EURUSD", "GBPUSD"]);
        rows.Select(row => decimal.Parse(row[2], CultureInfo.InvariantCulture)).ShouldBe(Enumerable.Range(1, 501).Select(sent => 1 + sent / 10000m));
        rows.ShouldAllBe(row => DateTimeOffset.Parse(row[0], CultureInfo.InvariantCulture) > DateTimeOffset.UtcNow.AddMinutes(-5));
    }

    [Theory]
    [InlineData("/echo", "it took longer than 1s", 3)] // it never says anything by itself
    [InlineData("/close/1013/later", "try again later", 3)]
    public async Task Price_feed_says_why_there_are_no_more_prices(string path, string why, int exitCode)
    {
        var port = PeerProcess.FreePort();
        await using var feed = await PeerScript.PythonWebSocketsAsync(port);

        var ran = await here.RunExampleAsync("price-feed", $"url=ws://127.0.0.1:{port}{path}", "within=1s", $"to={here["prices.csv"]}");

        ran.ExitCode.ShouldBe(exitCode, ran.Out + ran.Error);
        ran.Out.ShouldContain(why);
        ran.ShouldHaveNoTrace();
    }

    [Fact]
    public async Task Chat_server_hands_every_line_to_all_others()
    {
        var port = PeerProcess.FreePort();
        using var server = here.StartExample("chat-server", $"port={port}", "until-empty=true");
        await server.SeeAsync($"Listening on 127.0.0.1:{port}");
        using var ada = new Guest(port);
        using var bob = new Guest(port);

        await ada.SayAsync("Ada");
        await server.SeeAsync("Ada is here");
        await bob.SayAsync("Bob");
        (await ada.HearAsync()).ShouldBe("Bob is here");
        await bob.SayAsync("hello, Ada");
        (await ada.HearAsync()).ShouldBe("Bob: hello, Ada");
        await ada.SayAsync("hello yourself");
        (await bob.HearAsync()).ShouldBe("Ada: hello yourself");
        bob.Dispose();
        (await ada.HearAsync()).ShouldBe("Bob has left");
        ada.Dispose();
        var ended = await server.EndAsync();

        ended.ExitCode.ShouldBe(0, ended.Out + ended.Error);
        ended.Out.ShouldContain("The last has left");
        ended.ShouldHaveNoTrace();
    }

    [Fact]
    public async Task Chat_server_ends_with_an_interrupt_while_guests_are_there()
    {
        var port = PeerProcess.FreePort();
        using var server = here.StartExample("chat-server", $"port={port}");
        await server.SeeAsync($"Listening on 127.0.0.1:{port}");
        using var ada = new Guest(port);
        await ada.SayAsync("Ada");
        await server.SeeAsync("Ada is here");

        server.Interrupt();
        var ended = await server.EndAsync();

        ended.ExitCode.ShouldBe(130, ended.Out + ended.Error);
        ended.ShouldHaveNoTrace();
    }

    [Fact]
    public async Task Find_devices_lists_who_answers()
    {
        await using var device = await DeviceAsync("printer", "bind=127.0.0.1,");

        var found = await here.RunExampleAsync("find-devices", $"to=127.0.0.1:{device.Port}", "kind=upnp:rootdevice", "wait=2s");

        found.ExitCode.ShouldBe(0, found.Out + found.Error);
        found.Out.ShouldMatch(@"from +kind +server +location");
        found.Out.ShouldMatch($@"127\.0\.0\.1:{device.Port} +upnp:rootdevice +Linux/6 UPnP/1\.1 printer/2 +http://127\.0\.0\.1/printer\.xml");
    }

    [Fact]
    public async Task Find_devices_refuses_an_address_without_a_port()
    {
        var wrong = await here.RunExampleAsync("find-devices", "to=239.255.255.250");

        wrong.ExitCode.ShouldNotBe(0);
        wrong.Out.ShouldContain("`to` is 239.255.255.250: give an address and a port");
        wrong.ShouldHaveNoTrace();
    }

    /// <summary>socat with a shell script that answers a search, once it does.</summary>
    async Task<Device> DeviceAsync(string name, string options)
    {
        var port = PeerProcess.FreePort();
        here.Write($"bin/{name}", $"""
            #!/bin/sh
            read -r line
            case $line in "M-SEARCH * HTTP/1.1"*) ;; *) exit 1 ;; esac
            printf 'HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nSERVER: Linux/6 UPnP/1.1 {name}/2\r\nLOCATION: http://127.0.0.1/{name}.xml\r\n\r\n'
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(here[$"bin/{name}"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var process = await PeerProcess.StartAsync("socat", [$"UDP4-RECVFROM:{port},{options}fork", $"EXEC:{here[$"bin/{name}"]}"], 0);
        using var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await Eventually.HoldsAsync(() =>
        {
            probe.Send("M-SEARCH * HTTP/1.1\r\n"u8, new IPEndPoint(IPAddress.Loopback, port));
            return probe.Client.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectRead);
        }, Cancel);
        return new(process, port);
    }

    sealed record Device(PeerProcess Process, int Port) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }

    /// <summary>A guest of the chat, with a socket of .NET's own.</summary>
    sealed class Guest : IDisposable
    {
        readonly TcpClient client;
        readonly StreamReader reader;

        public Guest(int port)
        {
            client = new TcpClient("127.0.0.1", port);
            reader = new StreamReader(client.GetStream());
        }

        public Task SayAsync(string line) => client.GetStream().WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n"), Cancel).AsTask();

        public async Task<string?> HearAsync() => await reader.ReadLineAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        public void Dispose() => client.Dispose();
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
