using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.Commands;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Commands;
using Runner.Sdk;
using Runner.Sdk.Inventory;

namespace Runner.Plugins.Tests.Ssh.Actions;

public class SshRunTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_that_give_a_host_share_a_connection_for_the_job()
    {
        await using var server = await SshdPeer.StartAsync();
        await using (var context = new TestActionContext())
        {
            context.Hosts.Add(Entry(server));
            for (var i = 0; i < 3; i++) (await new SshRun { Host = "web-1", Command = "echo $SSH_CONNECTION" }.RunAsync(context, Cancel)).ExitCode.ShouldBe(0);
            (await new SshRun { Host = "web-1", Args = ["echo", "it's"] }.RunAsync(context, Cancel)).Stdout.ShouldBe("it's");
            (await new SshFacts { Host = "web-1" }.RunAsync(context, Cancel)).System.Family.ShouldBe("Linux");
            context.Opened.ShouldBeEmpty();
        }
        server.Log.Split("Accepted publickey").Length.ShouldBe(2, server.Log);
    }

    [Fact]
    public async Task A_connection_is_used_by_later_steps_and_tells_whom_it_is_to()
    {
        await using var server = await SshdPeer.StartAsync();
        await using var context = new TestActionContext();
        var connected = await new SshConnect
        {
            Host = $"[{server.Address}]:{server.Port}",
            IdentityFile = [server.ClientKey],
            KnownHosts = server.KnownHosts,
            Config = "none",
            Agent = "none",
        }.RunAsync(context, Cancel);
        connected.User.ShouldBe(Environment.UserName);
        connected.ServerVersion!.ShouldStartWith("OpenSSH_");
        connected.Target.ShouldContain($"{server.Port}");
        connected.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
        var client = (SshClient)context.Opened.Single();
        client.Description.ShouldBe(connected.Target);
        (await new SshRun { Connection = client, Command = "echo hi" }.RunAsync(context, Cancel)).Stdout.ShouldBe("hi");
    }

    [Fact]
    public async Task Input_comes_from_text_bytes_or_a_file_and_output_goes_to_a_file_whole()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        using var folder = new PeerFolder();
        var bytes = new byte[2_000_000];
        Random.Shared.NextBytes(bytes);
        await File.WriteAllBytesAsync(folder.At("in"), bytes, Cancel);
        var copied = await new SshRun { Connection = peer.Client, Command = "cat", StdinFile = folder.At("in"), StdoutFile = folder.At("out"), MaxOutput = 0 }.RunAsync(context, Cancel);
        copied.Truncated.ShouldBeTrue();
        copied.Stdout.ShouldBeEmpty();
        (await File.ReadAllBytesAsync(folder.At("out"), Cancel)).ShouldBe(bytes);
        (await new SshRun { Connection = peer.Client, Command = "cat", Stdin = "text" }.RunAsync(context, Cancel)).Stdout.ShouldBe("text");
        (await new SshRun { Connection = peer.Client, Command = "od -An -tx1", StdinBase64 = [0, 255] }.RunAsync(context, Cancel)).Stdout.Trim().ShouldBe("00 ff");
    }

    [Fact]
    public async Task A_file_that_cannot_take_the_output_is_named()
    {
        // It is a file, opens, and takes nothing but numbers: as a full disk does, it fails when it is written.
        const string file = "/proc/self/oom_score_adj";
        Assert.SkipUnless(File.Exists(file), "needs a file that fails to be written: /proc");
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        var failure = await Should.ThrowAsync<ActionInputException>(new SshRun { Connection = peer.Client, Command = "echo text", StdoutFile = file }.RunAsync(context, Cancel).AsTask());
        failure.Input.ShouldBe("stdout-file");
    }

    [Fact]
    public async Task Output_that_is_json_is_read_as_such()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        (await new SshRun { Connection = peer.Client, Command = """echo '{"a": [1, 2]}'""" }.RunAsync(context, Cancel)).Json.GetProperty("a")[1].GetInt32().ShouldBe(2);
        var text = await new SshRun { Connection = peer.Client, Command = "echo no" }.RunAsync(context, Cancel);
        Should.Throw<ProtocolException>(() => text.Json).Message.ShouldContain("no JSON");
    }

    [Fact]
    public async Task Output_of_a_command_that_is_cut_short_is_left_as_a_part_of_the_result()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var file = peer.Server.Folder.At("begun");
        var running = new SshRun { Connection = peer.Client, Command = $"echo out; echo err >&2; touch {file}; sleep 600", MaxOutput = 2 }.RunAsync(context, giveUp.Token).AsTask();
        await Eventually.HoldsAsync(() => File.Exists(file), Cancel);
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        context.PartialResult.ShouldBe(new CommandOutput("ou", "er", Truncated: true));
    }

    [Fact]
    public async Task Lines_are_logged_on_demand_up_to_the_limit()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        await new SshRun { Connection = peer.Client, Command = "echo one; sleep 0.2; echo two >&2", Log = true }.RunAsync(context, Cancel);
        context.Logged.ShouldBe([(LogLevel.Info, "one"), (LogLevel.Info, "two")]);
        context.Logged.Clear();
        await new SshRun { Connection = peer.Client, Command = "seq 1 1000", Log = true, MaxOutput = 6 }.RunAsync(context, Cancel);
        context.Logged.Select(line => line.Message).ShouldBe(["1", "2", "3", "More than 6 bytes were written, and the rest is not shown: max-output sets the limit."]);
    }

    [Fact]
    public async Task A_command_that_takes_long_shows_life_by_its_last_line()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        using var folder = new PeerFolder();
        var running = new SshRun { Connection = peer.Client, Command = $"echo working; while [ ! -e {folder.At("go")} ]; do sleep 0.05; done" }.RunAsync(context, Cancel);
        await Eventually.HoldsAsync(() => context.Logged.Contains((LogLevel.Debug, "working")), Cancel);
        folder.Write("go", "");
        (await running).ExitCode.ShouldBe(0);
    }

    public static TheoryData<string, SshRun> Wrong => new()
    {
        { "host", new() { Command = "true" } },
        { "command", new() { Host = "web1" } },
        { "args", new() { Host = "web1", Command = "true", Args = ["true"] } },
        { "command", new() { Host = "web1", Command = " " } },
        { "command", new() { Host = "web1", Command = "a\0b" } },
        { "command", new() { Host = "web1", Command = new string('x', 200_000) } },
        { "args", new() { Host = "web1", Args = [] } },
        { "args", new() { Host = "web1", Args = ["-x"] } },
        { "args", new() { Host = "web1", Args = ["echo", "a\0b"] } },
        { "stdin-base64", new() { Host = "web1", Command = "cat", Stdin = "a", StdinBase64 = [1] } },
        { "stdin-file", new() { Host = "web1", Command = "cat", StdinFile = "no-such-file" } },
        { "stdin-file", new() { Host = "web1", Command = "cat", StdinFile = "/" } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task An_input_that_cannot_work_is_named_before_anything_connects(string input, SshRun action)
    {
        await using var context = new TestActionContext();
        (await Should.ThrowAsync<ActionInputException>(async () => await action.RunAsync(context, Cancel))).Input.ShouldBe(input);
    }

    public static TheoryData<string, SshRun> WrongRuns => new()
    {
        { "sudo-password", new() { Command = "true", SudoPassword = "x" } },
        { "sudo-user", new() { Command = "true", SudoUser = "-x" } },
        { "max-output", new() { Command = "true", MaxOutput = -1 } },
        { "directory", new() { Command = "true", Directory = "" } },
        { "env", new() { Command = "true", Env = new Dictionary<string, string?> { ["A"] = "\0" } } },
        { "stdout-file", new() { Command = "true", StdoutFile = "/proc/no/such/folder" } },
        { "user", new() { Command = "true", User = "me" } },
        { "host", new() { Command = "true", Host = "web1" } },
    };

    [Theory]
    [MemberData(nameof(WrongRuns))]
    public async Task An_input_that_cannot_work_with_a_connection_is_named(string input, SshRun action)
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        (await Should.ThrowAsync<ActionInputException>(async () => await (action with { Connection = peer.Client }).RunAsync(context, Cancel))).Input.ShouldBe(input);
    }

    [Fact]
    public async Task A_server_that_runs_a_command_of_its_own_is_told_apart_where_it_matters()
    {
        await using var peer = await ClientPeer.StartAsync("ForceCommand echo forced; exit 4");
        (await peer.Client.RunAsync("echo mine", cancel: Cancel)).Stdout.ShouldBe("forced");
        var refused = await Should.ThrowAsync<SshException>(peer.Client.RunAsync("echo mine", new() { Directory = "/" }, Cancel));
        refused.Message.ShouldContain("did not start the command, exit code 4");
        refused.Help.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_a_person_would_type_is_an_ssh_command()
    {
        await using var context = new TestActionContext();
        ICommandEquivalent action = new SshRun { Host = "deploy@web1:2222", IdentityFile = ["/keys/a"], Args = ["echo", "it's"], Sudo = true };
        var command = action.ToCommand(context);
        command.Arguments.ShouldBe(["ssh", "-p", "2222", "-l", "deploy", "-i", "/keys/a", "web1", "echo 'it'\\''s'"]);
        command.Notes.ShouldBe(["without sudo"]);
    }

    static InventoryHost Entry(SshdPeer server) => new()
    {
        Name = "web-1",
        Address = server.Address,
        Port = server.Port,
        Settings = new Dictionary<string, string>
        {
            ["identity-file"] = server.ClientKey,
            ["known-hosts"] = server.KnownHosts,
            ["config"] = "none",
            ["agent"] = "none",
        },
    };
}
