using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.Login;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Masters;
using Runner.Sdk;
using Runner.Sdk.Inventory;

namespace Runner.Plugins.Tests.Ssh.Errors;

/// <summary>What jump hosts get of what is said for the host behind them.</summary>
public class JumpRouteTests
{
    const string Where = "echo $SSH_CONNECTION";

    [Fact]
    public async Task A_jump_host_is_logged_in_to_by_what_the_step_says_alone()
    {
        await using var jump = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        var options = Options(sshd, jump) with { Jump = [$"127.0.0.1:{jump.Port}"] };
        (await LoginRun.OutputAsync(options, Where)).ShouldContain($" {sshd.Port}\n");
        jump.Log.ShouldContain("Accepted publickey");
    }

    [Fact]
    public async Task Two_jump_hosts_are_gone_through_in_order()
    {
        await using var first = await SshdPeer.StartAsync();
        await using var second = await SshdPeer.StartAsync(address: "127.0.0.2");
        await using var sshd = await SshdPeer.StartAsync();
        var options = Options(sshd, first, second) with { Jump = [$"127.0.0.1:{first.Port}", $"127.0.0.2:{second.Port}"] };
        (await LoginRun.OutputAsync(options, Where)).ShouldContain($" {sshd.Port}\n");
        first.Log.ShouldContain("Accepted publickey");
        second.Log.ShouldContain("Accepted publickey");
    }

    [Fact]
    public async Task A_path_with_spaces_quotes_and_percent_signs_reaches_the_first_of_two_jump_hosts()
    {
        await using var first = await SshdPeer.StartAsync();
        await using var second = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        var options = Options(sshd, first, second);
        var odd = sshd.Folder.Write("it's 100%h $known *", File.ReadAllText(options.KnownHosts!));
        var through = options with { KnownHosts = odd, Jump = [$"127.0.0.1:{first.Port}", $"127.0.0.1:{second.Port}"] };
        (await LoginRun.OutputAsync(through, Where)).ShouldContain($" {sshd.Port}\n");
    }

    [Fact]
    public async Task A_jump_host_of_the_inventory_has_its_own_address_port_key_and_known_hosts()
    {
        await using var jump = await SshdPeer.StartAsync(address: "127.0.0.3");
        await using var sshd = await SshdPeer.StartAsync();
        await using var context = new TestActionContext();
        context.Hosts.Add(Host("bastion", jump));
        context.Hosts.Add(Host("web1", sshd, ("jump", "bastion")));
        (await LoginRun.OutputAsync(HostLogin.Of(new SshFacts { Host = "web1" }, context).Options, Where)).ShouldContain($" {sshd.Port}\n");
        jump.Log.ShouldContain("Accepted publickey");
    }

