using System.Runtime.Versioning;
using System.Security.Cryptography;
using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Sftp;

[UnsupportedOSPlatform("windows")]
public sealed class TransferTests : IDisposable
{
    const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly PeerFolder here = new(), there = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        here.Dispose();
        there.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32 * 1024)]
    [InlineData(255 * 1024)]
    [InlineData(255 * 1024 + 1)]
    [InlineData(20_000_003)]
    public async Task A_file_of_any_size_goes_there_and_back_with_its_checksum(int size)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var (source, sum) = Make("a", size);
        var sent = await peer.Client.UploadAsync(source, there.At("b"), new() { Checksum = true }, Cancel);
        sent.ShouldBe(new(there.At("b"), size, size, true, true, sum) { Sent = true });
        (await peer.Client.DownloadAsync(there.At("b"), here.At("c"), new() { Checksum = true }, Cancel)).ShouldBe(new(here.At("c"), size, size, true, true, sum) { Sent = true });
        Sum(here.At("c")).ShouldBe(sum);
        Left().ShouldBeEmpty();
        await Eventually.HoldsAsync(() => peer.OpenFiles.Length == 0, Cancel);
    }

    [Fact]
    public async Task A_file_is_neither_hashed_nor_flushed_unless_that_was_asked_for()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var (source, sum) = Make("a", 300_000);
        (await peer.Client.UploadAsync(source, there.At("b"), cancel: Cancel)).Sha256.ShouldBeNull();
        (await peer.Client.DownloadAsync(there.At("b"), here.At("c"), cancel: Cancel)).Sha256.ShouldBeNull();
        Sum(here.At("c")).ShouldBe(sum);
        // To know that it is the same already, it had to be hashed.
        (await peer.Client.UploadAsync(source, there.At("b"), new() { IfChanged = true }, Cancel)).Sha256.ShouldBe(sum);
        // Of what is asked for besides, the server need not be able to do everything.
        (await peer.Client.UploadAsync(source, there.At("d"), new() { Flush = true }, Cancel)).Sent.ShouldBeTrue();
        (await peer.Client.DownloadAsync(there.At("d"), here.At("e"), new() { Flush = true }, Cancel)).Sent.ShouldBeTrue();
        Sum(here.At("e")).ShouldBe(sum);
    }

    [Fact]
    public async Task A_download_that_cannot_be_written_names_the_target_and_not_the_name_on_the_way()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has a /proc, in which nobody can make files");
        await using var peer = await SftpServerPeer.StartAsync();
        File.WriteAllText(there.At("a"), "x");
        var error = await Should.ThrowAsync<IOException>(() => peer.Client.DownloadAsync(there.At("a"), "/proc/runner-target", cancel: Cancel));
        error.Message.ShouldContain("/proc/runner-target");
        error.Message.ShouldNotContain(".runner-target.runner-");
    }

    [Fact]
    public async Task A_server_that_takes_small_blocks_only_gets_small_blocks()
    {
        // A server that does not tell of its limits: requests of 32 KiB.
        await using var peer = await SftpServerPeer.StartAsync("-P", "limits");
        var (source, sum) = Make("a", 3_000_000);
        await peer.Client.UploadAsync(source, there.At("a"), cancel: Cancel);
        await peer.Client.DownloadAsync(there.At("a"), here.At("b"), cancel: Cancel);
        Sum(here.At("b")).ShouldBe(sum);
    }

    [Fact]
    public async Task A_stream_and_a_text_are_uploaded_too()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var (source, sum) = Make("a", 700_000);
        await using var stream = File.OpenRead(source);
        (await peer.Client.UploadAsync(stream, there.At("a"), new() { Checksum = true }, Cancel)).Sha256.ShouldBe(sum);
        using var into = new MemoryStream();
        (await peer.Client.DownloadAsync(there.At("a"), into, Cancel)).ShouldBe(700_000);
        Convert.ToHexStringLower(SHA256.HashData(into.ToArray())).ShouldBe(sum);
    }

    [Fact]
    public async Task A_replaced_file_keeps_its_permissions_and_a_given_mode_wins()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var source = here.Write("a", "new");
        File.SetUnixFileMode(source, Private | UnixFileMode.OtherRead);
        File.SetUnixFileMode(there.Write("b", "old"), Private);
        await peer.Client.UploadAsync(source, there.At("b"), cancel: Cancel);
        File.GetUnixFileMode(there.At("b")).ShouldBe(Private);
        await peer.Client.UploadAsync(source, there.At("b"), new() { Mode = Private | UnixFileMode.UserExecute }, Cancel);
        File.GetUnixFileMode(there.At("b")).ShouldBe(Private | UnixFileMode.UserExecute);
        await peer.Client.UploadAsync(source, there.At("b"), new() { Preserve = true }, Cancel);
        File.GetUnixFileMode(there.At("b")).ShouldBe(Private | UnixFileMode.OtherRead);
        File.SetUnixFileMode(here.Write("back", "old"), Private);
        await peer.Client.DownloadAsync(there.At("b"), here.At("back"), cancel: Cancel);
        File.GetUnixFileMode(here.At("back")).ShouldBe(Private);
    }

    [Fact]
    public async Task Preserving_keeps_the_time_both_ways()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var time = new DateTime(2011, 12, 13, 14, 15, 16, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(here.Write("a", "x"), time);
        await peer.Client.UploadAsync(here.At("a"), there.At("a"), new() { Preserve = true }, Cancel);
        File.GetLastWriteTimeUtc(there.At("a")).ShouldBe(time);
        await peer.Client.DownloadAsync(there.At("a"), here.At("b"), new() { Preserve = true }, Cancel);
        File.GetLastWriteTimeUtc(here.At("b")).ShouldBe(time);
    }

    [Fact]
    public async Task Root_keeps_the_owner_of_the_file_that_it_replaces()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var peer = await SftpServerPeer.StartAsync();
        there.Write("b", "old");
        await peer.Client.SetOwnerAsync(there.At("b"), new(1234, 4321), Cancel);
        await peer.Client.UploadAsync("new"u8.ToArray(), there.At("b"), cancel: Cancel);
        var told = await peer.Client.StatAsync(there.At("b"), cancel: Cancel);
        (told.UserId, told.GroupId).ShouldBe((1234u, 4321u));
        await peer.Client.UploadAsync("newer"u8.ToArray(), there.At("b"), new() { Owner = new(7, 8) }, Cancel);
        told = await peer.Client.StatAsync(there.At("b"), cancel: Cancel);
        (told.UserId, told.GroupId).ShouldBe((7u, 8u));
    }

    [Fact]
    public async Task A_target_that_is_a_folder_gets_the_file_under_its_name()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        here.Write("name", "x");
        (await peer.Client.UploadAsync(here.At("name"), there.Path, cancel: Cancel)).Path.ShouldBe(there.At("name"));
        Directory.CreateDirectory(here.At("down"));
        (await peer.Client.DownloadAsync(there.At("name"), here.At("down"), cancel: Cancel)).Path.ShouldBe(here.At("down/name"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_is_the_same_already_is_not_sent_again(bool checksum, bool preserve)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var (source, sum) = Make("a", 400_000);
        var options = new TransferOptions { IfChanged = true, Checksum = checksum, Preserve = preserve };
        (await peer.Client.UploadAsync(source, there.At("a"), options, Cancel)).Changed.ShouldBeTrue();
        var again = await peer.Client.UploadAsync(source, there.At("a"), options, Cancel);
        again.Changed.ShouldBeFalse();
        again.Bytes.ShouldBe(0);
        (await peer.Client.DownloadAsync(there.At("a"), source, options, Cancel)).Changed.ShouldBeFalse();
        // Of the same size and time, and yet another file.
        var bytes = File.ReadAllBytes(source);
        bytes[^1]++;
        File.WriteAllBytes(there.At("a"), bytes);
        File.SetLastWriteTimeUtc(there.At("a"), File.GetLastWriteTimeUtc(source));
        (await peer.Client.UploadAsync(source, there.At("a"), options, Cancel)).Changed.ShouldBe(!preserve);
        if (!preserve) Sum(there.At("a")).ShouldBe(sum);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    public async Task A_file_that_is_changed_in_the_second_in_which_it_was_sent_or_the_next_is_sent_again(bool preserve, int later)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var options = new TransferOptions { IfChanged = true, Preserve = preserve };
        here.Write("a", "one");
        await peer.Client.UploadAsync(here.At("a"), there.At("a"), options, Cancel);
        await peer.Client.DownloadAsync(there.At("a"), here.At("b"), options, Cancel);
        here.Write("a", "two");
        File.SetLastWriteTimeUtc(here.At("a"), File.GetLastWriteTimeUtc(there.At("a")).AddSeconds(later));
        (await peer.Client.UploadAsync(here.At("a"), there.At("a"), options, Cancel)).Changed.ShouldBeTrue();
        File.ReadAllText(there.At("a")).ShouldBe("two");
        File.SetLastWriteTimeUtc(there.At("a"), File.GetLastWriteTimeUtc(here.At("b")).AddSeconds(later));
        (await peer.Client.DownloadAsync(there.At("a"), here.At("b"), options, Cancel)).Changed.ShouldBeTrue();
        File.ReadAllText(here.At("b")).ShouldBe("two");
    }

    [Fact]
    public async Task A_target_with_other_permissions_than_asked_for_is_changed_without_being_sent()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        await peer.Client.UploadAsync("x"u8.ToArray(), there.At("a"), new() { Mode = Private }, Cancel);
        var again = await peer.Client.UploadAsync("x"u8.ToArray(), there.At("a"), new() { Mode = Private | UnixFileMode.GroupRead, IfChanged = true }, Cancel);
        (again.Changed, again.Bytes).ShouldBe((true, 0L));
        File.GetUnixFileMode(there.At("a")).ShouldBe(Private | UnixFileMode.GroupRead);
    }

    [Fact]
    public async Task A_link_in_the_place_of_a_target_is_not_written_through_on_either_side()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        there.Write("outside", "kept");
        File.CreateSymbolicLink(there.At("link"), there.At("outside"));
        var error = await Should.ThrowAsync<SshException>(() => peer.Client.UploadAsync("x"u8.ToArray(), there.At("link"), cancel: Cancel));
        error.Message.ShouldContain("is a link to");
        (await Should.ThrowAsync<IOException>(() => peer.Client.DownloadAsync(there.At("outside"), there.At("link"), cancel: Cancel))).Message.ShouldContain("is a link to");
        File.ReadAllText(there.At("outside")).ShouldBe("kept");
    }

    [Fact]
    public async Task A_device_and_a_folder_are_never_written_over()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var (source, _) = Make("a", 10);
        (await Should.ThrowAsync<IOException>(() => peer.Client.DownloadAsync(source, "/dev/null", cancel: Cancel))).Message.ShouldContain("device");
        (await Should.ThrowAsync<SshException>(() => peer.Client.UploadAsync("x"u8.ToArray(), "/dev/null", cancel: Cancel))).Message.ShouldContain("not a file");
        (await Should.ThrowAsync<SshException>(() => peer.Client.UploadAsync("x"u8.ToArray(), there.Path, cancel: Cancel))).Message.ShouldContain("not a file");
    }

    [Fact]
    public async Task A_file_that_grows_larger_than_the_server_lets_it_leaves_the_target_as_it_was()
    {
        await using var peer = await SftpServerPeer.StartAfterAsync("ulimit -f 200; trap '' XFSZ");
        var (source, _) = Make("a", 3_000_000);
        there.Write("b", "old");
        var error = await Should.ThrowAsync<SshException>(() => peer.Client.UploadAsync(source, there.At("b"), cancel: Cancel));
        error.Status.ShouldBe((int)SftpStatus.Failure);
        error.Message.ShouldContain("could not write");
        File.ReadAllText(there.At("b")).ShouldBe("old");
        Left().ShouldBeEmpty();
        await Eventually.HoldsAsync(() => peer.OpenFiles.Length == 0, Cancel);
    }

    [Fact]
    public async Task A_full_disk_is_told_on_either_side_and_nothing_is_left_on_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to mount a file system");
        var mount = Directory.CreateDirectory(there.At("small")).FullName;
        var mounted = await ProgramRun.ToEndAsync("mount", "", "-t", "tmpfs", "-o", "size=1m", "none", mount);
        Assert.SkipUnless(mounted.ExitCode == 0, "no file system may be mounted here");
        try
        {
            await using var peer = await SftpServerPeer.StartAsync();
            var (source, _) = Make("a", 3_000_000);
            var error = await Should.ThrowAsync<SshException>(() => peer.Client.UploadAsync(source, Path.Combine(mount, "b"), cancel: Cancel));
            error.Message.ShouldContain("disk is full");
            Directory.GetFileSystemEntries(mount).ShouldBeEmpty();
            (await Should.ThrowAsync<IOException>(() => peer.Client.DownloadAsync(source, Path.Combine(mount, "b"), cancel: Cancel))).Message.ShouldContain("No space left");
            (await Should.ThrowAsync<IOException>(() => peer.Client.DownloadAsync(source, Path.Combine(mount, "b"), new() { Resume = true }, Cancel))).Message.ShouldContain("No space left");
            Directory.GetFileSystemEntries(mount).ShouldBeEmpty();
        }
        finally
        {
            await ProgramRun.ToEndAsync("umount", "", mount);
        }
    }

    [Fact]
    public async Task A_cancelled_transfer_leaves_no_temporary_and_no_open_file()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var (source, _) = Make("a", 60_000_000);
        for (var after = 1L; after < 40_000_000; after = after * 9 + 1_000_000)
        {
            await CancelAfterAsync(after, (progress, cancel) => peer.Client.UploadAsync(source, there.At("up"), new() { Progress = progress }, cancel));
            await CancelAfterAsync(after, (progress, cancel) => peer.Client.DownloadAsync(source, there.At("down"), new() { Progress = progress }, cancel));
        }
        Directory.GetFileSystemEntries(there.Path).ShouldBeEmpty();
        await Eventually.HoldsAsync(() => peer.OpenFiles.Length == 0, Cancel);
        // It goes on to work.
        (await peer.Client.UploadAsync(source, there.At("up"), cancel: Cancel)).Size.ShouldBe(60_000_000);
    }

    [Fact]
    public async Task A_transfer_that_is_cancelled_before_it_begins_leaves_nothing()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var (source, _) = Make("a", 100_000);
        var cancelled = new CancellationToken(canceled: true);
        await Should.ThrowAsync<OperationCanceledException>(() => peer.Client.UploadAsync(source, there.At("up"), cancel: cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => peer.Client.DownloadAsync(source, there.At("down"), cancel: cancelled));
        await peer.Client.StatAsync(there.Path, cancel: Cancel);
        Directory.GetFileSystemEntries(there.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cut_connection_is_told_and_leaves_the_target_as_it_was()
    {
        var (source, _) = Make("a", 60_000_000);
        there.Write("b", "old");
        await using var peer = await SftpServerPeer.StartAsync();
        var cut = new Told(progress => { if (progress.Bytes > 10_000_000) peer.Kill(); });
        var error = await Should.ThrowAsync<ConnectionFailedException>(() => peer.Client.UploadAsync(source, there.At("b"), new() { Progress = cut }, Cancel));
        error.IsTransient.ShouldBeTrue();
        File.ReadAllText(there.At("b")).ShouldBe("old");
    }

    internal static async Task CancelAfterAsync(long bytes, Func<IProgress<TransferProgress>, CancellationToken, Task> transfer)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Should.ThrowAsync<OperationCanceledException>(() => transfer(new Told(progress => { if (progress.Bytes >= bytes) cancel.Cancel(); }), cancel.Token));
    }

    internal static string Sum(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    string[] Left() => [.. Directory.GetFiles(here.Path, "*.runner-*").Concat(Directory.GetFiles(there.Path, ".*.runner-*"))];

    (string Path, string Sum) Make(string name, int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        File.WriteAllBytes(here.At(name), bytes);
        return (here.At(name), Sum(here.At(name)));
    }

    internal sealed class Told(Action<TransferProgress> tell) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => tell(value);
    }
}
