using System.Diagnostics;
using Runner.Plugins.Ssh.Commands;
using Runner.Plugins.Ssh.Facts;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Ssh.Commands;

/// <summary>What is sent to the other side runs in every shell that may be there.</summary>
public class ShellsTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string[]> PosixShells => new()
    {
        { "dash", [] },
        { "bash", ["--posix"] },
        { "busybox", ["sh"] },
    };

    [Theory]
    [MemberData(nameof(PosixShells))]
    public async Task Facts_come_from_every_posix_shell(string shell, string[] options)
    {
        var answer = await ProgramRun.ToEndAsync(shell, null, [.. options, "-c", FactsScript.Text]);
        answer.ExitCode.ShouldBe(0);
        answer.Errors.ShouldBeEmpty();
        var facts = FactsReader.Read(FactsAnswer.Parse(answer.Output), DateTimeOffset.UtcNow, TimeSpan.Zero);
        facts.Memory.ShouldNotBeNull();
        facts.Disks.ShouldContain(disk => disk.Mount == "/" && disk.Inodes > 0);
    }

    [Fact]
    public async Task Facts_come_from_the_programs_of_busybox()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links the programs of busybox");
        var busybox = PeerProcess.Require("busybox");
        using var folder = new PeerFolder();
        foreach (var program in (string[])["cat", "df", "uname", "date", "who", "ip", "getconf", "mount"]) File.CreateSymbolicLink(folder.At(program), busybox);
        var answer = await ProgramRun.ToEndAsync(busybox, null, "sh", "-c", $"PATH={folder.Path}; readonly PATH 2>/dev/null; {FactsScript.Text.Replace("PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin; export PATH", "", StringComparison.Ordinal)}");
        var facts = FactsReader.Read(FactsAnswer.Parse(answer.Output), DateTimeOffset.UtcNow, TimeSpan.Zero);
        facts.System.Family.ShouldBe("Linux");
        facts.Memory.ShouldNotBeNull();
        facts.Disks.ShouldContain(disk => disk.Mount == "/" && disk.Size > 0);
    }

    [Theory]
    [MemberData(nameof(PosixShells))]
    public async Task Processes_are_ended_by_every_posix_shell(string shell, string[] options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "starts a group of processes by setsid");
        PeerProcess.Require(shell);
        var marker = LivingProcesses.NewMarker();
        // Not a child of this process, which would leave a zombie.
        var started = await ProgramRun.ToEndAsync("sh", null, "-c", $"setsid sh -c 'trap \"\" TERM; sleep {marker} & setsid sh -c \"sleep {marker}; true\" & sleep {marker}; true' >/dev/null 2>&1 </dev/null & echo $!");
        await Eventually.HoldsAsync(async () => await LivingProcesses.CountAsync(marker) == 3, Cancel);
        var began = Stopwatch.GetTimestamp();
        var ended = await ProgramRun.ToEndAsync(shell, null, [.. options, "-c", KillScript.Of([started.Output.Trim()], TimeSpan.FromMilliseconds(500))]);
        ended.Text.ShouldBeEmpty();
        ended.ExitCode.ShouldBe(0);
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        (await LivingProcesses.CountAsync(marker)).ShouldBe(0);
    }

    /// <summary>Shells that are not POSIX's, and read quotes in their own ways.</summary>
    [Theory]
    [InlineData("fish")]
    [InlineData("tcsh")]
    public async Task Whatever_the_login_shell_is_arguments_and_environment_arrive(string shell)
    {
        var path = PeerProcess.Require(shell);
        await using var account = await AccountPeer.CreateAsync();
        (await ProgramRun.ToEndAsync("usermod", "", "--shell", path, account.Name)).ExitCode.ShouldBe(0);
        await using var peer = await ClientPeer.StartAsync(user: account.Name);
        const string awkward = "a\\b\\\\c 'q' \"d\" !x $HOME\n*";
        (await peer.Client.RunAsync(["printf", "[%s]", awkward], cancel: Cancel)).Stdout.ShouldBe($"[{awkward}]");
        (await peer.Client.RunAsync(["printf", "[%s]", "it's"], cancel: Cancel)).Stdout.ShouldBe("[it's]");
        var environment = new Dictionary<string, string?> { ["V"] = awkward };
        (await peer.Client.RunAsync("printenv V", new() { Environment = environment, Directory = "/" }, Cancel)).Stdout.ShouldBe(awkward);
        (await peer.Client.RunAsync("printenv V", new() { Environment = environment, Pty = true }, Cancel)).Stdout.ReplaceLineEndings("\n").ShouldBe(awkward);
        (await peer.Client.RunAsync(StartScript.Telling("echo told").Exec, cancel: Cancel)).Stdout.ShouldBe("told");
    }
}
