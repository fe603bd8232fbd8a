using System.Net;
using System.Net.Sockets;
using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests.Fleets;

public sealed class ExecTests : IDisposable
{
    /// <summary>The address by which the client came, as each host of a fleet has one of its own.</summary>
    const string OwnAddress = "echo ${SSH_CONNECTION% *} | cut -d' ' -f3";

    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task Same_output_is_shown_once()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(5));

        var ended = await here.RunAsync("exec", "web", "--", "echo same; echo odd >&2");

        ended.ExitCode.ShouldBe(0, ended.Out + ended.Error);
        ended.Out.ShouldMatch(@"\Aweb\[01-05\] \(5 hosts\): exit 0\n  same\n  ! odd\n\n5 hosts: 5 ok, in [\d.]+m?s\n\z");
        ended.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Command_of_one_word_is_the_remote_shells_and_of_several_nobodys()
    {
        await using var fleet = await SshFleet.StartAsync(here, "one");

        (await here.RunAsync("exec", "one", "--no-fold", "--", "echo $((1 + 1)) | cat")).Out.ShouldStartWith("one | 2\n");
        (await here.RunAsync("exec", "one", "--no-fold", "--", "printf", "%s\\n", "$HOME", "a  b", "it's", "--flag", "*")).Out.ShouldStartWith("one | $HOME\none | a  b\none | it's\none | --flag\none | *\n");
        (await here.RunAsync("exec", "one", "--no-fold", "--", "echo", "${{ secrets.X }}")).Out.ShouldStartWith("one | ${{ secrets.X }}\n");
    }

    /// <summary>The fleet that nobody wants: most hosts answer, and each of the others is broken in its own way.</summary>
    [Fact]
    public async Task Hosts_that_fail_hold_up_no_other_and_are_run_again()
    {
        using var silent = new TcpListener(IPAddress.Parse("127.0.0.200"), 0);
        silent.Start();
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(26));
        await using var other = await SshdPeer.StartAsync();
        fleet.Add(new("dead", "127.0.0.201", LoopbackPort.Free()));
        fleet.Add(new("silent", "127.0.0.200", ((IPEndPoint)silent.LocalEndpoint).Port, ", connect-timeout: 3s"));
        fleet.Add(new("locked", other.Address, other.Port, $", known-hosts: {other.KnownHosts}"));
        fleet.Add(new("changed", fleet.Hosts[0].Address, fleet.Hosts[0].Port, ", known-hosts: wrong_hosts"));
        here.Write("wrong_hosts", $"[{fleet.Hosts[0].Address}]:{fleet.Hosts[0].Port} {await File.ReadAllTextAsync(other.HostKey + ".pub", TestContext.Current.CancellationToken)}");
        fleet.WriteInventory(here);

        var ended = await here.RunAsync("exec", "web", "--forks", "30", "--", $"test \"$({OwnAddress})\" != {fleet.Hosts[6].Address}");

        ended.ExitCode.ShouldBe(3, ended.Out + ended.Error + fleet.Log);
        ended.Out.ShouldContain("web[01-06,08-26] (25 hosts): exit 0\n");
        ended.Out.ShouldContain("web07: exit 1\n");
        ended.Out.ShouldContain("dead: connection\n");
        ended.Out.ShouldContain("silent: timeout\n");
        ended.Out.ShouldContain("locked: auth\n");
        ended.Out.ShouldContain("changed: ssh\n");
        ended.Out.ShouldMatch(@"\n30 hosts: 25 ok, 1 failed \(exit 1\), (1 [a-z ()]+, ){4}in [\d.]+s\n");
        ended.Out.ShouldContain("help: `runner exec --retry-failed`");
        ended.ShouldHaveNoTrace();

        var again = await here.RunAsync("exec", "--retry-failed", "--no-fold");

        again.ExitCode.ShouldBe(3, again.Out + again.Error);
        again.Out.ShouldContain("web07 ! exit 1\n");
        again.Out.ShouldMatch(@"\n5 hosts: 1 failed \(exit 1\), ");

        // What is remembered is the command, not the output, and for its owner only.
        var file = Directory.GetFiles(here["state"], "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldContain("\"web07\"");
    }

    [Fact]
    public async Task Nothing_is_done_again_when_nothing_failed()
    {
        await using var fleet = await SshFleet.StartAsync(here, "one");
        await here.RunAsync("exec", "web", "--", "true");

        var ended = await here.RunAsync("exec", "--retry-failed");

        ended.ExitCode.ShouldBe(0);
        ended.Error.ShouldBe("nothing to do: it failed nowhere the last time\n");
        ended.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Batch_that_failed_is_the_last()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(6));

        var ended = await here.RunAsync("exec", "web", "--serial", "2", "--", $"test \"$({OwnAddress})\" != {fleet.Hosts[3].Address}");

        ended.ExitCode.ShouldBe(1, ended.Out + ended.Error);
        ended.Out.ShouldContain("web[01-03] (3 hosts): exit 0\n\nweb04: exit 1\n\nnot run, because a host of the batch before failed: web[05-06]\n6 hosts: 3 ok, 1 failed (exit 1), 2 not run, in ");

        var again = await here.RunAsync("exec", "--retry-failed", "--serial", "100%");
        again.Out.ShouldContain("3 hosts: 2 ok, 1 failed (exit 1), in ", Case.Sensitive, again.Error);
    }

    [Fact]
    public async Task Lines_come_while_the_command_runs_when_they_are_streamed()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(2));
        using var running = here.Start("exec", "web", "--stream", "--", "echo begun; while [ ! -e " + here["go"] + " ]; do sleep 0.05; done; echo ended >&2; exit 4");

        await running.SeeAsync("web01 | begun");
        here.Write("go", "");
        var ended = await running.EndAsync();

        ended.ExitCode.ShouldBe(1, ended.Error);
        ended.Out.ShouldContain("web02 | begun\n");
        ended.Out.ShouldContain("web02 | ended\n");
        ended.Out.ShouldContain("web02 ! exit 4\n");
        ended.Out.ShouldContain("2 hosts: 2 failed (exit 4), in ");
    }

    [Fact]
    public async Task Scripts_input_variables_and_folders_reach_every_host()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(2));
        here.Write("hello.sh", "#!/bin/sh\necho \"$# $1 $GREETING $PWD\"\n").Write("input.txt", "line one\nline two\n");

        var script = await here.RunAsync("exec", "web", "--script", "hello.sh", "--env", "GREETING=it's $me", "--directory", "/", "--", "a  b");
        script.Out.ShouldStartWith("web[01-02] (2 hosts): exit 0\n  1 a  b it's $me /\n", Case.Sensitive, script.Error);

        var input = await here.RunAsync("exec", "web", "--stdin", "input.txt", "--", "cat");
        input.Out.ShouldStartWith("web[01-02] (2 hosts): exit 0\n  line one\n  line two\n", Case.Sensitive, input.Error);

        var own = await here.RunProgramAsync("/bin/sh", "-c", $"printf 'from here' | '{Repository.Program}' exec web --stdin - -- cat");
        own.Out.ShouldStartWith("web[01-02] (2 hosts): exit 0\n  from here\n", Case.Sensitive, own.Error);
        here.Write("state/x", "");
        Directory.GetFiles(here["state"], "*.json", SearchOption.AllDirectories).ShouldAllBe(file => !File.ReadAllText(file).Contains("it's", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_of_variables_are_asked_for_again()
    {
        await using var fleet = await SshFleet.StartAsync(here, "one");
        (await here.RunAsync("exec", "web", "--env", "TOKEN=s3cret", "--", "exit $TOKEN$(( ${#TOKEN} - 4 ))")).ExitCode.ShouldBe(1);

        var without = await here.RunAsync("exec", "--retry-failed");
        without.ExitCode.ShouldBe(2);
        without.Error.ShouldContain("error: --env TOKEN has no value\nhelp: values are not remembered: write --env TOKEN=value once more");

        (await here.RunAsync("exec", "--retry-failed", "--env", "TOKEN=0")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Time_limit_ends_the_remote_command()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(2));
        var marker = $"86{Random.Shared.Next(100_000, 999_999)}";

        var ended = await here.RunAsync("exec", "web", "--timeout", "8s", "--", "sleep", marker);

        ended.ExitCode.ShouldBe(3, ended.Error);
        ended.Out.ShouldContain("web[01-02] (2 hosts): timeout\n");
        ended.Out.ShouldContain("2 hosts: 2 timed out, in ");
        await NobodySleepsAsync(marker);
    }

    [Fact]
    public async Task Interrupt_ends_the_remote_commands_and_says_what_was_done()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(4));
        var marker = $"86{Random.Shared.Next(100_000, 999_999)}";
        using var running = here.Start("exec", "web", "--forks", "3", "--no-fold", "--", $"test \"$({OwnAddress})\" = {fleet.Hosts[0].Address} && echo quick || sleep {marker}");
        await running.SeeAsync("web01 | quick");
        running.Interrupt();
        var ended = await running.EndAsync();

        ended.ExitCode.ShouldBe(130, ended.Out + ended.Error);
        ended.Out.ShouldMatch(@"\n4 hosts: 1 ok, [23] cancelled(, 1 not run)?, in ");
        ended.ShouldHaveNoTrace();
        await NobodySleepsAsync(marker);

        // Who was cut short is run again.
        var again = await here.RunAsync("exec", "--retry-failed", "--timeout", "8s");
        again.Out.ShouldContain("3 hosts: 3 timed out");
        await NobodySleepsAsync(marker);
    }

    [Fact]
    public async Task Control_characters_of_a_host_do_not_reach_the_terminal()
    {
        await using var fleet = await SshFleet.StartAsync(here, "one");
        var ended = await here.RunAsync("exec", "web", "--", "printf 'a\\033]0;owned\\007b\\n'; printf '\\033[2J' >&2");

        ended.Out.ShouldContain(@"  a\x1b]0;owned\x07b");
        ended.Out.ShouldContain(@"  ! \x1b[2J");
        ended.Out.ShouldNotContain("\e");
    }

    [Fact]
    public async Task Events_are_those_of_every_run()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(2));

        var ended = await here.RunAsync("exec", "web", "--log", "json", "--log-file", "events.ndjson", "--", "echo hello");

        ended.ExitCode.ShouldBe(0, ended.Error);
        ended.Of("step-finished").Select(step => step.GetProperty("result").GetProperty("stdout").GetString()).ShouldBe(["hello", "hello"]);
        ended.Of("job-started").Select(job => job.GetProperty("item").GetString()).OfType<string>().Order(StringComparer.Ordinal).ShouldBe(["web01", "web02"]);
        File.ReadAllLines(here["events.ndjson"]).Length.ShouldBe(ended.Events.Count);
    }

    [Theory]
    [InlineData("--port", "70000", "--port:")]
    [InlineData("--connect-timeout", "soon", "--connect-timeout cannot be")]
    public async Task Options_are_checked_before_anything_runs(string option, string value, string error)
    {
        var ended = await here.RunAsync("exec", "127.0.0.1", option, value, "--", "true");

        ended.ExitCode.ShouldBe(2, ended.Out);
        ended.Error.ShouldStartWith("error: " + error);
        ended.Out.ShouldBeEmpty();
    }

    static async Task NobodySleepsAsync(string marker)
    {
        var deadline = DateTime.UtcNow.AddSeconds(20);
        while (Sleepers(marker).Count > 0 && DateTime.UtcNow < deadline) await Task.Delay(50, TestContext.Current.CancellationToken);
        Sleepers(marker).ShouldBeEmpty();
    }

    static List<string> Sleepers(string marker)
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "there is no /proc to look into");
        var found = new List<string>();
        foreach (var process in Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                var command = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
                if (command.StartsWith("sleep " + marker, StringComparison.Ordinal)) found.Add(command);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }

        return found;
    }
}
