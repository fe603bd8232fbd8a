using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests.Fleets;

/// <summary>What is shown and remembered of commands that do not come to their end, or to the end of their output.</summary>
public sealed class ExecEndTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "web[01-02] (2 hosts): timeout\n", "\n  got here\n  ! and there\n")]
    [InlineData("--no-fold", "web01 | got here\nweb01 ! and there\nweb01 ! timeout: ", "web02 | got here\n")]
    public async Task What_a_command_wrote_before_its_time_was_over_is_shown(string option, string first, string second)
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(2));

        var ended = await here.RunAsync(["exec", "web", "--timeout", "5s", .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--", "echo got here; echo and there >&2; sleep 600"]);

        ended.ExitCode.ShouldBe(3, ended.Error);
        ended.Out.ShouldContain(first);
        ended.Out.ShouldContain(second);
    }

    [Fact]
    public async Task What_a_command_wrote_before_it_was_cancelled_is_shown()
    {
        await using var fleet = await SshFleet.StartAsync(here, "one");
        using var running = here.Start("exec", "web", "--", $"echo got here; sleep 0.5; touch '{here["begun"]}'; sleep 600");
        await Eventually.HoldsAsync(() => File.Exists(here["begun"]), Cancel);

        running.Interrupt();
        var ended = await running.EndAsync();

        ended.ExitCode.ShouldBe(130, ended.Error);
        ended.Out.ShouldStartWith("one: cancelled\n  the run was cancelled\n  got here\n\n1 host: 1 cancelled, in ");
    }

    [Fact]
    public async Task What_a_command_wrote_before_its_connection_was_lost_is_shown()
    {
        await using var fleet = await SshFleet.StartAsync(here, "one");

        // The shell's parent is the server's process for this connection.
        var ended = await here.RunAsync("exec", "web", "--", "echo got here; sleep 0.5; kill -9 $PPID; sleep 600");

        ended.ExitCode.ShouldBe(3, ended.Error);
        ended.Out.ShouldStartWith("one: connection\n");
        ended.Out.ShouldContain("\n  got here\n");
    }

    [Fact]
    public async Task Run_that_is_killed_is_remembered_as_one_that_got_to_no_host()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(2));
        var command = $"touch {here["begun"]}; [ -e {here["go"]} ] || sleep 20";
        using var running = here.Start("exec", "web", "--", command);
        await Eventually.HoldsAsync(() => File.Exists(here["begun"]), Cancel);
        running.Kill();
        await running.EndAsync();
        here.Write("go", "");

        var again = await here.RunAsync("exec", "--retry-failed");

        again.ExitCode.ShouldBe(0, again.Out + again.Error);
        again.Error.ShouldBe($"again: '{command}' on web01, web02\n");
        again.Out.ShouldStartWith("web[01-02] (2 hosts): exit 0\n");
    }

    [Fact]
    public async Task Output_beyond_the_limit_is_said_to_be_left_out()
    {
        await using var fleet = await SshFleet.StartAsync(here, "one");

        (await here.RunAsync("exec", "web", "--max-output", "9", "--", "seq 1 100")).Out
            .ShouldStartWith("one: exit 0\n  1\n  2\n  3\n  4\n  (cut after the last whole line within 9 bytes: --max-output BYTES keeps more)\n");
        (await here.RunAsync("exec", "web", "--stream", "--max-output", "9", "--", "seq 1 100")).Out
            .ShouldContain("one | 4\none | More than 9 bytes were written, and the rest is not shown: max-output sets the limit.\n");
        (await here.RunAsync("exec", "web", "--max-output", "9", "--", "seq 1 4")).Out.ShouldStartWith("one: exit 0\n  1\n  2\n  3\n  4\n\n");
    }

    [Fact]
    public async Task Second_interrupt_ends_at_once_and_says_what_that_means()
    {
        await using var fleet = await SshFleet.StartAsync(here, "one");
        // What runs there is deaf to the first signal, so that ending it takes a while.
        using var running = here.Start("exec", "web", "--stream", "--", $"trap '' TERM; echo begun; while [ ! -e {here["go"]} ]; do sleep 0.1; done");
        await running.SeeAsync("one | begun");
        running.Interrupt();
        await Task.Delay(200, Cancel);
        running.Interrupt();
        var ended = await running.EndAsync();
        here.Write("go", "");

        ended.ExitCode.ShouldBe(130);
        ended.Error.ShouldContain("runner: told twice to end, so nothing was cleaned up");
        ended.Out.ShouldNotContain("1 host: ");
    }
}
