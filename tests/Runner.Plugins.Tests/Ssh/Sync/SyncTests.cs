using System.Runtime.Versioning;
using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Sftp;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Sync;

[UnsupportedOSPlatform("windows")]
public sealed class SyncTests : IDisposable
{
    readonly PeerFolder one = new(), other = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        one.Dispose();
        other.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_becomes_like_another_and_a_second_time_nothing_changes(bool upload)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        Fill();
        var first = await CopyAsync(peer, upload, new());
        first.Files.ShouldBe(4);
        first.Changed.ShouldBeTrue();
        (await SameAsync()).ShouldBe("");
        File.GetUnixFileMode(other.At("bin/tool")).ShouldBe(File.GetUnixFileMode(one.At("bin/tool")));
        new FileInfo(other.At("link")).LinkTarget.ShouldBe("bin/tool");
        var second = await CopyAsync(peer, upload, new());
        second.Changed.ShouldBeFalse();
        second.Changes.ShouldBeEmpty();
        second.Unchanged.ShouldBe(5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dry_run_tells_the_plan_and_changes_nothing(bool upload)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        Fill();
        other.Write("extra", "x");
        var plan = await CopyAsync(peer, upload, new() { DryRun = true, Delete = true });
        plan.DryRun.ShouldBeTrue();
        Directory.GetFileSystemEntries(other.Path).ShouldBe([other.At("extra")]);
        var done = await CopyAsync(peer, upload, new() { Delete = true });
        done.Changes.OrderBy(change => change.Path).ShouldBe(plan.Changes.OrderBy(change => change.Path));
        (done.Created, done.Updated, done.Deleted, done.Bytes).ShouldBe((plan.Created, plan.Updated, plan.Deleted, plan.Bytes));
        (await SameAsync()).ShouldBe("");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_what_differs_goes_over_and_what_is_too_much_goes_when_asked(bool upload)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        Fill();
        await CopyAsync(peer, upload, new());
        one.Write("a", "changed");
        File.SetUnixFileMode(one.At("bin/tool"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.CreateDirectory(other.At("more/below"));
        other.Write("more/below/x", "x");
        var changes = (await CopyAsync(peer, upload, new())).Changes;
        changes.OrderBy(change => change.Path).ShouldBe([new("a", SyncChangeKind.Update, SftpFileKind.File, 7), new("bin/tool", SyncChangeKind.Attributes, SftpFileKind.File, 0)]);
        File.Exists(other.At("more/below/x")).ShouldBeTrue();
        (await CopyAsync(peer, upload, new() { Delete = true })).Changes.ShouldBe([new("more", SyncChangeKind.Delete, SftpFileKind.Directory, 0)]);
        (await SameAsync()).ShouldBe("");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Contents_are_compared_when_asked_to(bool upload)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        Fill();
        await CopyAsync(peer, upload, new());
        var time = File.GetLastWriteTimeUtc(one.At("a"));
        one.Write("a", "AAA");
        File.SetLastWriteTimeUtc(one.At("a"), time);
        (await CopyAsync(peer, upload, new())).Changed.ShouldBeFalse();
        (await CopyAsync(peer, upload, new() { Compare = SyncCompare.Checksum })).Changes.ShouldHaveSingleItem().Path.ShouldBe("a");
        File.ReadAllText(other.At("a")).ShouldBe("AAA");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Patterns_leave_out_on_both_sides(bool upload)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        Fill();
        other.Write("kept.log", "");
        Directory.CreateDirectory(other.At("old"));
        other.Write("old/kept.log", "");
        other.Write("old/gone", "");
        await CopyAsync(peer, upload, new() { Exclude = ["*.log", "bin/"], Delete = true });
        Directory.GetFiles(other.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(other.Path, path)).Order()
            .ShouldBe(["a", "deep/er/b", "kept.log", "link", "old/kept.log"]);
    }

    [Fact]
    public async Task A_link_of_the_target_is_not_written_through_and_one_that_leads_out_is_not_made()
    {
        using var outside = new PeerFolder();
        await using var peer = await SftpServerPeer.StartAsync();
        foreach (var upload in new[] { true, false })
        {
            using var from = new PeerFolder();
            using var to = new PeerFolder();
            Directory.CreateDirectory(from.At("d"));
            from.Write("d/x", "x");
            from.Write("f", "f");
            File.CreateSymbolicLink(from.At("abs"), "/etc/passwd");
            File.CreateSymbolicLink(from.At("up"), "../x");
            Directory.CreateSymbolicLink(to.At("d"), outside.Path);
            File.CreateSymbolicLink(to.At("f"), outside.Write("f", "kept"));
            Task<SyncResult> Copy(SyncOptions options) => upload ? peer.Client.UploadFolderAsync(from.Path, to.Path, options, Cancel) : peer.Client.DownloadFolderAsync(from.Path, to.Path, options, Cancel);
            Exception error = upload ? await Should.ThrowAsync<SshException>(() => Copy(new())) : await Should.ThrowAsync<IOException>(() => Copy(new()));
            error.Message.ShouldContain("is a link, where a folder should be");
            Directory.GetFiles(outside.Path).ShouldBe([outside.At("f")]);
            var done = await Copy(new() { Delete = true });
            done.LeftOut.Select(left => left.Path).Order().ShouldBe(["abs", "up"]);
            File.ReadAllText(outside.At("f")).ShouldBe("kept");
            File.ReadAllText(to.At("d/x")).ShouldBe("x");
            new FileInfo(to.At("f")).LinkTarget.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_changed_a_second_later_is_copied_again(bool upload)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        one.Write("a", "one");
        await CopyAsync(peer, upload, new());
        var time = File.GetLastWriteTimeUtc(one.At("a")).AddSeconds(1);
        File.SetLastWriteTimeUtc(one.Write("a", "two"), time);
        (await CopyAsync(peer, upload, new())).Updated.ShouldBe(1);
        File.ReadAllText(other.At("a")).ShouldBe("two");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/.")]
    [InlineData("/tmp/../")]
    [InlineData("link")]
    [InlineData("link/")]
    [InlineData("link/tmp/..")]
    public async Task Nothing_is_deleted_from_the_top_whatever_it_is_called(string target)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        Directory.CreateSymbolicLink(other.At("link"), "/");
        if (target[0] != '/') target = other.At(target);
        // Also a plan is refused, which changes nothing should this test fail.
        var options = new SyncOptions { Delete = true, DryRun = true };
        (await Should.ThrowAsync<ArgumentException>(() => peer.Client.UploadFolderAsync(one.Path, target, options, Cancel))).Message.ShouldContain("would empty the machine");
        if (!target.EndsWith("/tmp/..", StringComparison.Ordinal))
            (await Should.ThrowAsync<ArgumentException>(() => peer.Client.DownloadFolderAsync(one.Path, target, options, Cancel))).Message.ShouldContain("would empty the machine");
    }

    [Fact]
    public async Task Links_are_followed_when_asked_to()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        Fill();
        await CopyAsync(peer, true, new() { Links = LinkHandling.Follow });
        new FileInfo(other.At("link")).LinkTarget.ShouldBeNull();
        File.ReadAllText(other.At("link")).ShouldBe("tool");
    }

    [Fact]
    public async Task A_folder_that_nobody_may_write_in_is_copied_with_what_is_in_it()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        Fill();
        File.SetUnixFileMode(one.At("bin"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await CopyAsync(peer, true, new());
        File.GetUnixFileMode(other.At("bin")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.ReadAllText(other.At("bin/tool")).ShouldBe("tool");
    }

    [Fact]
    public async Task Five_thousand_small_files_go_there_and_back()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        for (var i = 0; i < 5000; i++)
        {
            if (i % 500 == 0) Directory.CreateDirectory(one.At($"d{i / 500}"));
            one.Write($"d{i / 500}/file {i}", $"contents of {i}");
        }
        (await CopyAsync(peer, true, new())).Files.ShouldBe(5000);
        using var back = new PeerFolder();
        (await peer.Client.DownloadFolderAsync(other.Path, back.Path, cancel: Cancel)).Files.ShouldBe(5000);
        (await ProgramRun.ToEndAsync("diff", "", "-r", one.Path, back.Path)).Text.ShouldBe("");
    }

    [Fact]
    public async Task A_cancelled_copy_leaves_no_half_file()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        for (var i = 0; i < 300; i++) one.Write($"f{i}", new string('x', 20_000));
        await TransferTests.CancelAfterAsync(1_000_000, (progress, cancel) => peer.Client.UploadFolderAsync(one.Path, other.Path, new() { Progress = progress }, cancel));
        Directory.GetFiles(other.Path).ShouldAllBe(path => new FileInfo(path).Length == 20_000);
        Directory.GetFiles(other.Path, ".*").ShouldBeEmpty();
        await Eventually.HoldsAsync(() => peer.OpenFiles.Length == 0, Cancel);
    }

    Task<SyncResult> CopyAsync(SftpServerPeer peer, bool upload, SyncOptions options) =>
        upload ? peer.Client.UploadFolderAsync(one.Path, other.Path, options, Cancel) : peer.Client.DownloadFolderAsync(one.Path, other.Path, options, Cancel);

    async Task<string> SameAsync() => (await ProgramRun.ToEndAsync("diff", "", "-r", "--no-dereference", one.Path, other.Path)).Text;

    void Fill()
    {
        one.Write("a", "aaa");
        Directory.CreateDirectory(one.At("deep/er/empty"));
        one.Write("deep/er/b", "b");
        Directory.CreateDirectory(one.At("bin"));
        one.Write("bin/tool", "tool");
        one.Write("x.log", "log");
        File.SetUnixFileMode(one.At("bin/tool"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        File.CreateSymbolicLink(one.At("link"), "bin/tool");
    }
}
