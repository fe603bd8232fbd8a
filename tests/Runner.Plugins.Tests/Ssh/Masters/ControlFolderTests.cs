using Runner.Plugins.Ssh.Masters;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Masters;

public class ControlFolderTests
{
    [Fact]
    public void A_folder_that_others_may_enter_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such folder");
        using var folder = new PeerFolder();
        var open = Directory.CreateDirectory(folder.At("open")).FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);
        Should.Throw<SshException>(() => ControlFolder.OpenAt([open], "web1")).Message.ShouldContain("may be entered by others");
    }

    [Fact]
    public void A_link_to_a_folder_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such folder");
        using var folder = new PeerFolder();
        File.CreateSymbolicLink(folder.At("link"), folder.Path);
        Should.Throw<SshException>(() => ControlFolder.OpenAt([folder.At("link")], "web1")).Message.ShouldContain("is no folder");
    }

    [Fact]
    public async Task A_folder_of_somebody_else_is_refused()
    {
        await using var account = await AccountPeer.CreateAsync();
        using var folder = new PeerFolder();
        var theirs = Directory.CreateDirectory(folder.At("theirs")).FullName;
        (await ProgramRun.ToEndAsync("chmod", "", "700", theirs)).ExitCode.ShouldBe(0);
        (await ProgramRun.ToEndAsync("chown", "", account.Name, theirs)).ExitCode.ShouldBe(0);
        Should.Throw<SshException>(() => ControlFolder.OpenAt([theirs], "web1")).Message.ShouldContain("belongs to another user");
    }

    [Fact]
    public void A_place_with_too_long_a_path_is_passed_over()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such folder");
        using var folder = new PeerFolder();
        ControlFolder.OpenAt([folder.At(new string('x', 60)), folder.At("s")], "web1").Path.ShouldBe(folder.At("s"));
        Should.Throw<SshException>(() => ControlFolder.OpenAt([folder.At(new string('x', 60))], "web1")).Help.ShouldNotBeNull().ShouldContain("XDG_RUNTIME_DIR");
    }
}
