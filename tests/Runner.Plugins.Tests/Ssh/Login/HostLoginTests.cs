using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.Login;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Login;

public class HostLoginTests
{
    [Theory]
    [InlineData("web1", null, "web1", null)]
    [InlineData("deploy@web1", "deploy", "web1", null)]
    [InlineData("deploy@web1:2222", "deploy", "web1", 2222)]
    [InlineData("web1:22", null, "web1", 22)]
    [InlineData("::1", null, "::1", null)]
    [InlineData("[::1]:2222", null, "::1", 2222)]
    [InlineData("me@[::1]", "me", "::1", null)]
    [InlineData("me@corp@web1", "me@corp", "web1", null)]
    public void A_host_is_read_as_people_write_it(string text, string? user, string host, int? port) =>
        HostText.Parse(text, "host").ShouldBe(new(user, host, port));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("@web1")]
    [InlineData("web1:")]
    [InlineData("web1:0")]
    [InlineData("web1:65536")]
    [InlineData("web1:ssh")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("-oProxyCommand=id")]
    [InlineData("-x@web1")]
    [InlineData("web1 -x")]
    [InlineData("web1;id")]
    [InlineData("ssh://web1")]
    [InlineData("web1\n")]
    public void A_text_that_is_no_host_is_refused(string text) =>
        Should.Throw<ActionInputException>(() => HostText.Parse(text, "host")).Input.ShouldBe("host");

    [Fact]
    public async Task The_inventory_fills_in_what_a_step_does_not_say()
    {
        await using var context = new TestActionContext();
        context.Hosts.Add(new()
        {
            Name = "db-1",
            Address = "10.0.0.9",
            Port = 2222,
            User = "deploy",
            Settings = new Dictionary<string, string>
            {
                ["identity-file"] = "/keys/a,b\n~bob/keys/b",
                ["host-key"] = "accept-new",
                ["jump"] = "bastion, admin@inner:2200",
                ["connect-timeout"] = "1m5s",
                ["keep-alive"] = "1500ms",
                ["password"] = "p,w",
                ["sudo-password"] = "sw",
                ["options"] = """{"Compression": "yes"}""",
                ["config"] = "none",
                ["agent"] = "none",
            },
        });
        var login = HostLogin.Of(new SshFacts { Host = "db-1" }, context);
        login.SudoPassword.ShouldBe("sw");
        var options = login.Options;
        options.Host.ShouldBe("10.0.0.9");
        options.Port.ShouldBe(2222);
        options.User.ShouldBe("deploy");
        options.IdentityFiles.ShouldBe(["/keys/a,b", "~bob/keys/b"]);
        options.HostKey.ShouldBe(HostKeyPolicy.AcceptNew);
        options.Jump.ShouldBe(["bastion", "admin@inner:2200"]);
        options.ConnectTimeout.ShouldBe(TimeSpan.FromSeconds(65));
        options.KeepAlive.ShouldBe(TimeSpan.FromSeconds(1.5));
        options.Password.ShouldBe("p,w");
        options.Options["Compression"].ShouldBe("yes");
        options.Config.ShouldBe("none");
        options.Agent.ShouldBe("none");

        var overridden = HostLogin.Of(new SshFacts { Host = "admin@db-1:22", IdentityFile = ["key"], HostKey = "strict", Jump = [] }, context).Options;
        overridden.Host.ShouldBe("10.0.0.9");
        overridden.User.ShouldBe("admin");
        overridden.Port.ShouldBe(22);
        overridden.IdentityFiles.ShouldBe([Path.Combine(context.BaseDirectory, "key")]);
        overridden.HostKey.ShouldBe(HostKeyPolicy.Strict);
        overridden.Jump.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("5 parsecs")]
    [InlineData("-1s")]
    public async Task A_setting_that_cannot_work_is_named(string timeout)
    {
        await using var context = new TestActionContext();
        context.Hosts.Add(new() { Name = "web1", Settings = new Dictionary<string, string> { ["connect-timeout"] = timeout } });
        Should.Throw<ActionInputException>(() => HostLogin.Of(new SshFacts { Host = "web1" }, context)).Message.ShouldContain("`connect-timeout` of web1");
    }

    [Fact]
    public async Task A_host_of_the_inventory_without_an_address_is_reached_by_its_name()
    {
        await using var context = new TestActionContext();
        context.Hosts.Add(new() { Name = "web1", Address = "::1" });
        context.Hosts.Add(new() { Name = "web2" });
        HostLogin.Of(new SshFacts { Host = "web1" }, context).Options.Host.ShouldBe("::1");
        HostLogin.Of(new SshFacts { Host = "web2" }, context).Options.Host.ShouldBe("web2");
        HostLogin.Of(new SshFacts { Host = "web3" }, context).Options.Host.ShouldBe("web3");
    }

    public static TheoryData<string, SshFacts> Wrong => new()
    {
        { "host", new() },
        { "host", new() { Host = "-x" } },
        { "user", new() { Host = "me@web1", User = "you" } },
        { "user", new() { Host = "web1", User = "-x" } },
        { "port", new() { Host = "web1:22", Port = 23 } },
        { "host-key", new() { Host = "web1", HostKey = "no" } },
        { "jump", new() { Host = "web1", Jump = ["-x"] } },
        { "identity-file", new() { Host = "web1", IdentityFile = [""] } },
        { "connect-timeout", new() { Host = "web1", ConnectTimeout = TimeSpan.Zero } },
        { "keep-alive", new() { Host = "web1", KeepAlive = TimeSpan.FromSeconds(-1) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task An_input_that_cannot_work_is_named(string input, SshFacts action)
    {
        await using var context = new TestActionContext();
        (await Should.ThrowAsync<ActionInputException>(async () => await action.RunAsync(context, TestContext.Current.CancellationToken))).Input.ShouldBe(input);
    }
}
