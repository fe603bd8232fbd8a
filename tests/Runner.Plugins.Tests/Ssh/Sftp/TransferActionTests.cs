using System.Runtime.Versioning;
using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Commands;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Sftp;

[UnsupportedOSPlatform("windows")]
public sealed class TransferActionTests : IDisposable
{
    readonly PeerFolder here = new(), there = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        here.Dispose();
        there.Dispose();
    }

    [Fact]
    public async Task A_file_is_sent_and_fetched_over_a_real_server_and_is_left_alone_the_second_time()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        var bytes = new byte[5_000_000];
        new Random(3).NextBytes(bytes);
        File.WriteAllBytes(here.At("a"), bytes);
        var upload = new SshUpload { Connection = peer.Client, Source = here.At("a"), Target = there.At("a"), Mode = "0640", Checksum = true };
        var sent = await upload.RunAsync(context, Cancel);
        (sent.Changed, sent.Files, sent.Bytes, sent.Target).ShouldBe((true, 1L, 5_000_000L, there.At("a")));
        sent.Sha256.ShouldBe(TransferTests.Sum(here.At("a")));
        File.GetUnixFileMode(there.At("a")).ShouldBe((UnixFileMode)0b110_100_000);
        var again = await upload.RunAsync(context, Cancel);
        (again.Changed, again.Files, again.Bytes, again.Sha256).ShouldBe((false, 0L, 0L, sent.Sha256));
        var download = new SshDownload { Connection = peer.Client, Source = there.At("a"), Target = here.At("down/"), Preserve = true };
        var got = await download.RunAsync(context, Cancel);
        got.Target.ShouldBe(here.At("down/a"));
        got.Sha256.ShouldBeNull();
        TransferTests.Sum(got.Target).ShouldBe(sent.Sha256);
        (await download.RunAsync(context, Cancel)).Changed.ShouldBeFalse();
    }

    [Fact]
    public async Task The_server_makes_the_hash_of_a_file_where_it_can()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var sftp = await peer.Client.OpenSftpAsync(Cancel);
        var path = here.Write("name with 'quotes'\nand a line", new string('x', 1_000_000));
        (await sftp.RemoteHash!(path, null, Cancel)).ShouldBe(TransferTests.Sum(path));
        (await sftp.RemoteHash!(path, 10, Cancel)).ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("xxxxxxxxxx"u8)));
        (await sftp.RemoteHash!(here.At("none"), null, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_server_without_a_session_left_is_not_asked_for_hashes_again()
    {
        await using var peer = await ClientPeer.StartAsync("MaxSessions 1");
        for (var i = 0; i < 3; i++)
        {
            await using var sftp = await peer.Client.OpenSftpAsync(Cancel);
            var sent = await sftp.UploadAsync(Enumerable.Repeat((byte)i, 1_000_000).ToArray(), there.At("a"), new() { Checksum = true }, Cancel);
            sent.Sha256.ShouldBe(TransferTests.Sum(there.At("a")));
            sftp.RemoteHash.ShouldBeNull();
            peer.Client.Notes.IsWithoutHash.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_target_that_cannot_be_is_told_without_the_name_of_the_file_on_its_way()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        there.Write("zero", "");
        async Task<string> FailureAsync(string target) => (await Should.ThrowAsync<SshException>(
            new SshUpload { Connection = peer.Client, Content = "x", Target = there.At(target) }.RunAsync(context, Cancel).AsTask())).Message;
        (await FailureAsync("newdir/a")).ShouldContain("newdir\" does not exist");
        (await FailureAsync("zero/a")).ShouldContain("zero\" is a file, not a folder");
        foreach (var folder in new[] { there.Path, there.At("new/") })
            (await Should.ThrowAsync<ActionInputException>(new SshUpload { Connection = peer.Client, Content = "x", Target = folder }.RunAsync(context, Cancel).AsTask())).Input.ShouldBe("target");
    }

    [Fact]
    public async Task A_server_that_allows_files_only_is_enough()
    {
        await using var peer = await ClientPeer.StartAsync("ForceCommand internal-sftp");
        await using var context = new TestActionContext();
        var upload = new SshUpload { Connection = peer.Client, Content = new string('x', 1_000_000), Target = there.At("a"), Checksum = true };
        (await upload.RunAsync(context, Cancel)).Changed.ShouldBeTrue();
        (await upload.RunAsync(context, Cancel)).Changed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_text_is_sent_and_its_owner_is_looked_up_by_name()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to give files away");
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        await new SshUpload { Connection = peer.Client, Content = "žluť", Target = there.At("a"), Owner = "nobody:daemon" }.RunAsync(context, Cancel);
        File.ReadAllText(there.At("a")).ShouldBe("žluť");
        (await ProgramRun.ToEndAsync("stat", "", "-c", "%U:%G", there.At("a"))).Output.Trim().ShouldBe("nobody:daemon");
        var wrong = new SshUpload { Connection = peer.Client, Content = "x", Target = there.At("a"), Owner = "no-such-user" };
        (await Should.ThrowAsync<ActionInputException>(() => wrong.RunAsync(context, Cancel).AsTask())).Message.ShouldContain("no user \"no-such-user\"");
    }

    [Fact]
    public async Task A_folder_is_sent_synced_and_fetched()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var context = new TestActionContext();
        Directory.CreateDirectory(here.At("site/css"));
        here.Write("site/index.html", "<p>");
        here.Write("site/css/a.css", "a{}");
        var refused = new SshUpload { Connection = peer.Client, Source = here.At("site"), Target = there.At("www") };
        (await Should.ThrowAsync<ActionInputException>(() => refused.RunAsync(context, Cancel).AsTask())).Message.ShouldContain("recursive: true");
        (await (refused with { Recursive = true }).RunAsync(context, Cancel)).Files.ShouldBe(2);
        there.Write("www/old", "");
        var sync = new SshSync { Connection = peer.Client, Source = here.At("site"), Target = there.At("www"), Delete = true, Checksum = true };
        (await (sync with { DryRun = true }).RunAsync(context, Cancel)).Changes.ShouldContain(change => change.Path == "old" && change.Kind == SyncChangeKind.Delete);
        (await sync.RunAsync(context, Cancel)).Deleted.ShouldBe(1);
        (await sync.RunAsync(context, Cancel)).Changed.ShouldBeFalse();
        (await new SshDownload { Connection = peer.Client, Source = there.At("www"), Target = here.At("back"), Recursive = true }.RunAsync(context, Cancel)).Files.ShouldBe(2);
        (await (sync with { Direction = SyncDirection.Download, Source = there.At("www"), Target = here.At("back") }).RunAsync(context, Cancel)).Files.ShouldBe(0);
    }

    [Fact]
    public async Task Inputs_that_cannot_work_are_named_before_anyone_is_asked()
    {
        await using var context = new TestActionContext();
        here.Write("a", "x");
        async Task<string> RefusedAsync<T>(IAction<T> action) => (await Should.ThrowAsync<ActionInputException>(() => action.RunAsync(context, Cancel).AsTask())).Input;
        (await RefusedAsync(new SshUpload { Target = "x" })).ShouldBe("source");
        (await RefusedAsync(new SshUpload { Source = here.At("a"), Content = "x", Target = "x" })).ShouldBe("content");
        (await RefusedAsync(new SshUpload { Source = here.At("none"), Target = "x" })).ShouldBe("source");
        (await RefusedAsync(new SshUpload { Source = "/dev/zero", Target = "x" })).ShouldBe("source");
        (await RefusedAsync(new SshUpload { Source = here.At("a"), Target = "" })).ShouldBe("target");
        (await RefusedAsync(new SshUpload { Source = here.At("a"), Target = "x", Mode = "rw" })).ShouldBe("mode");
        (await RefusedAsync(new SshUpload { Content = "a", Target = "x", Resume = true })).ShouldBe("resume");
        (await RefusedAsync(new SshDownload { Source = "a\0b", Target = "x" })).ShouldBe("source");
        (await RefusedAsync(new SshDownload { Source = "a", Target = "/dev/null" })).ShouldBe("target");
        (await RefusedAsync(new SshSync { Source = here.At("none"), Target = "x" })).ShouldBe("source");
        (await RefusedAsync(new SshSync { Source = here.Path, Target = "x", Exclude = ["/"] })).ShouldBe("exclude");
        (await RefusedAsync(new SshSync { Source = "x", Target = here.At("a"), Direction = SyncDirection.Download })).ShouldBe("target");
    }
}