    [Fact]
    public async Task A_jump_host_that_the_inventory_reaches_through_another_is_reached_so()
    {
        await using var outer = await SshdPeer.StartAsync();
        await using var inner = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        await using var context = new TestActionContext();
        // As a group says it, of which all three are: no host leads to itself.
        context.Hosts.Add(Host("outer", outer, ("jump", "outer")));
        context.Hosts.Add(Host("inner", inner, ("jump", "outer")));
        context.Hosts.Add(Host("web1", sshd, ("jump", "inner")));
        var options = HostLogin.Of(new SshFacts { Host = "web1" }, context).Options;
        options.Jump.ShouldBe(["outer", "inner"]);
        (await LoginRun.OutputAsync(options, Where)).ShouldContain($" {sshd.Port}\n");
        outer.Log.ShouldContain("Accepted publickey");
        inner.Log.ShouldContain("Accepted publickey");
        HostLogin.Of(new SshFacts { Host = "outer" }, context).Options.Jump.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_jump_host_whose_key_changed_is_named_whichever_it_is(int changed)
    {
        await using var first = await SshdPeer.StartAsync();
        await using var second = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        SshdPeer[] jumps = [first, second];
        var options = Options(sshd, first, second);
        var key = await File.ReadAllTextAsync(jumps[changed].HostKey + ".pub", TestContext.Current.CancellationToken);
        var other = await File.ReadAllTextAsync(sshd.HostKey + ".pub", TestContext.Current.CancellationToken);
        File.WriteAllText(options.KnownHosts!, File.ReadAllText(options.KnownHosts!).Replace(key.Trim(), other.Trim(), StringComparison.Ordinal));
        var failure = await LoginRun.FailureAsync<SshException>(options with { Jump = [$"127.0.0.1:{first.Port}", $"127.0.0.1:{second.Port}"] });
        failure.Message.ShouldContain($"jump host 127.0.0.1:{jumps[changed].Port}");
        failure.Message.ShouldContain("has changed");
    }

    [Fact]
    public async Task A_pinned_key_of_a_jump_host_of_the_inventory_is_held_against_what_it_shows()
    {
        await using var jump = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        await using var context = new TestActionContext();
        context.Hosts.Add(Host("web1", sshd, ("jump", "bastion")));
        context.Hosts.Add(Host("bastion", jump, ("host-key", await FingerprintAsync(jump))));
        (await LoginRun.OutputAsync(HostLogin.Of(new SshFacts { Host = "web1" }, context).Options, Where)).ShouldContain($" {sshd.Port}\n");
        context.Hosts[1] = Host("bastion", jump, ("host-key", await FingerprintAsync(sshd)));
        var failure = await LoginRun.FailureAsync<SshException>(HostLogin.Of(new SshFacts { Host = "web1" }, context).Options);
        failure.Message.ShouldContain("jump host bastion");
        failure.Message.ShouldContain("another host key");
    }

    [Fact]
    public async Task A_fingerprint_of_the_host_is_not_asked_of_the_jump_host()
    {
        await using var jump = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        var options = Options(sshd, jump) with { Jump = [$"127.0.0.1:{jump.Port}"], HostKey = HostKeyPolicy.OfFingerprint(await FingerprintAsync(sshd)) };
        (await LoginRun.OutputAsync(options, Where)).ShouldContain($" {sshd.Port}\n");
    }

    [Fact]
    public async Task A_passphrase_for_the_host_is_not_given_to_the_jump_host()
    {
        await using var jump = await SshdPeer.StartAsync();
        await using var sshd = await SshdPeer.StartAsync();
        var options = Options(sshd, jump);
        var key = sshd.Folder.At("locked");
        await SshdPeer.MakeKeyAsync(key, "open sesame");
        foreach (var peer in (SshdPeer[])[jump, sshd]) File.AppendAllText(peer.Folder.At("authorized_keys"), File.ReadAllText(key + ".pub"));
        var through = options with { IdentityFiles = [key], Passphrase = "open sesame", Jump = [$"127.0.0.1:{jump.Port}"] };
        var failure = await LoginRun.FailureAsync<AuthenticationException>(through);
        failure.Message.ShouldContain($"jump host 127.0.0.1:{jump.Port}");
        failure.Help!.ShouldContain("ssh-add");
    }

    /// <summary>One key and one file of known hosts for all of them, and no configuration.</summary>
    static SshOptions Options(SshdPeer sshd, params SshdPeer[] jumps)
    {
        foreach (var jump in jumps) File.WriteAllText(jump.Folder.At("authorized_keys"), File.ReadAllText(sshd.ClientKey + ".pub"));
        return sshd.Options with
        {
            KnownHosts = sshd.Folder.Write("all", string.Concat(jumps.Append(sshd).Select(peer => File.ReadAllText(peer.KnownHosts)))),
        };
    }

    static InventoryHost Host(string name, SshdPeer peer, params (string Name, string Value)[] settings) => new()
    {
        Name = name,
        Address = peer.Address,
        Port = peer.Port,
        Settings = new Dictionary<string, string>(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            ["identity-file"] = peer.ClientKey,
            ["known-hosts"] = peer.KnownHosts,
            ["config"] = "none",
            ["agent"] = "none",
        },
    };

    static async Task<string> FingerprintAsync(SshdPeer peer) =>
        (await ProgramRun.ToEndAsync("ssh-keygen", "", "-lf", peer.HostKey + ".pub")).Output.Split(' ')[1];
}
