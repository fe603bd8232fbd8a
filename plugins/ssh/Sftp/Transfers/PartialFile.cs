using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Runner.Plugins.Ssh.Sftp.Protocol;

namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>
/// What an earlier, broken transfer left. Its name says of which source it is a part, by size and time (<see cref="TemporaryName.OfPart"/>),
/// and blocks are written in order, so that it has no holes. That alone is not trusted: the whole part is compared by its SHA-256
/// where the other side can be asked for it, else its last bytes are, which also finds what a crash of the machine cut off or zeroed.
/// </summary>
static class PartialFile
{
    internal const int ComparedEnd = 256 * 1024;

    /// <summary>How much of an upload is there already; 0 when it has to start anew, with nothing in the way. The hash, if there is one, takes what is there.</summary>
    internal static async Task<long> VerifyRemoteAsync(SftpClient client, string part, UploadSource source, IncrementalHash? sum, CancellationToken cancel)
    {
        using var own = sum is null ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        var hash = sum ?? own!;
        var found = await client.Operations.FindAsync(part, follow: false, cancel).ConfigureAwait(false);
        if (found is null) return 0;
        if (found.Kind == SftpFileKind.File && found.Size is { } size and > 0 && size <= source.Size)
        {
            await HashAsync(source, size, hash, cancel).ConfigureAwait(false);
            if (client.RemoteHash is { } ask && await ask(part, size, cancel).ConfigureAwait(false) is { } theirs)
            {
                if (Convert.ToHexStringLower(hash.GetCurrentHash()) == theirs) return size;
            }
            else if (await EndsAlikeAsync(client, part, source, size, cancel).ConfigureAwait(false)) return size;
            hash.GetHashAndReset();
        }
        await client.Operations.RemoveAsync(part, cancel).ConfigureAwait(false);
        return 0;
    }

    /// <summary>How much of a download is there already; 0 when it has to start anew.</summary>
    internal static async Task<long> VerifyLocalAsync(
        SftpClient client, SafeFileHandle part, byte[] handle, string path, long size, IncrementalHash? sum, CancellationToken cancel)
    {
        using var own = sum is null ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        var hash = sum ?? own!;
        var have = RandomAccess.GetLength(part);
        if (have == 0 || have > size) return 0;
        var buffer = new byte[SftpServerFacts.LargestBlock];
        for (var at = 0L; at < have;)
        {
            cancel.ThrowIfCancellationRequested();
            var count = RandomAccess.Read(part, buffer.AsSpan(0, (int)Math.Min(buffer.Length, have - at)), at);
            if (count == 0) return 0;
            hash.AppendData(buffer, 0, count);
            at += count;
        }
        if (client.RemoteHash is { } ask && await ask(path, have, cancel).ConfigureAwait(false) is { } theirs)
        {
            if (Convert.ToHexStringLower(hash.GetCurrentHash()) == theirs) return have;
        }
        else
        {
            var from = Math.Max(0, have - ComparedEnd);
            var theirEnd = await ReadAsync(client, handle, path, from, have, cancel).ConfigureAwait(false);
            var ours = new byte[have - from];
            RandomAccess.Read(part, ours, from);
            if (theirEnd.AsSpan().SequenceEqual(ours)) return have;
        }
        hash.GetHashAndReset();
        return 0;
    }

    static async ValueTask<bool> EndsAlikeAsync(SftpClient client, string part, UploadSource source, long size, CancellationToken cancel)
    {
        var from = Math.Max(0, size - ComparedEnd);
        var handle = await client.Operations.OpenAsync(part, SftpOpen.Read, AttributeChange.None, cancel).ConfigureAwait(false);
        try
        {
            var theirs = await ReadAsync(client, handle, part, from, size, cancel).ConfigureAwait(false);
            var ours = new byte[size - from];
            return await source.ReadAsync(ours, from, cancel).ConfigureAwait(false) == ours.Length && theirs.AsSpan().SequenceEqual(ours);
        }
        finally
        {
            client.CloseQuietly(handle);
        }
    }

    static async ValueTask<byte[]> ReadAsync(SftpClient client, byte[] handle, string path, long from, long to, CancellationToken cancel)
    {
        using var reader = new BlockReader(client.Operations, handle, path, client.Budget, from, to);
        using var bytes = new MemoryStream();
        while (await reader.NextAsync(cancel).ConfigureAwait(false) is { Count: > 0 } block)
        {
            bytes.Write(block);
            reader.Return(block);
        }
        return bytes.ToArray();
    }

    static async ValueTask HashAsync(UploadSource source, long size, IncrementalHash hash, CancellationToken cancel)
    {
        var buffer = new byte[SftpServerFacts.LargestBlock];
        for (var at = 0L; at < size;)
        {
            var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, size - at)), at, cancel).ConfigureAwait(false);
            if (count == 0) throw new IOException("The file became shorter while it was read.");
            hash.AppendData(buffer, 0, count);
            at += count;
        }
    }
}
