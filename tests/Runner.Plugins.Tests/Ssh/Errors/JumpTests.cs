using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Masters;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Errors;

public class JumpTests
{
    [Fact]
    public async Task A_connection_goes_through_another_server()
    {
        await using var jump = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        (await LoginRun.OutputAsync(Through(jump, sshd), "echo $SSH_CONNECTION")).ShouldContain($" {sshd.Port}\n");
        jump.Log.ShouldContain("Accepted publickey");
    }

    [Fact]
    public async Task A_jump_host_that_refuses_the_connection_is_named()
    {
        await using var jump = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        var options = Through(jump, sshd, port: PeerProcess.FreePort());
        var failure = await LoginRun.FailureAsync<ConnectionFailedException>(options);
        failure.Message.ShouldContain("jump host bastion");
        failure.Message.ShouldContain("refused the connection");
    }

    [Fact]
    public async Task A_jump_host_that_lets_nobody_in_is_named()
    {
        await using var jump = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        var failure = await LoginRun.FailureAsync<AuthenticationException>(Through(jump, sshd, key: sshd.ClientKey));
        failure.Message.ShouldContain("jump host bastion");
        failure.Message.ShouldContain("let nobody in");
    }

    [Fact]
    public async Task A_jump_host_that_is_not_known_is_named_with_its_key()
    {
        await using var jump = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        var failure = await LoginRun.FailureAsync<SshException>(Through(jump, sshd, knownHosts: sshd.KnownHosts));
        failure.Message.ShouldContain("jump host bastion");
        failure.Message.ShouldContain("SHA256:");
    }

    [Fact]
    public async Task A_host_that_the_jump_host_does_not_reach_is_named()
    {
        await using var jump = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        var failure = await LoginRun.FailureAsync<ConnectionFailedException>(Through(jump, sshd) with { Port = PeerProcess.FreePort() });
        failure.Message.ShouldContain("bastion was reached, and cannot connect further");
        failure.Message.ShouldContain("refused");
    }

    [Fact]
    public async Task A_password_for_the_host_is_not_given_to_the_jump_host()
    {
        await using var account = await AccountPeer.CreateAsync();
        await using var jump = await AccountPeer.StartServerAsync("AuthenticationMethods password");
        await using var sshd = await AccountPeer.StartServerAsync("AuthenticationMethods password");
        var options = Through(jump, sshd, user: account.Name) with { User = account.Name, Password = account.Password, IdentityFiles = [] };
        // It would be right there too: that it is refused shows that it is not given.
        var failure = await LoginRun.FailureAsync<AuthenticationException>(options);
        failure.Message.ShouldContain("jump host bastion");
        failure.Message.ShouldContain("passwords are never given to a jump host");
        jump.Log.ShouldNotContain("Accepted password");
    }

    [Fact]
    public async Task A_failure_of_the_host_behind_is_not_the_jump_hosts()
    {
        await using var jump = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        var failure = await LoginRun.FailureAsync<AuthenticationException>(Through(jump, sshd) with { IdentityFiles = [jump.HostKey] });
        failure.Message.ShouldNotContain("jump host");
        failure.Target.ShouldContain($"127.0.0.1:{sshd.Port}");
    }

    [Fact]
    public async Task A_program_that_makes_no_connection_is_named()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var config = sshd.Folder.Write("config", "Host *\n  ProxyCommand echo no way from here >&2; exit 1\n");
        var failure = await LoginRun.FailureAsync<ConnectionFailedException>(sshd.Options with { Config = config });
        failure.Message.ShouldContain("ProxyCommand");
        // Its own words mostly do not come: the client ends it as soon as it sees that there is no connection.
        failure.Help!.ShouldContain("It ran: echo no way from here");
    }

    [Fact]
    public async Task A_program_that_makes_the_connection_may_talk_as_long_as_it_lasts()
    {
        PeerProcess.Require("socat");
        await using var sshd = await SshdPeer.StartAsync();
        var config = sshd.Folder.Write("config", "Host *\n  ProxyCommand sh -c 'while sleep 0.01; do echo talking talking >&2; done & socat - TCP:%h:%p; kill $!'\n");
        (await LoginRun.OutputAsync(sshd.Options with { Config = config }, "sleep 1; echo in")).ShouldBe("in\n");
    }

    static SshOptions Through(SshdPeer jump, SshdPeer sshd, int? port = null, string? key = null, string? knownHosts = null, string? user = null) => sshd.Options with
    {
        Jump = ["bastion"],
        KnownHosts = knownHosts ?? sshd.Folder.Write("both", File.ReadAllText(sshd.KnownHosts) + File.ReadAllText(jump.KnownHosts)),
        Config = sshd.Folder.Write("through", $"""
            Host bastion
              HostName 127.0.0.1
              Port {port ?? jump.Port}
              {(user is null ? "" : $"User {user}")}
              IdentityFile {(user is null ? key ?? jump.ClientKey : "none")}
              IdentitiesOnly yes
              IdentityAgent none
            """),
    };
}
