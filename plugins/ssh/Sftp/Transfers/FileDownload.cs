using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Runner.Plugins.Ssh.Sftp.Files;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>
/// One file on its way from the server: written under a name of its own beside the target, and given the target's name when it is
/// whole.
/// </summary>
sealed class FileDownload(SftpClient client, string path, string target, TransferOptions options, TransferMeter meter)
{
    const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The permissions that a server may give to a file here: never to run as its owner.</summary>
    const UnixFileMode Given = (UnixFileMode)0b111_111_111;

    /// <summary>How much a file may hold that is told to hold nothing, as those of /proc are.</summary>
    const long LargestUntold = 64 * 1024 * 1024;

    readonly SftpOperations operations = client.Operations;

    /// <param name="told">What the server says of the file.</param>
    /// <param name="existing">Whether something stands at the target, and with which permissions.</param>
    /// <param name="flush">Whether to write it to this machine's disk.</param>
    /// <param name="cancel">Gives up.</param>
    internal async Task<TransferResult> RunAsync(SftpAttributes told, (bool There, UnixFileMode? Mode) existing, bool flush, CancellationToken cancel)
    {
        UnixFileMode? mode = OperatingSystem.IsWindows() ? null
            : options.Mode ?? (options.Preserve ? told.Mode & Given : null) ?? existing.Mode;
        var resumes = options.Resume && told is { Size: > 0, Modified: not null };
        var separator = Path.DirectorySeparatorChar;
        var temporary = resumes ? TemporaryName.OfPart(target, told.Size!.Value, told.Modified!.Value, separator) : TemporaryName.Beside(target, separator);
        if (resumes) LocalTarget.RequireFileOrNothing(temporary);
        using var hash = options.Checksum ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        var handle = await operations.OpenAsync(path, SftpOpen.Read, AttributeChange.None, cancel).ConfigureAwait(false);
        NewFile? made = null;
        var keep = false;
        try
        {
            var first = mode is null && told.Mode is { } theirs ? theirs & Given | UnixFileMode.UserWrite : Private;
            made = resumes ? NewFile.OpenOrMake(temporary, first) : NewFile.Make(temporary, first);
            var file = made.Value.Handle;
            var offset = resumes ? await PartialFile.VerifyLocalAsync(client, file, handle, path, told.Size!.Value, hash, cancel).ConfigureAwait(false) : 0;
            if (resumes) RandomAccess.SetLength(file, offset);
            keep = resumes;
            var received = await ReceiveAsync(handle, file, hash, offset, told.Size is > 0 and var size ? size : null, cancel).ConfigureAwait(false);
            var sum = hash is null ? null : Convert.ToHexStringLower(hash.GetHashAndReset());
            if (sum is not null && client.RemoteHash is { } ask && await ask(path, null, cancel).ConfigureAwait(false) is { } theirSum && theirSum != sum)
            {
                keep = false;
                throw new SshException(client.Target, $"{RemoteName.Quote(path)} on {client.Target} has the SHA-256 {theirSum}, and what came has {sum}: the file changed on its way, and was thrown away.") { IsTransient = true };
            }

            if (mode is { } wanted && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file, wanted);
            if ((options.Preserve || options.PreserveTime) && told.Modified is { } modified) File.SetLastWriteTimeUtc(file, modified.UtcDateTime);
            if (flush) RandomAccess.FlushToDisk(file);
            cancel.ThrowIfCancellationRequested();
            made.Value.Owner.Dispose();
            NewFile.Rename(temporary, target);
            made = null;
            return new(target, received, received - offset, true, !existing.There, sum) { Sent = true };
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ProtocolException)
        {
            if (cause is not UnauthorizedAccessException) keep = false; // a full disk needs the room, and what a hostile server sent is of no use
            if (!cause.Message.Contains(temporary, StringComparison.Ordinal)) throw;
            // Nobody knows the file's other name.
            var message = cause.Message.Replace(temporary, target, StringComparison.Ordinal);
            throw cause is UnauthorizedAccessException ? new UnauthorizedAccessException(message, cause) : new IOException(message, cause) { HResult = cause.HResult };
        }
        finally
        {
            if (made is { } left)
            {
                keep &= !left.Handle.IsClosed && RandomAccess.GetLength(left.Handle) > 0;
                left.Owner.Dispose();
                if (!keep) File.Delete(temporary);
            }
            client.CloseQuietly(handle);
        }
    }

    async ValueTask<long> ReceiveAsync(byte[] handle, SafeFileHandle file, IncrementalHash? hash, long offset, long? size, CancellationToken cancel)
    {
        // Blocks of a file that may be resumed are written in order, so that it has no holes.
        if (hash is null && !options.Resume && size is { } whole && FileReceiver.Fits(operations.Session))
            return Whole(await new FileReceiver(operations, handle, path, file, whole, count => meter.Add(count, path)).RunAsync(cancel).ConfigureAwait(false), whole);
        using var reader = new BlockReader(operations, handle, path, client.Budget, offset, size);
        var at = offset;
        while (await reader.NextAsync(cancel).ConfigureAwait(false) is { Count: > 0 } block)
        {
            try
            {
                hash?.AppendData(block);
                RandomAccess.Write(file, block, at);
            }
            finally
            {
                reader.Return(block);
            }
            at += block.Count;
            meter.Add(block.Count, path);
            if (size is null && at > LargestUntold)
                throw new ProtocolException(client.Target, $"{client.Target} says that {RemoteName.Quote(path)} is empty, and sends more than {Words.Bytes(LargestUntold)} of it: the file was thrown away.");
        }
        return Whole(at, size ?? 0);
    }

    // What was appended meanwhile is left for the next time: the whole of a file that grows has no end.
    long Whole(long got, long size) => got >= size ? got : throw new SshException(
        client.Target, $"{RemoteName.Quote(path)} on {client.Target} became shorter while it was read: {Words.Count(got, "byte")} in place of {Words.Count(size, "byte")}.") { IsTransient = true };
}
