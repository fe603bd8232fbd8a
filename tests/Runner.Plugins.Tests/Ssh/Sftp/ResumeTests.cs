using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Sftp;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ResumeTests : IDisposable
{
    const int Size = 30_000_000;

    static readonly TransferOptions Resume = new() { Resume = true };

    readonly PeerFolder here = new(), there = new();
    readonly string source, sum;

    public ResumeTests()
    {
        var bytes = new byte[Size];
        new Random(7).NextBytes(bytes);
        File.WriteAllBytes(here.At("a"), bytes);
        (source, sum) = (here.At("a"), TransferTests.Sum(here.At("a")));
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        here.Dispose();
        there.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transfer_that_is_cut_again_and_again_goes_on_until_it_is_whole(bool upload)
    {
        var random = new Random(11);
        var (cuts, went, target) = (0, 0L, there.At("b"));
        TransferResult? done = null;
        while (done is null)
        {
            await using var peer = await SftpServerPeer.StartAsync();
            var until = random.Next(1, 9_000_000);
            var cut = new TransferTests.Told(progress => { if (progress.Bytes > until) peer.Kill(); });
            try
            {
                done = upload ? await peer.Client.UploadAsync(source, target, Resume with { Progress = cut }, Cancel) : await peer.Client.DownloadAsync(source, target, Resume with { Progress = cut }, Cancel);
            }
            catch (ConnectionFailedException)
            {
                (++cuts).ShouldBeLessThan(100);
                File.Exists(target).ShouldBeFalse();
                var part = Directory.GetFiles(there.Path).ShouldHaveSingleItem();
                var length = new FileInfo(part).Length;
                length.ShouldBeGreaterThanOrEqualTo(went);
                went = length;
            }
        }
        cuts.ShouldBeGreaterThan(1);
        done.Bytes.ShouldBe(Size - went);
        TransferTests.Sum(target).ShouldBe(sum);
        Directory.GetFiles(there.Path).ShouldBe([target]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_with_another_end_is_not_gone_on_with(bool upload)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var part = await CutAsync(peer, upload);
        await using (var file = File.OpenWrite(part))
        {
            file.Seek(-10, SeekOrigin.End);
            file.Write(new byte[10]);
        }
        var done = await GoOnAsync(peer, upload);
        done.Bytes.ShouldBe(Size);
        TransferTests.Sum(there.At("b")).ShouldBe(sum);
        Directory.GetFiles(there.Path).ShouldBe([there.At("b")]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_that_differs_anywhere_is_noticed_where_the_other_side_makes_hashes(bool upload)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        peer.Client.RemoteHash = async (path, length, cancel) =>
            (await ProgramRun.ToEndAsync("sh", "", "-c", $"head -c {length ?? Size} '{path}' | sha256sum")).Output[..64];
        var part = await CutAsync(peer, upload);
        var sound = (await GoOnAsync(peer, upload)).Bytes;
        sound.ShouldBeLessThan(Size);
        File.Delete(there.At("b"));
        part = await CutAsync(peer, upload);
        await using (var file = File.OpenWrite(part)) file.Write(new byte[10]);
        (await GoOnAsync(peer, upload)).Bytes.ShouldBe(Size);
        TransferTests.Sum(there.At("b")).ShouldBe(sum);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_of_another_version_of_the_source_is_not_gone_on_with(bool upload)
    {
        await using var peer = await SftpServerPeer.StartAsync();
        await CutAsync(peer, upload);
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddHours(-5));
        (await GoOnAsync(peer, upload)).Bytes.ShouldBe(Size);
    }

    [Fact]
    public async Task A_link_in_the_place_of_a_part_is_not_written_through()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        foreach (var upload in new[] { true, false })
        {
            var part = await CutAsync(peer, upload);
            File.Delete(part);
            File.CreateSymbolicLink(part, there.Write("outside", "kept"));
            if (upload) (await GoOnAsync(peer, upload)).Bytes.ShouldBe(Size);
            else await Should.ThrowAsync<IOException>(() => GoOnAsync(peer, upload));
            File.ReadAllText(there.At("outside")).ShouldBe("kept");
            File.Delete(there.At("b"));
        }
    }

    async Task<string> CutAsync(SftpServerPeer peer, bool upload)
    {
        await TransferTests.CancelAfterAsync(5_000_000, (progress, cancel) => upload
            ? peer.Client.UploadAsync(source, there.At("b"), Resume with { Progress = progress }, cancel)
            : peer.Client.DownloadAsync(source, there.At("b"), Resume with { Progress = progress }, cancel));
        return Directory.GetFiles(there.Path, ".b.runner-part-*").ShouldHaveSingleItem();
    }

    Task<TransferResult> GoOnAsync(SftpServerPeer peer, bool upload) => upload ? peer.Client.UploadAsync(source, there.At("b"), Resume, Cancel) : peer.Client.DownloadAsync(source, there.At("b"), Resume, Cancel);
}
