using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests.Scans;

/// <summary><c>runner scan</c>, as people type it.</summary>
public sealed partial class ScanTests : IDisposable
{
    readonly Workplace here = new();
    readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public ScanTests()
    {
        listener.Start();
        here.Write("runner.yaml", "");
    }

    public void Dispose()
    {
        listener.Dispose();
        here.Dispose();
    }

    int Open => ((IPEndPoint)listener.LocalEndpoint).Port;

    [Fact]
    public async Task Ports_are_lines_with_tabs_in_a_pipe()
    {
        var ended = await here.RunAsync("scan", "127.0.0.1", "-p", $"{Open}", "--connect");

        ended.ExitCode.ShouldBe(0, ended.Error);
        ended.Out.Split('\t')[..4].ShouldBe(["127.0.0.1", "-", $"{Open}/tcp", "open"]);
        ended.Error.ShouldContain("asks ports by connecting");
        ended.Error.ShouldContain("1 address, 1 up, 1 open port in ");
    }

    [Fact]
    public async Task Report_is_json_and_xml()
    {
        var json = await here.RunAsync("scan", "127.0.0.1", "-p", $"{Open}", "--json");
        var xml = await here.RunAsync("scan", "127.0.0.1", "-p", $"{Open}", "--xml");
        var file = await here.RunAsync("scan", "127.0.0.1", "-p", $"{Open}", "--xml", "scan.xml");

        JsonDocument.Parse(json.Out).RootElement.GetProperty("hosts")[0].GetProperty("ports")[0].GetProperty("state").GetString().ShouldBe("open");
        xml.Out.ShouldContain($"portid=\"{Open}\"");
        (xml.ExitCode, file.ExitCode).ShouldBe((0, 0), xml.Error + file.Error);
        File.ReadAllText(here["scan.xml"]).ShouldContain("<nmaprun");
    }

    [Fact]
    public async Task Change_since_the_baseline_is_exit_code_1()
    {
        var port = Open;
        string[] scan = ["scan", "127.0.0.1", "-p", $"{port}"];
        var first = await here.RunAsync([.. scan, "--save-baseline", "net.json"]);
        var same = await here.RunAsync([.. scan, "--diff", "net.json"]);
        listener.Stop();
        var changed = await here.RunAsync([.. scan, "--diff", "net.json"]);
        var again = await here.RunAsync([.. scan, "--diff"]);

        first.ExitCode.ShouldBe(0, first.Error);
        (same.ExitCode, same.Out).ShouldBe((0, ""), same.Error);
        changed.ExitCode.ShouldBe(1, changed.Error);
        changed.Out.ShouldStartWith($"closed 127.0.0.1 {port}/tcp");
        (again.ExitCode, again.Out).ShouldBe((0, ""), again.Error);
    }

    [Theory]
    [InlineData("nothing to scan is named")]
    [InlineData("do not go together", "127.0.0.1", "--syn", "--udp")]
    [InlineData("ports", "127.0.0.1", "-p", "70000")]
    [InlineData("targets", "10.0.0.0/99")]
    [InlineData("do not go together", "127.0.0.1", "--json", "--xml")]
    [InlineData("--resume has its targets already", "127.0.0.1", "--resume", "last")]
    [InlineData("no scan was cut short", "--resume", "last")]
    [InlineData("--diff none.json: there is no such file", "127.0.0.1", "-p", "9", "--diff", "none.json")]
    [InlineData("--diff runner.yaml: it is no report of a scan", "127.0.0.1", "-p", "9", "--diff", "runner.yaml")]
    [InlineData("read as a pattern it needs an inventory", "web:!x", "-p", "9")]
    [InlineData("forbids to scan", "192.88.99.1", "-p", "9")]
    [InlineData("forbids to scan", "::ffff:192.88.99.1", "-p", "9")]
    public async Task Wrong_command_line_is_exit_code_2(string why, params string[] arguments)
    {
        var ended = await here.RunAsync(["scan", .. arguments]);

        ended.ExitCode.ShouldBe(2, ended.Out + ended.Error);
        ended.Error.ShouldContain(why);
        ended.Out.ShouldBeEmpty();
        ended.ShouldHaveNoTrace();
    }

    [Fact]
    public async Task Scan_that_is_interrupted_prints_what_it_found_and_goes_on()
    {
        string[] scan = ["scan", "127.0.0.1", "-p", $"{Open},1-60", "--rate", "3", "--open"];
        using var running = here.Start(scan);
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        running.Interrupt();
        var ended = await running.EndAsync();
        var resumed = await here.RunAsync("scan", "--resume", "last", "--rate", "100000", "--open");

        ended.ExitCode.ShouldBe(130, ended.Out + ended.Error);
        ended.Error.ShouldContain("cut short");
        ended.Error.Split("runner scan --resume ").Length.ShouldBe(2, ended.Error);
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        resumed.Out.ShouldContain($"{Open}/tcp\topen");
    }

    [Fact]
    public async Task Hosts_of_the_inventory_are_chosen_by_a_pattern()
    {
        here.Write("inventory.yaml", "hosts: { web1: { address: 127.0.0.1 }, web2: { address: 127.0.0.2 }, db1: { address: 127.0.0.3 } }\ngroups: { web: { hosts: [web1, web2] } }\n");

        var ended = await here.RunAsync("scan", "web:!web2", "-p", $"{Open}");
        var none = await here.RunAsync("scan", "nosuch*", "-p", $"{Open}");

        ended.Out.ShouldStartWith($"127.0.0.1\tweb1\t{Open}/tcp\topen", Case.Sensitive, ended.Error);
        none.ExitCode.ShouldBe(2, none.Out + none.Error);
    }

    /// <summary>What the page shows can be typed, in this order.</summary>
    [Fact]
    public async Task Lines_of_the_page_work()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/SCAN.md"), TestContext.Current.CancellationToken);
        here.Write("inventory.yaml", "hosts: { web1: { address: 127.0.0.1 }, canary1: { address: 127.0.0.2 } }\ngroups: { web: { hosts: [web1, canary1] }, canary: { hosts: [canary1] } }\n");
        foreach (Match named in NamedFile().Matches(page)) here.Write(named.Groups["name"].Value, named.Groups["body"].Value);
        here.Write("bin/runner", $"#!/bin/sh\nexec '{Repository.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(here["bin/runner"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var lines = ShellBlock().Matches(page).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        lines.Count.ShouldBeGreaterThanOrEqualTo(10);

        foreach (var line in lines)
        {
            var ended = await here.RunProgramAsync("/bin/sh", "-c", $"PATH=\"{here["bin"]}:$PATH\"; {line}");
            ended.ExitCode.ShouldBe(0, $"{line}\n{ended.Out}{ended.Error}");
            ended.Error.ShouldNotContain("error:", Case.Sensitive, line);
        }
    }

    [GeneratedRegex(@"^```yaml file=(?<name>\S+)\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
