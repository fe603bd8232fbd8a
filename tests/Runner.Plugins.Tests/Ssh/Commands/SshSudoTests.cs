using System.Collections.Concurrent;
using System.Diagnostics;
using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Commands;

/// <summary>The real sudo, for an account that the test makes.</summary>
public class SshSudoTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_password_is_answered_when_sudo_asks_and_nothing_of_it_is_output(bool pty)
    {
        await using var account = await SudoerAsync();
        await using var peer = await ClientPeer.StartAsync(user: account.Name);
        var options = new SshRunOptions
        {
            Sudo = new() { Password = account.Password },
            Environment = new Dictionary<string, string?> { ["V"] = "it's\n\"here\"" },
            Directory = "/root",
            Stdin = new MemoryStream("from stdin\n"u8.ToArray()),
            Pty = pty,
        };
        var result = await peer.Client.RunAsync("id -un; pwd; printf '%s\\n' \"$V\"; read -r line; echo \"$line\"; echo err >&2; exit 7", options, Cancel);
        var lines = result.Stdout.ReplaceLineEndings("\n").Split('\n').ToList();
        // A terminal shows what is typed into it.
        if (pty) lines.Remove("from stdin").ShouldBeTrue(result.Stdout);
        lines.Take(5).ShouldBe(["root", "/root", "it's", "\"here\"", "from stdin"], result.Stdout + result.Stderr);
        (pty ? lines[5] : result.Stderr).ShouldBe("err");
        result.ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_at_once()
    {
        await using var account = await SudoerAsync();
        await using var peer = await ClientPeer.StartAsync(user: account.Name);
        var refused = await Should.ThrowAsync<AuthenticationException>(peer.Client.RunAsync("id", new() { Sudo = new() { Password = "wrong" } }, Cancel));
        refused.Message.ShouldContain("did not accept the password");
        refused.Help.ShouldNotBeNull();
        (await peer.Client.RunAsync("echo still here", cancel: Cancel)).Stdout.ShouldBe("still here");
    }

    [Fact]
    public async Task A_password_that_is_asked_for_and_not_given_is_an_error_with_help()
    {
        await using var account = await SudoerAsync();
        await using var peer = await ClientPeer.StartAsync(user: account.Name);
        var refused = await Should.ThrowAsync<AuthenticationException>(peer.Client.RunAsync("id", new() { Sudo = new() }, Cancel));
        refused.Message.ShouldContain("password");
        refused.Help!.ShouldContain("sudo-password");
    }

    [Fact]
    public async Task An_account_that_may_not_is_refused_with_what_sudo_says()
    {
        await using var account = await AccountPeer.CreateAsync();
        await using var peer = await ClientPeer.StartAsync(user: account.Name);
        var refused = await Should.ThrowAsync<AuthenticationException>(peer.Client.RunAsync("id", new() { Sudo = new() { Password = account.Password } }, Cancel));
        refused.Message.ShouldContain("not in the sudoers file");
    }

    [Fact]
    public async Task A_user_whom_sudo_does_not_know_is_told()
    {
        await using var account = await SudoerAsync();
        await using var peer = await ClientPeer.StartAsync(user: account.Name);
        var refused = await Should.ThrowAsync<NetworkException>(peer.Client.RunAsync("id", new() { Sudo = new() { User = "no-such-user", Password = account.Password } }, Cancel));
        refused.Message.ShouldContain("unknown user");
    }

    [Fact]
    public async Task Root_becomes_another_user_without_a_password()
    {
        PeerProcess.Require("sudo");
        await using var account = await AccountPeer.CreateAsync();
        await using var peer = await ClientPeer.StartAsync();
        (await peer.Client.RunAsync(["id", "-un"], new() { Sudo = new() { User = account.Name } }, Cancel)).Stdout.ShouldBe(account.Name);
    }

    [Fact]
    public async Task A_command_runs_as_an_account_that_nobody_can_log_in_to()
    {
        PeerProcess.Require("sudo");
        await using var account = await AccountPeer.CreateAsync();
        (await ProgramRun.ToEndAsync("usermod", "", "--shell", "/usr/sbin/nologin", account.Name)).ExitCode.ShouldBe(0);
        await using var peer = await ClientPeer.StartAsync();
        (await peer.Client.RunAsync("id -un; echo $HOME", new() { Sudo = new() { User = account.Name } }, Cancel)).Stdout.ShouldStartWith(account.Name);
    }

    [Fact]
    public async Task A_password_is_not_in_the_list_of_processes()
    {
        await using var account = await SudoerAsync();
        await using var peer = await ClientPeer.StartAsync(user: account.Name);
        var result = await peer.Client.RunAsync("ps -A -ww -o args; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n'", new() { Sudo = new() { Password = account.Password } }, Cancel);
        result.Stdout.ShouldContain("sudo");
        result.Stdout.ShouldNotContain(account.Password);
    }

    [Theory]
    [InlineData(false, "sleep MARK & (setsid sleep MARK & sleep MARK); true")]
    [InlineData(false, "trap '' TERM; sleep MARK & sleep MARK; sleep MARK")]
    [InlineData(true, "sleep MARK & sleep MARK; true")]
    public async Task A_timeout_ends_what_runs_by_sudo(bool pty, string command)
    {
        await using var account = await SudoerAsync();
        await using var peer = await ClientPeer.StartAsync(user: account.Name);
        await EndsAllAsync(peer.Client, command, new() { Pty = pty, Sudo = new() { Password = account.Password } });
    }

    [Theory]
    [InlineData("sleep MARK")]
    [InlineData("sleep MARK & (sleep MARK; true) | sleep MARK; true")]
    [InlineData("trap '' TERM; sleep MARK & sleep MARK; sleep MARK")]
    public async Task A_timeout_ends_a_plain_command_of_a_user_by_signals(string command)
    {
        await using var account = await AccountPeer.CreateAsync();
        await using var peer = await ClientPeer.StartAsync(user: account.Name);
        await EndsAllAsync(peer.Client, command, new());
    }

    static async Task EndsAllAsync(SshClient client, string command, SshRunOptions options)
    {
        var marker = LivingProcesses.NewMarker();
        var warnings = new ConcurrentQueue<string>();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = client.RunAsync(command.Replace("MARK", marker, StringComparison.Ordinal), options with { OnWarning = warnings.Enqueue }, giveUp.Token);
        await Eventually.HoldsAsync(async () => running.IsCompleted || await LivingProcesses.CountAsync(marker) > 0, Cancel);
        running.IsCompleted.ShouldBeFalse();
        var started = Stopwatch.GetTimestamp();
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(40));
        (await LivingProcesses.CountAsync(marker)).ShouldBe(0, string.Join("\n", warnings));
        warnings.ShouldBeEmpty();
    }

    /// <summary>An account that sudo lets do anything, for its password.</summary>
    static async Task<AccountPeer> SudoerAsync()
    {
        PeerProcess.Require("sudo");
        var account = await AccountPeer.CreateAsync();
        (await ProgramRun.ToEndAsync("usermod", "", "-a", "-G", "sudo", account.Name)).ExitCode.ShouldBe(0);
        return account;
    }
}
