using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.OpenSsh;

public class SshArgumentsTests
{
    [Theory]
    [InlineData("-oProxyCommand=true")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("a\u0001b")]
    [InlineData("a;b")]
    [InlineData("$(id)")]
    [InlineData("ssh://web1")]
    [InlineData("me@web1")]
    public async Task A_host_that_is_none_is_refused(string host) => (await RefusalAsync(new() { Host = host })).Input.ShouldBe("host");

    [Theory]
    [InlineData("-l")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("`id`")]
    public async Task A_user_that_is_none_is_refused(string user) => (await RefusalAsync(new() { Host = "web1", User = user })).Input.ShouldBe("user");

    [Theory]
    [InlineData("-oProxyCommand=true")]
    [InlineData("web1,web2")]
    [InlineData("web1:0")]
    [InlineData("web1:ssh")]
    [InlineData("$(id)@web1")]
    public async Task A_jump_that_is_none_is_refused(string jump) => (await RefusalAsync(new() { Host = "web1", Jump = [jump] })).Input.ShouldBe("jump");

    [Theory]
    [InlineData("StrictHostKeyChecking", "no", "host-key")]
    [InlineData("userknownhostsfile", "/dev/null", "known-hosts")]
    [InlineData("ProxyCommand", "touch x", "config")]
    [InlineData("KnownHostsCommand", "/bin/true", "config")]
    [InlineData("LocalForward", "1 a:1", "ssh.forward")]
    [InlineData("IdentityFile", "key", "identity-file")]
    [InlineData("ControlPath", "/tmp/x", "Runner")]
    [InlineData("Ciphers\n", "a", "no name")]
    [InlineData("Ciphers", "a\nProxyCommand true", "one line")]
    [InlineData("-oProxyCommand", "true", "no name")]
    public async Task An_option_that_would_undo_a_check_is_refused_with_what_to_use(string name, string value, string help)
    {
        var refusal = await RefusalAsync(new() { Host = "web1", Options = new Dictionary<string, string> { [name] = value } });
        refusal.Input.ShouldBe("options");
        refusal.Message.ShouldContain(help);
    }

    [Fact]
    public async Task A_key_file_that_is_not_there_is_refused()
    {
        var refusal = await RefusalAsync(new() { Host = "web1", IdentityFiles = ["/nonexistent/key"] });
        refusal.Input.ShouldBe("identity-file");
        refusal.Message.ShouldContain("does not exist");
    }

    [Fact]
    public void Users_of_domains_and_addresses_of_six_parts_are_taken()
    {
        SshNames.User(@"CORP\me", "user").ShouldBe(@"CORP\me");
        SshNames.User("me@corp.example", "user").ShouldBe("me@corp.example");
        SshNames.Host("fe80::1%eth0", "host").ShouldBe("fe80::1%eth0");
    }

    [Theory]
    [InlineData("OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19", "OpenSSH_9.2p1", "9.2")]
    [InlineData("OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2", "OpenSSH_for_Windows_9.5p1", "9.5")]
    [InlineData("OpenSSH_10.0p2, OpenSSL", "OpenSSH_10.0p2", "10.0")]
    [InlineData("Dropbear v2022.83", "Dropbear", "0.0")]
    [InlineData("", "", "0.0")]
    public void A_version_is_read(string line, string text, string number) =>
        SshVersion.Parse(line).ShouldBe(new SshVersion(text, Version.Parse(number)));

    static async Task<ActionInputException> RefusalAsync(SshOptions options) =>
        await Should.ThrowAsync<ActionInputException>(async () =>
        {
            await using var launch = await SshLaunch.PrepareAsync(options, [], [], TestContext.Current.CancellationToken);
        });
}
