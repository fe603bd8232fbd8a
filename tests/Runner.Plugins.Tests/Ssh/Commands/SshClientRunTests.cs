using System.Security.Cryptography;
using System.Text;
using Runner.Plugins.Ssh;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Commands;

public class SshClientRunTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(128 * 1024)]
    [InlineData(400_000)]
    public async Task Arguments_that_are_too_long_are_refused_and_the_connection_stays(int length)
    {
        await using var peer = await ClientPeer.StartAsync();
        (await Should.ThrowAsync<ActionInputException>(() => peer.Client.RunAsync(["echo", new string('x', length)], cancel: Cancel))).Input.ShouldBe("args");
        (await Should.ThrowAsync<ActionInputException>(() => peer.Client.RunAsync(["echo", .. Enumerable.Repeat("x", length)], cancel: Cancel))).Input.ShouldBe("args");
        (await Should.ThrowAsync<ActionInputException>(() => peer.Client.RunAsync($"echo {new string('ž', length / 2)}", cancel: Cancel))).Input.ShouldBe("command");
        (await peer.Client.RunAsync(["printf", "%s", new string('x', 127_000)], cancel: Cancel)).Stdout.Length.ShouldBe(127_000);
        (await peer.Client.RunAsync(["printf", "%s\n", new string('x', 127_000)], new() { Directory = "/" }, Cancel)).Stdout.Length.ShouldBe(127_000);
        peer.Client.Lost.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_command_answers_with_its_exit_code_and_what_it_wrote()
    {
        await using var peer = await ClientPeer.StartAsync();
        var result = await peer.Client.RunAsync("echo out; echo err >&2; exit 3", cancel: Cancel);
        result.ExitCode.ShouldBe(3);
        result.Stdout.ShouldBe("out");
        result.Stderr.ShouldBe("err");
        result.Signal.ShouldBeNull();
        result.Truncated.ShouldBeFalse();
        result.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_command_is_read_by_the_login_shell_with_all_that_it_knows()
    {
        await using var peer = await ClientPeer.StartAsync();
        (await peer.Client.RunAsync("for i in 1 2 3; do echo $i; done | tail -1", cancel: Cancel)).Stdout.ShouldBe("3");
    }

    [Fact]
    public async Task A_command_that_a_signal_ends_tells_which()
    {
        await using var peer = await ClientPeer.StartAsync();
        var result = await peer.Client.RunAsync("kill -KILL $$", cancel: Cancel);
        result.Signal.ShouldBe("SIGKILL");
        result.ExitCode.ShouldBe(137);
    }

    public static TheoryData<string> AwkwardWords =>
    [
        "", " ", "it's", "\"double\"", "a\nb", "\n", "back\\slash", "$HOME `id` $(id)", "*", "~", "-n", "!history!", "ünï\u00a0çødé 漢字 🎉", "tab\there", "cr\rhere", "; exit 9 #", "a=b", "\u0001\u001b[31m\u007f",
    ];

    [Theory]
    [MemberData(nameof(AwkwardWords))]
    public async Task An_argument_arrives_as_it_is(string word)
    {
        await using var peer = await ClientPeer.StartAsync();
        (await peer.Client.RunAsync(["printf", "[%s]", word], cancel: Cancel)).Stdout.ShouldBe($"[{word}]");
    }

    [Fact]
    public async Task Environment_values_arrive_as_they_are_and_no_list_of_processes_shows_them()
    {
        await using var peer = await ClientPeer.StartAsync();
        var words = AwkwardWords.Select((row, i) => ($"V{i}", Value: row.Data)).ToList();
        var secret = $"hidden-{Guid.NewGuid():N}";
        var options = new SshRunOptions { Environment = words.ToDictionary(word => word.Item1, word => (string?)word.Value).Append(new("SECRET", secret)).ToDictionary() };
        var printed = string.Join(" ", words.Select(word => $"\"${word.Item1}\""));
        var result = await peer.Client.RunAsync($"printf '[%s]' {printed} \"$SECRET\"; ps -A -ww -o args", options, Cancel);
        result.Stdout.ShouldStartWith(string.Concat(words.Select(word => $"[{word.Value}]")) + $"[{secret}]");
        result.Stdout.Split(secret).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_variable_that_is_null_is_taken_away()
    {
        await using var peer = await ClientPeer.StartAsync();
        var result = await peer.Client.RunAsync("echo \"${USER-none}\"", new() { Environment = new Dictionary<string, string?> { ["USER"] = null } }, Cancel);
        result.Stdout.ShouldBe("none");
    }

    [Theory]
    [InlineData("1A")]
    [InlineData("A B")]
    [InlineData("A;id")]
    [InlineData("")]
    public async Task A_name_of_a_variable_that_cannot_be_is_refused(string name)
    {
        await using var peer = await ClientPeer.StartAsync();
        var refusal = await Should.ThrowAsync<ActionInputException>(peer.Client.RunAsync("true", new() { Environment = new Dictionary<string, string?> { [name] = "1" } }, Cancel));
        refusal.Input.ShouldBe("env");
    }

    [Fact]
    public async Task The_command_gets_what_follows_its_environment_on_standard_input_and_nothing_else()
    {
        await using var peer = await ClientPeer.StartAsync();
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        var options = new SshRunOptions { Environment = new Dictionary<string, string?> { ["A"] = new string('x', 5000) }, Stdin = new MemoryStream(bytes) };
        var result = await peer.Client.RunAsync("sha256sum", options, Cancel);
        result.Stdout.ShouldStartWith(Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public async Task Binary_input_and_output_are_not_touched()
    {
        await using var peer = await ClientPeer.StartAsync();
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        using var copy = new MemoryStream();
        var result = await peer.Client.RunAsync("cat", new() { Stdin = new MemoryStream(bytes), CopyStdoutTo = copy, MaxOutput = 10 }, Cancel);
        result.Truncated.ShouldBeTrue();
        copy.ToArray().ShouldBe(bytes);
    }

    [Fact]
    public async Task A_command_without_input_reads_the_end_of_the_file()
    {
        await using var peer = await ClientPeer.StartAsync();
        (await peer.Client.RunAsync("cat; echo done", cancel: Cancel)).Stdout.ShouldBe("done");
    }

    [Fact]
    public async Task A_command_need_not_read_its_input()
    {
        await using var peer = await ClientPeer.StartAsync();
        (await peer.Client.RunAsync("echo done", new() { Stdin = new MemoryStream(new byte[10_000_000]) }, Cancel)).Stdout.ShouldBe("done");
    }

    [Theory]
    [InlineData("/tmp", "/tmp")]
    [InlineData("/", "/")]
    public async Task A_directory_is_where_the_command_starts(string directory, string expected)
    {
        await using var peer = await ClientPeer.StartAsync();
        (await peer.Client.RunAsync("pwd", new() { Directory = directory }, Cancel)).Stdout.ShouldBe(expected);
    }

    [Fact]
    public async Task A_directory_may_have_any_name_and_be_relative_to_the_home()
    {
        await using var peer = await ClientPeer.StartAsync();
        var folder = peer.Server.Folder.At("it's a\n\"folder\"");
        Directory.CreateDirectory(folder);
        (await peer.Client.RunAsync("pwd", new() { Directory = folder }, Cancel)).Stdout.ShouldBe(folder);
        (await peer.Client.RunAsync("pwd; echo $HOME", new() { Directory = "~" }, Cancel)).Stdout.Split('\n').Distinct().Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("/no/such/folder", "does not exist")]
    [InlineData("/etc/passwd", "is no directory")]
    public async Task A_directory_that_is_not_there_is_told_apart_from_a_command_that_fails(string directory, string expected)
    {
        await using var peer = await ClientPeer.StartAsync();
        (await Should.ThrowAsync<SshException>(peer.Client.RunAsync("pwd", new() { Directory = directory }, Cancel))).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task A_terminal_joins_both_streams_and_takes_environment_and_directory_too()
    {
        await using var peer = await ClientPeer.StartAsync();
        var value = string.Concat(Enumerable.Repeat("long\n\u0003\u0004' ", 2000));
        var options = new SshRunOptions { Pty = true, Directory = "/tmp", Environment = new Dictionary<string, string?> { ["V"] = value } };
        var result = await peer.Client.RunAsync("test -t 0 && echo tty; pwd; echo err >&2; printf %s \"$V\" | sha256sum; stty -a | grep -o ' echo '; exit 4", options, Cancel);
        result.ExitCode.ShouldBe(4);
        result.Stdout.ReplaceLineEndings("\n").ShouldBe($"tty\n/tmp\nerr\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))}  -\n echo ");
        result.Stderr.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_with_a_terminal_reads_its_input_to_the_end()
    {
        await using var peer = await ClientPeer.StartAsync();
        var result = await peer.Client.RunAsync("stty -echo; cat | wc -c", new() { Pty = true, Stdin = new MemoryStream("one\ntwo"u8.ToArray()) }, Cancel);
        result.Stdout.Trim().Split('\n')[^1].ShouldEndWith("7");
    }

    [Fact]
    public async Task Output_beyond_the_limit_is_read_and_dropped()
    {
        await using var peer = await ClientPeer.StartAsync();
        var before = GC.GetTotalAllocatedBytes();
        var result = await peer.Client.RunAsync("head -c 100000000 /dev/zero | tr '\\0' x; echo end >&2", new() { MaxOutput = 1000 }, Cancel);
        result.Stdout.Length.ShouldBe(1000);
        result.Truncated.ShouldBeTrue();
        result.Stderr.ShouldBe("end");
        result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Lines_are_told_as_they_come()
    {
        await using var peer = await ClientPeer.StartAsync();
        var first = new TaskCompletionSource<SshOutputLine>();
        var lines = new List<SshOutputLine>();
        var go = peer.Server.Folder.At("go");
        var running = peer.Client.RunAsync($"echo one; while [ ! -e {go} ]; do sleep 0.05; done; echo two >&2; printf three", new()
        {
            OnLine = line =>
            {
                lines.Add(line);
                first.TrySetResult(line);
            },
        }, Cancel);
        (await first.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldBe(new(false, "one"));
        running.IsCompleted.ShouldBeFalse();
        File.WriteAllText(go, "");
        await running;
        lines.ShouldBe([new(false, "one"), new(true, "two"), new(false, "three")], ignoreOrder: true);
    }

    [Fact]
    public async Task A_started_command_is_talked_to_while_it_runs()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var command = await peer.Client.StartAsync(["sh", "-c", "while read -r x; do echo \"got $x\"; done; exit 5"], new() { Directory = "/" }, Cancel);
        using var reader = new StreamReader(command.Stdout);
        foreach (var word in (string[])["one", "two"])
        {
            await command.Stdin.WriteAsync(Encoding.UTF8.GetBytes(word + "\n"), Cancel);
            await command.Stdin.FlushAsync(Cancel);
            (await reader.ReadLineAsync(Cancel)).ShouldBe($"got {word}");
        }
        await command.Stdin.DisposeAsync();
        (await command.End.WaitAsync(Cancel)).ShouldBe(new(5, null));
    }

    [Fact]
    public async Task A_lost_connection_says_that_the_command_may_go_on()
    {
        await using var peer = await ClientPeer.StartAsync();
        var started = new TaskCompletionSource();
        var number = 0;
        // The parent of the login shell is the process of sshd that serves the connection.
        var running = peer.Client.RunAsync("echo $PPID; sleep 30", new()
        {
            OnLine = line =>
            {
                number = int.Parse(line.Text, System.Globalization.CultureInfo.InvariantCulture);
                started.TrySetResult();
            },
        }, Cancel);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        using (var session = System.Diagnostics.Process.GetProcessById(number)) session.Kill();
        var lost = await Should.ThrowAsync<ConnectionFailedException>(running);
        lost.Message.ShouldContain("may have ended or go on");
        lost.IsTransient.ShouldBeTrue();
    }
}
