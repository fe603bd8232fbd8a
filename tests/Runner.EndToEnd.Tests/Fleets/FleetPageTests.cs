using System.Text.RegularExpressions;
using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests.Fleets;

/// <summary>What the pages for hosts show can be typed, in this order, and works on real ones.</summary>
public sealed partial class FleetPageTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Theory]
    [InlineData("docs/FLEETS.md", 20)]
    [InlineData("docs/SSH.md", 4)]
    public async Task Lines_of_a_page_work(string file, int least)
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf(file), TestContext.Current.CancellationToken);
        await using var fleet = await SshFleet.StartAsync(here, "web01", "web02", "web03", "web04", "db1");
        // What the page does not say: where its hosts are. Its users are not those of this machine.
        File.Move(here["inventory.yaml"], here["login.yaml"]);
        foreach (Match named in NamedFile().Matches(page)) here.Write(named.Groups["name"].Value, UserSetting().Replace(named.Groups["body"].Value, ""));
        here.Write("runner.yaml", File.Exists(here["inventory.yaml"]) ? "inventory: [inventory.yaml, login.yaml]\n" : "inventory: login.yaml\n").Write("bin/runner", $"#!/bin/sh\nexec '{Repository.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(here["bin/runner"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var lines = ShellBlock().Matches(page).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        lines.Count.ShouldBeGreaterThanOrEqualTo(least);

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

    [GeneratedRegex(@", user: \w+")]
    private static partial Regex UserSetting();
}
