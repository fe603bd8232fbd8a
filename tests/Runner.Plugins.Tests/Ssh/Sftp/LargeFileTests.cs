using System.Buffers.Binary;
using System.Runtime.Versioning;
using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.Masters;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Commands;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Sftp;

[UnsupportedOSPlatform("windows")]
public sealed class LargeFileTests : IDisposable
{
    const int Size = 40 * 1024 * 1024 + 12_345;

    readonly PeerFolder here = new(), there = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        here.Dispose();
        there.Dispose();
    }

    [Theory]
    [InlineData("MaxSessions 10", true)]
    [InlineData("MaxSessions 1", false)]
    public async Task A_large_file_goes_whole_with_a_session_of_its_own_and_without(string configuration, bool hasOwn)
    {
        await using var peer = await ClientPeer.StartAsync(configuration);
        await using var sftp = await peer.Client.OpenSftpAsync(Cancel);
        var source = Large();
        (await sftp.UploadAsync(source, there.At("up"), cancel: Cancel)).Bytes.ShouldBe(Size);
        (await sftp.DownloadAsync(there.At("up"), here.At("down"), cancel: Cancel)).Bytes.ShouldBe(Size);
        TransferTests.Sum(here.At("down")).ShouldBe(TransferTests.Sum(source));
        ((await sftp.ForAsync(Size, Cancel)) != sftp).ShouldBe(hasOwn);
        (await sftp.ForAsync(1000, Cancel)).ShouldBeSameAs(sftp);
    }

    [Fact]
    public async Task A_large_file_that_is_given_up_or_becomes_shorter_leaves_nothing_and_the_next_one_goes()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var sftp = await peer.Client.OpenSftpAsync(Cancel);
        var source = Large();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Should.ThrowAsync<OperationCanceledException>(() => sftp.UploadAsync(source, there.At("up"), new() { Progress = new Once(giveUp.Cancel) }, giveUp.Token));
        Directory.GetFileSystemEntries(there.Path).ShouldBeEmpty();
        var shorter = await Should.ThrowAsync<IOException>(() => sftp.UploadAsync(source, there.At("up"), new() { Progress = new Once(() => Cut(source)) }, Cancel));
        shorter.Message.ShouldContain("became shorter");
        Directory.GetFileSystemEntries(there.Path).ShouldBeEmpty();
        source = Large();
        await sftp.UploadAsync(source, there.At("up"), cancel: Cancel);
        TransferTests.Sum(there.At("up")).ShouldBe(TransferTests.Sum(source));
    }

    [Fact]
    public async Task A_large_file_that_is_not_fetched_to_its_end_leaves_nothing_and_the_next_one_comes()
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var sftp = await peer.Client.OpenSftpAsync(Cancel);
        var source = Large();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Should.ThrowAsync<OperationCanceledException>(() => sftp.DownloadAsync(source, there.At("down"), new() { Progress = new Once(giveUp.Cancel) }, giveUp.Token));
        Directory.GetFileSystemEntries(there.Path).ShouldBeEmpty();
        var shorter = await Should.ThrowAsync<SshException>(() => sftp.DownloadAsync(source, there.At("down"), new() { Progress = new Once(() => Cut(source)) }, Cancel));
        shorter.Message.ShouldContain("became shorter");
        Directory.GetFileSystemEntries(there.Path).ShouldBeEmpty();
        source = Large();
        await sftp.DownloadAsync(source, there.At("down"), cancel: Cancel);
        TransferTests.Sum(there.At("down")).ShouldBe(TransferTests.Sum(source));
    }

    [Fact]
    public async Task A_large_file_that_does_not_fit_leaves_nothing_on_the_disk()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to mount a file system");
        var mounted = await ProgramRun.ToEndAsync("mount", "", "-t", "tmpfs", "-o", "size=1m", "none", there.Path);
        Assert.SkipUnless(mounted.ExitCode == 0, "no file system may be mounted here");
        try
        {
            await using var peer = await ClientPeer.StartAsync();
            await using var sftp = await peer.Client.OpenSftpAsync(Cancel);
            var source = Large();
            (await Should.ThrowAsync<IOException>(() => sftp.DownloadAsync(source, there.At("down"), cancel: Cancel))).Message.ShouldContain("No space left");
            Directory.GetFileSystemEntries(there.Path).ShouldBeEmpty();
        }
        finally
        {
            await ProgramRun.ToEndAsync("umount", "", there.Path);
        }
    }

    [Fact]
    public async Task A_server_that_gives_less_than_it_is_asked_for_is_asked_again()
    {
        const int size = 1_234_567, most = 10_000;
        var (client, server) = await ScriptedServer.StartAsync((type, id, body) => type switch
        {
            1 => [ScriptedServer.Greeting],
            3 => [ScriptedServer.Handle(id)],
            5 => [ScriptedServer.Data(id, Piece(BinaryPrimitives.ReadInt64BigEndian(body.AsSpan(9)), Math.Min(most, BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(17)))))],
            7 or 8 or 17 => [ScriptedServer.Attributes(id, 0x81A4, size)],
            _ => [ScriptedServer.Status(id, 0)],
        }, onThread: true);
        await using var _ = server;
        await using var __ = client;
        client.Operations.Session.ReadsHere.ShouldBeTrue();
        (await client.DownloadAsync("/a", here.At("a"), cancel: Cancel)).Bytes.ShouldBe(size);
        File.ReadAllBytes(here.At("a")).ShouldBe(Piece(0, size));

        static byte[] Piece(long at, int count) => [.. Enumerable.Range((int)at, (int)Math.Min(count, size - at)).Select(static i => (byte)(i * 31 >> 3))];
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_lost_in_the_middle_of_a_large_file_is_told(bool upload)
    {
        await using var peer = await ClientPeer.StartAsync();
        await using var sftp = await peer.Client.OpenSftpAsync(Cancel);
        var source = Large();
        var kill = new Once(() => Signals.Send(((MasterTransport)peer.Client.Transport).Process, Signals.Kill));
        var lost = await Should.ThrowAsync<ConnectionFailedException>(() => upload
            ? sftp.UploadAsync(source, there.At("a"), new() { Progress = kill }, Cancel)
            : sftp.DownloadAsync(source, there.At("a"), new() { Progress = kill }, Cancel));
        lost.Message.ShouldContain("was lost");
        File.Exists(there.At("a")).ShouldBeFalse();
    }

    string Large()
    {
        // In pieces: other tests look at how much memory is taken meanwhile.
        using var file = File.Create(here.At("large"));
        var (random, piece) = (new Random(5), new byte[64 * 1024]);
        for (var left = Size; left > 0; left -= piece.Length)
        {
            random.NextBytes(piece);
            file.Write(piece, 0, Math.Min(left, piece.Length));
        }

        return here.At("large");
    }

    static void Cut(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(1_000_000);
    }

    sealed class Once(Action then) : IProgress<TransferProgress>
    {
        bool isDone;

        public void Report(TransferProgress value)
        {
            if (!Interlocked.Exchange(ref isDone, true)) then();
        }
    }
}
