using System.Text;
using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Commands;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Scripts;

public class SshScriptTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Scripts => new()
    {
        { "sh", "for a in \"$@\"; do printf '[%s]' \"$a\"; done; exit 3" },
        { "bash", "#!/bin/bash\nargs=(\"$@\"); printf '[%s]' \"${args[@]}\"; exit 3" },
        { "python3", "#!/usr/bin/env python3\nimport sys\nprint(''.join('[%s]' % a for a in sys.argv[1:]), end='')\nsys.exit(3)\n" },
        { "perl", "#!/usr/bin/perl -w\nprint map { \"[$_]\" } @ARGV; exit 3;" },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_runs_by_its_interpreter_with_arguments_as_they_are(string program, string script)
    {
        PeerProcess.Require(program);
        await using var peer = await ClientPeer.StartAsync();
        string[] args = ["-n", "it's a \"word\"\n$HOME", ""];
        var result = await RunAsync(new() { Connection = peer.Client, Script = script, Args = args });
        result.Stdout.ShouldBe(string.Concat(args.Select(arg => $"[{arg}]")), result.Stderr);
        result.ExitCode.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_that_is_given_an_input_lies_in_a_file_that_is_removed(string program, string script)
    {
        PeerProcess.Require(program);
        await using var peer = await ClientPeer.StartAsync();
        Directory.CreateDirectory(peer.Server.Folder.At("tmp"));
        var result = await RunAsync(new()
        {
            Connection = peer.Client,
            Script = script,
            Args = ["a b"],
            Stdin = "input",
        });
        result.Stdout.ShouldBe("[a b]", result.Stderr);
        result.ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task A_temporary_file_is_for_its_user_only_and_gone_afterwards()
    {
        await using var peer = await ClientPeer.StartAsync();
        var result = await RunAsync(new() { Connection = peer.Client, Script = "#!/bin/sh\nstat -c %a \"$0\"; echo \"$0\"; cat", Stdin = "in" });
        var lines = result.Stdout.Split('\n');
        lines[0].ShouldBe("700");
        lines[2].ShouldBe("in");
        lines[1].ShouldContain("runner-script.");
        File.Exists(lines[1]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_temporary_file_is_gone_after_a_script_that_was_given_up()
    {
        await using var peer = await ClientPeer.StartAsync();
        var mark = peer.Server.Folder.At("path");
        using var giveUp = new CancellationTokenSource();
        var running = RunAsync(new() { Connection = peer.Client, Script = $"echo \"$0\" > '{mark}.new'; mv '{mark}.new' '{mark}'; sleep 60; true", Stdin = "in" }, giveUp.Token);
        await Eventually.HoldsAsync(() => File.Exists(mark), Cancel);
        File.Exists((await File.ReadAllTextAsync(mark, Cancel)).Trim()).ShouldBeTrue();
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        File.Exists((await File.ReadAllTextAsync(mark, Cancel)).Trim()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_script_is_not_in_the_list_of_processes()
    {
        await using var peer = await ClientPeer.StartAsync();
        var result = await RunAsync(new() { Connection = peer.Client, Script = "# hidden-in-script\nps -A -ww -o args" });
        result.Stdout.ShouldNotContain("hidden-in-script");
        result.Stdout.ShouldContain("sshd");
    }

    [Fact]
    public async Task A_script_of_any_size_runs()
    {
        await using var peer = await ClientPeer.StartAsync();
        var script = new StringBuilder();
        for (var i = 0; i < 20_000; i++) script.Append("x=$((x + 1)) # a line that takes place\n");
        script.Append("echo $x");
        (await RunAsync(new() { Connection = peer.Client, Script = script.ToString() })).Stdout.ShouldBe("20000");
    }

    [Fact]
    public async Task A_script_of_a_file_gets_environment_and_directory()
    {
        await using var peer = await ClientPeer.StartAsync();
        var file = peer.Server.Folder.Write("script", "#!/bin/bash\npwd; echo \"$GREETING\"");
        var result = await RunAsync(new() { Connection = peer.Client, File = file, Directory = "/tmp", Env = new Dictionary<string, string?> { ["GREETING"] = "it's\nme" } });
        result.Stdout.ShouldBe("/tmp\nit's\nme");
    }

    [Fact]
    public async Task An_interpreter_that_is_not_there_is_an_exit_code()
    {
        await using var peer = await ClientPeer.StartAsync();
        (await RunAsync(new() { Connection = peer.Client, Script = "hello", Interpreter = ["no-such-program"] })).ExitCode.ShouldBe(127);
    }

    [Theory]
    [InlineData(null, null, "file")]
    [InlineData("x", "y", "script")]
    [InlineData("no-such-file", null, "file")]
    [InlineData(null, " ", "script")]
    public async Task Inputs_that_cannot_work_are_named(string? file, string? script, string input)
    {
        await using var peer = await ClientPeer.StartAsync();
        (await Should.ThrowAsync<ActionInputException>(RunAsync(new() { Connection = peer.Client, File = file, Script = script }))).Input.ShouldBe(input);
    }

    static async Task<SshCommandResult> RunAsync(SshScript action, CancellationToken? cancel = null)
    {
        await using var context = new TestActionContext();
        var result = await action.RunAsync(context, cancel ?? Cancel);
        context.Logged.ShouldNotContain(line => line.Level == LogLevel.Warning);
        return result;
    }
}
