using System.Runtime.Versioning;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Ssh.Sftp;

/// <summary>What is allocated is counted for the whole process: nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(TransferMemoryTests), DisableParallelization = true)]
[Collection(nameof(TransferMemoryTests))]
[UnsupportedOSPlatform("windows")]
public sealed class TransferMemoryTests : IDisposable
{
    readonly PeerFolder here = new(), there = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        here.Dispose();
        there.Dispose();
    }

    [Fact]
    public async Task A_quarter_of_a_gibibyte_goes_there_and_back_in_little_memory()
    {
        await using var peer = await SftpServerPeer.StartAsync();
        var source = here.At("large");
        await using (var file = File.Create(source)) file.SetLength(256L * 1024 * 1024); // a sparse file
        var before = GC.GetTotalAllocatedBytes();
        var sent = await peer.Client.UploadAsync(source, there.At("large"), new() { Checksum = true }, Cancel);
        var back = await peer.Client.DownloadAsync(there.At("large"), here.At("back"), new() { Checksum = true }, Cancel);
        back.Sha256.ShouldBe(sent.Sha256);
        back.Size.ShouldBe(256L * 1024 * 1024);
        // Both ways together, all that was ever allocated: blocks are used again.
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(400L * 1024 * 1024);
    }
}
