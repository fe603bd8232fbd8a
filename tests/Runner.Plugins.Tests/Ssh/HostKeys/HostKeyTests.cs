using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Masters;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.HostKeys;

public class HostKeyTests
{
    [Fact]
    public async Task An_unknown_key_is_refused_with_its_fingerprint_and_the_ways_to_accept_it()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var fingerprint = await FingerprintAsync(sshd.HostKey);
        var failure = await LoginRun.FailureAsync<SshException>(sshd.Options with { KnownHosts = sshd.Folder.At("none") });
        failure.Message.ShouldContain("not a known host");
        failure.Message.ShouldContain(fingerprint);
        failure.Help.ShouldNotBeNull().ShouldContain($"host-key: {fingerprint}");
        failure.Help.ShouldContain("accept-new");
        failure.Help.ShouldContain("ssh-keyscan");
        failure.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task A_changed_key_is_refused_with_the_place_of_the_old_one()
    {
        await using var sshd = await SshdPeer.StartAsync();
        await SshdPeer.MakeKeyAsync(sshd.Folder.At("old"));
        var known = sshd.Folder.Write("known", $"# a comment\n[127.0.0.1]:{sshd.Port} {File.ReadAllText(sshd.Folder.At("old.pub"))}");
        foreach (var policy in new[] { HostKeyPolicy.Strict, HostKeyPolicy.AcceptNew })
        {
            var failure = await LoginRun.FailureAsync<SshException>(sshd.Options with { KnownHosts = known, HostKey = policy });
            failure.Message.ShouldContain("has changed");
            failure.Message.ShouldContain($"{known}, line 2");
            failure.Message.ShouldContain(await FingerprintAsync(sshd.HostKey));
            failure.Help.ShouldNotBeNull().ShouldContain("ssh-keygen -f");
            failure.Help.ShouldContain("-R");
            failure.IsTransient.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_revoked_key_is_refused()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var known = sshd.Folder.Write("known", $"@revoked * {File.ReadAllText(sshd.HostKey + ".pub")}");
        (await LoginRun.FailureAsync<SshException>(sshd.Options with { KnownHosts = known })).Message.ShouldContain("revoked");
    }

    [Fact]
    public async Task A_new_key_is_accepted_once_and_then_known()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var known = sshd.Folder.At("new_hosts");
        (await LoginRun.OutputAsync(sshd.Options with { KnownHosts = known, HostKey = HostKeyPolicy.AcceptNew })).ShouldBe("in\n");
        File.ReadAllText(known).ShouldContain("ssh-ed25519");
        (await LoginRun.OutputAsync(sshd.Options with { KnownHosts = known })).ShouldBe("in\n");
    }

    [Fact]
    public async Task The_key_of_the_fingerprint_is_accepted_without_any_known_hosts()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var right = HostKeyPolicy.OfFingerprint(await FingerprintAsync(sshd.HostKey));
        (await LoginRun.OutputAsync(sshd.Options with { KnownHosts = sshd.Folder.At("none"), HostKey = right })).ShouldBe("in\n");
        File.Exists(sshd.Folder.At("none")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_of_another_fingerprint_is_refused_even_if_it_is_known()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var wrong = await FingerprintAsync(sshd.ClientKey);
        // A configuration that would let it through by itself.
        var config = sshd.Folder.Write("config", $"Host *\n  NoHostAuthenticationForLocalhost yes\n  UserKnownHostsFile {sshd.KnownHosts}\n  StrictHostKeyChecking no\n");
        var failure = await LoginRun.FailureAsync<SshException>(sshd.Options with { HostKey = HostKeyPolicy.OfFingerprint(wrong), Config = config });
        failure.Message.ShouldContain("another host key");
        failure.Message.ShouldContain(wrong);
        failure.Message.ShouldContain(await FingerprintAsync(sshd.HostKey));
    }

    [Fact]
    public async Task Any_key_is_accepted_when_switched_off_and_every_connection_warns()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var warnings = new List<string>();
        var options = sshd.Options with { KnownHosts = sshd.Folder.At("none"), HostKey = HostKeyPolicy.Off, OnWarning = warnings.Add };
        (await LoginRun.OutputAsync(options)).ShouldBe("in\n");
        (await LoginRun.OutputAsync(options)).ShouldBe("in\n");
        warnings.Count.ShouldBe(2);
        warnings[0].ShouldContain("not verified");
        File.Exists(sshd.Folder.At("none")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_that_changed_is_taken_with_checks_off_also_for_passwords()
    {
        await using var account = await AccountPeer.CreateAsync();
        await using var sshd = await AccountPeer.StartServerAsync();
        await SshdPeer.MakeKeyAsync(sshd.Folder.At("old"));
        var known = sshd.Folder.Write("known", $"[127.0.0.1]:{sshd.Port} {File.ReadAllText(sshd.Folder.At("old.pub"))}");
        var options = sshd.Options with { KnownHosts = known, HostKey = HostKeyPolicy.Off, User = account.Name, Password = account.Password, IdentityFiles = [] };
        (await LoginRun.OutputAsync(options)).ShouldBe("in\n");
    }

    static async Task<string> FingerprintAsync(string key) =>
        (await ProgramRun.ToEndAsync("ssh-keygen", "", "-l", "-f", key + ".pub")).Output.Split(' ')[1];
}
