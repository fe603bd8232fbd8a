using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.Transfers;

/// <summary>Alone in the process: they measure its memory.</summary>
[CollectionDefinition(nameof(LargeTransferTests), DisableParallelization = true)]
public sealed class LargeTransfers;

[Collection(nameof(LargeTransferTests))]
public sealed class LargeTransferTests : IAsyncDisposable
{
    readonly TestActionContext context = new();
    readonly PeerFolder folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Download_of_hundreds_of_megabytes_from_nginx_is_not_held_in_memory()
    {
        var to = folder.At("down/load.bin");
        const long size = 256 * 1024 * 1024;
        await using var nginx = await NginxPeer.StartAsync();
        var hash = RandomFile.Write(nginx.At("large.bin"), size);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;

        var download = new HttpDownload { Url = $"{nginx.Url}/large.bin", To = to, Sha256 = hash.ToUpperInvariant() }.RunAsync(context, Cancel).AsTask();
        while (!download.IsCompleted)
        {
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
            await Task.WhenAny(download, Task.Delay(20, Cancel));
        }
        var result = await download;

        (most - before).ShouldBeLessThan(size / 4);
        result.Status.ShouldBe(200);
        result.Path.ShouldBe(to);
        result.Size.ShouldBe(size);
        result.Sha256.ShouldBe(hash);
        result.Resumed.ShouldBe(0);
        result.Rate.ShouldBeGreaterThan(0);
        result.Timings.Total.ShouldBeGreaterThan(TimeSpan.Zero);
        result.Headers["Content-Length"].ShouldBe("268435456");
        new FileInfo(to).Length.ShouldBe(size);
        Directory.GetFileSystemEntries(folder.At("down")).ShouldBe([to]);
        context.Logged.ShouldContain(line => line.Message.StartsWith("Received 256 MiB of 256 MiB, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upload_of_hundreds_of_megabytes_to_nginx_is_streamed_with_progress()
    {
        const long size = 256 * 1024 * 1024;
        await NginxPeer.RequireModuleAsync("http_dav_module");
        await using var nginx = await NginxPeer.StartAsync("client_max_body_size 0; location /dav/ { dav_methods PUT; create_full_put_path on; }");
        var path = folder.At("large.bin");
        var hash = RandomFile.Write(path, size);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var action = new HttpPut { Url = $"{nginx.Url}/dav/large.bin", File = path };

        var upload = action.RunAsync(context, Cancel).AsTask();
        while (!upload.IsCompleted)
        {
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
            await Task.WhenAny(upload, Task.Delay(20, Cancel));
        }

        (await upload).Status.ShouldBe(201);
        (most - before).ShouldBeLessThan(size / 4);
        await using var stored = File.OpenRead(nginx.At("dav/large.bin"));
        Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(stored, Cancel)).ShouldBe(hash);
        context.Logged.ShouldContain(line => line.Message.StartsWith("Sent 256 MiB of 256 MiB, ", StringComparison.Ordinal));
    }
}
