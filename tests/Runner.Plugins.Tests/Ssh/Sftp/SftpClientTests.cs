using System.Runtime.Versioning;
using System.Text;
using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Sftp;

[UnsupportedOSPlatform("windows")]
public sealed class SftpClientTests : IDisposable
{
    readonly PeerFolder folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_server_tells_its_version_its_extensions_and_its_limits()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        peer.Client.Server.Version.ShouldBe(3);
        peer.Client.Server.Extensions.Keys.ShouldContain("posix-rename@openssh.com");
        peer.Client.Server.ReadBlock.ShouldBe(255 * 1024);
        peer.Client.Server.WriteBlock.ShouldBe(255 * 1024);
    }

    [Fact]
    public async Task A_file_is_told_with_its_size_kind_permissions_owner_and_times()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var file = folder.Write("a", "hello");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var modified = new DateTimeOffset(2020, 2, 3, 4, 5, 6, TimeSpan.Zero);
        await peer.Client.SetTimesAsync(file, modified, modified.AddHours(1), Cancel);
        var told = await peer.Client.StatAsync(file, cancel: Cancel);
        told.Kind.ShouldBe(SftpFileKind.File);
        told.Size.ShouldBe(5);
        told.Mode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.GroupRead);
        told.Modified.ShouldBe(modified);
        told.Accessed.ShouldBe(modified.AddHours(1));
        told.UserId.ShouldNotBeNull();
    }

    [Fact]
    public async Task Nothing_is_found_as_null_and_asked_for_as_an_error_that_names_it()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        (await peer.Client.FindAsync(folder.At("none"), cancel: Cancel)).ShouldBeNull();
        var error = await Should.ThrowAsync<SshException>(() => peer.Client.StatAsync(folder.At("none"), cancel: Cancel));
        error.Status.ShouldBe((int)SftpStatus.NoSuchFile);
        error.Message.ShouldBe($"sftp-server could not find \"{folder.At("none")}\": there is no such file or folder.");
        error.IsTransient.ShouldBeFalse();
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("\"quoted\" 'twice'")]
    [InlineData("new\nline\ttab")]
    [InlineData("-n $(id) `id` *?[a] \\ \x01")]
    [InlineData("žluťoučký 名前 🦊")]
    public async Task A_name_with_anything_in_it_works_everywhere(string name)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        await peer.Client.UploadAsync("text"u8.ToArray(), folder.At(name), cancel: Cancel);
        File.ReadAllText(folder.At(name)).ShouldBe("text");
        (await ToListAsync(peer.Client.ListAsync(folder.Path, Cancel))).ShouldHaveSingleItem().Name.ShouldBe(name);
        await peer.Client.DownloadAsync(folder.At(name), folder.At("down/" + name), cancel: Cancel);
        File.ReadAllText(folder.At("down/" + name)).ShouldBe("text");
        await peer.Client.RenameAsync(folder.At(name), folder.At(name + "2"), cancel: Cancel);
        await peer.Client.RemoveAsync(folder.At(name + "2"), cancel: Cancel);
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_is_not_utf8_is_listed_read_renamed_and_removed_and_refused_where_it_has_no_place()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        (await ProgramRun.ToEndAsync("sh", "", "-c", "printf latin > \"$0\"/$(printf 'caf\\351')", folder.Path)).ExitCode.ShouldBe(0);
        var name = (await ToListAsync(peer.Client.ListAsync(folder.Path, Cancel))).ShouldHaveSingleItem().Name;
        name.ShouldBe("caf\uDCE9");
        Encoding.UTF8.GetString(await peer.Client.ReadAllBytesAsync(folder.At(name), cancel: Cancel)).ShouldBe("latin");
        using var target = new PeerFolder();
        var error = await Should.ThrowAsync<IOException>(() => peer.Client.DownloadFolderAsync(folder.Path, target.Path, cancel: Cancel));
        error.Message.ShouldContain("\"caf\\xe9\"");
        error.Message.ShouldContain("not UTF-8");
        await peer.Client.RenameAsync(folder.At(name), folder.At("café"), cancel: Cancel);
        File.ReadAllText(folder.At("café")).ShouldBe("latin");
    }

    [Fact]
    public async Task Folders_are_made_with_those_above_them_once_and_removed_with_what_is_in_them_but_not_through_links()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        using var outside = new PeerFolder();
        outside.Write("kept", "");
        (await peer.Client.MakeDirectoryAsync(folder.At("a/b/c"), cancel: Cancel)).ShouldBeTrue();
        (await peer.Client.MakeDirectoryAsync(folder.At("a/b/c"), cancel: Cancel)).ShouldBeFalse();
        folder.Write("a/b/file", "");
        await peer.Client.MakeLinkAsync(folder.At("a/b/link"), outside.Path, Cancel);
        (await peer.Client.ReadLinkAsync(folder.At("a/b/link"), Cancel)).ShouldBe(outside.Path);
        (await Should.ThrowAsync<SshException>(() => peer.Client.RemoveAsync(folder.At("a"), cancel: Cancel))).Status.ShouldBe((int)SftpStatus.Failure);
        await peer.Client.RemoveAsync(folder.At("a"), recursive: true, cancel: Cancel);
        Directory.Exists(folder.At("a")).ShouldBeFalse();
        File.Exists(outside.At("kept")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_is_not_made_where_a_file_is()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        folder.Write("a", "");
        (await Should.ThrowAsync<SshException>(() => peer.Client.MakeDirectoryAsync(folder.At("a/b"), cancel: Cancel))).Message.ShouldContain("in the way");
    }

    [Fact]
    public async Task Permissions_links_real_paths_and_free_space_are_told_and_set()
    {
        await using var peer = await SftpServerPeer.StartAsync("-d", folder.Path);
        var file = folder.Write("a", "x");
        await peer.Client.SetPermissionsAsync("a", UnixFileMode.UserRead | UnixFileMode.UserWrite, Cancel);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await peer.Client.MakeHardLinkAsync("b", "a", Cancel);
        File.ReadAllText(folder.At("b")).ShouldBe("x");
        (await peer.Client.RealPathAsync("./b", Cancel)).ShouldBe(folder.At("b"));
        (await peer.Client.RealPathAsync("~/b", Cancel)).ShouldBe(folder.At("b"));
        var space = await peer.Client.SpaceAsync("a", Cancel);
        space.Total.ShouldBeGreaterThan(space.Available);
        space.Available.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_file_is_renamed_over_another_only_when_asked_to()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        folder.Write("a", "new");
        folder.Write("b", "old");
        await Should.ThrowAsync<SshException>(() => peer.Client.RenameAsync(folder.At("a"), folder.At("b"), cancel: Cancel));
        File.ReadAllText(folder.At("b")).ShouldBe("old");
        await peer.Client.RenameAsync(folder.At("a"), folder.At("b"), overwrite: true, Cancel);
        File.ReadAllText(folder.At("b")).ShouldBe("new");
    }

    [Fact]
    public async Task Permission_denied_is_told_as_such()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may do everything");
        await using var peer = await SftpServerPeer.StartAsync();
        File.SetUnixFileMode(folder.Write("a", "x"), UnixFileMode.None);
        var error = await Should.ThrowAsync<SshException>(() => peer.Client.ReadAllBytesAsync(folder.At("a"), cancel: Cancel));
        error.Status.ShouldBe((int)SftpStatus.PermissionDenied);
    }

    [Fact]
    public async Task A_server_that_is_read_only_denies_and_says_so()
    {
        await using var peer = await SftpServerPeer.StartAsync("-R");
        var error = await Should.ThrowAsync<SshException>(() => peer.Client.UploadAsync("x"u8.ToArray(), folder.At("a"), cancel: Cancel));
        error.Status.ShouldBe((int)SftpStatus.PermissionDenied);
        error.Message.ShouldContain("permission denied");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stream_reads_from_any_place_and_writes_in_order()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        await using (var write = await peer.Client.OpenWriteAsync(folder.At("a"), cancel: Cancel))
        {
            for (var at = 0; at < bytes.Length; at += 70_001) await write.WriteAsync(bytes.AsMemory(at, Math.Min(70_001, bytes.Length - at)), Cancel);
            write.Position.ShouldBe(bytes.Length);
        }
        File.ReadAllBytes(folder.At("a")).ShouldBe(bytes);
        await using (var more = await peer.Client.OpenWriteAsync(folder.At("a"), append: true, Cancel)) await more.WriteAsync("end"u8.ToArray(), Cancel);
        await using var read = await peer.Client.OpenReadAsync(folder.At("a"), Cancel);
        read.Length.ShouldBe(bytes.Length + 3);
        read.Seek(-3, SeekOrigin.End);
        var three = new byte[4];
        (await read.ReadAtLeastAsync(three, 4, throwOnEndOfStream: false, Cancel)).ShouldBe(3);
        three[..3].ShouldBe("end"u8.ToArray());
        read.Position = 1_234_567;
        var part = new byte[1000];
        await read.ReadExactlyAsync(part, Cancel);
        part.ShouldBe(bytes[1_234_567..1_235_567]);
    }

    [Fact]
    public async Task A_file_that_says_it_is_empty_is_read_to_its_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        await using var peer = await SftpServerPeer.StartAsync();
        Encoding.UTF8.GetString(await peer.Client.ReadAllBytesAsync("/proc/self/status", cancel: Cancel)).ShouldContain("sftp-server");
        var got = await peer.Client.DownloadAsync("/proc/self/status", folder.At("status"), cancel: Cancel);
        got.Size.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task A_named_pipe_is_refused_and_not_waited_for()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        (await ProgramRun.ToEndAsync("mkfifo", "", folder.At("pipe"))).ExitCode.ShouldBe(0);
        (await Should.ThrowAsync<SshException>(() => peer.Client.DownloadAsync(folder.At("pipe"), folder.At("x"), cancel: Cancel))).Message.ShouldContain("not a file");
        (await Should.ThrowAsync<SshException>(() => peer.Client.UploadAsync("x"u8.ToArray(), folder.At("pipe"), cancel: Cancel))).Message.ShouldContain("not a file");
    }

    [Fact]
    public async Task A_server_that_ends_ends_every_request_with_a_clear_error()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        peer.Kill();
        var error = await Should.ThrowAsync<ConnectionFailedException>(() => peer.Client.StatAsync("/", cancel: Cancel));
        error.IsTransient.ShouldBeTrue();
        await Should.ThrowAsync<ConnectionFailedException>(() => peer.Client.StatAsync("/", cancel: Cancel));
    }

    [Fact]
    public async Task A_closed_client_says_that_it_is_closed()
    {
        var peer = await SftpServerPeer.StartAsync();
        await peer.DisposeAsync();
        (await Should.ThrowAsync<ConnectionFailedException>(() => peer.Client.StatAsync("/", cancel: Cancel))).Message.ShouldContain("closed");
    }

    internal static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items) list.Add(item);
        return list;
    }
}
