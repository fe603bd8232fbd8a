using System.Security.Cryptography;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.Transfers;

/// <summary>What tests of downloads share: where the file goes to, and what is there.</summary>
public abstract class Downloading : IAsyncDisposable
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected TestActionContext Context { get; } = new();

    private protected PeerFolder Folder { get; } = new();

    protected string To => Folder.At("down/load.bin");

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Task<HttpDownloaded> Run(HttpDownload action) => action.RunAsync(Context, Cancel).AsTask();

    protected static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    protected void ShouldBeEmpty()
    {
        if (Directory.Exists(Folder.At("down"))) Directory.GetFileSystemEntries(Folder.At("down")).ShouldBeEmpty();
    }
}
