using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Sftp;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LostUploadTests
{
    [Fact]
    public async Task An_upload_that_is_lost_names_the_part_that_it_leaves_there()
    {
        using PeerFolder here = new(), there = new();
        await File.WriteAllBytesAsync(here.At("a"), new byte[20_000_000], TestContext.Current.CancellationToken);
        await using var peer = await SftpServerPeer.StartAsync();
        var cut = new TransferTests.Told(progress => { if (progress.Bytes > 1_000_000) peer.Kill(); });

        var lost = await Should.ThrowAsync<ConnectionFailedException>(peer.Client.UploadAsync(here.At("a"), there.At("b"), new TransferOptions { Progress = cut }, TestContext.Current.CancellationToken));

        var part = Directory.GetFiles(there.Path).ShouldHaveSingleItem();
        Path.GetFileName(part).ShouldStartWith(".b.runner-");
        lost.Message.ShouldContain(" A part of the file may be left there as ");
        lost.Message.ShouldContain(part);
        lost.IsTransient.ShouldBeTrue();
    }
}
