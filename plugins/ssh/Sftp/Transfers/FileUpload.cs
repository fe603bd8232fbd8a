using System.Security.Cryptography;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>
/// One file on its way to the server: written under a name of its own beside the target, and given the target's name when it is
/// whole. Whatever goes wrong before, the target is as it was.
/// </summary>
sealed class FileUpload(SftpClient client, UploadSource source, string path, TransferOptions options, TransferMeter meter)
{
    const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    static readonly TimeSpan CleaningLimit = TimeSpan.FromSeconds(10);

    bool isFull;
    readonly SftpOperations operations = client.Operations;
    // SSH itself protects what it carries: only for who wants it.
    readonly IncrementalHash? hash = options.Checksum ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;

    /// <param name="existing">What stands at the target; null for nothing.</param>
    /// <param name="flush">Whether to write it to the server's disk.</param>
    /// <param name="cancel">Gives up.</param>
    internal async Task<TransferResult> RunAsync(SftpAttributes? existing, bool flush, CancellationToken cancel)
    {
        using var hashing = hash;
        var resumes = options.Resume && source is { Modified: not null };
        var temporary = resumes ? TemporaryName.OfPart(path, source.Size!.Value, source.Modified!.Value) : TemporaryName.Beside(path);
        var offset = resumes ? await PartialFile.VerifyRemoteAsync(client, temporary, source, hash, cancel).ConfigureAwait(false) : 0;
        // A link that is replaced has neither permissions nor an owner to keep.
        var replaced = existing is { Kind: SftpFileKind.File } ? existing : null;
        // What a secret file's replacement is, nobody else reads on its way; a new file without any wish gets what the umask leaves.
        var mode = options.Mode ?? (options.Preserve ? source.Mode : null) ?? replaced?.Mode;
        var first = mode is not null ? Private : source.Mode & (UnixFileMode)0b111_111_111 ?? null;
        var flags = offset > 0 ? SftpOpen.Write : SftpOpen.Write | SftpOpen.Create | SftpOpen.Exclusive;
        byte[]? handle = null;
        BlockWriter? writer = null;
        try
        {
            handle = await operations.OpenAsync(temporary, flags, new() { Mode = first }, cancel).ConfigureAwait(false);
            var own = replaced?.UserId is not null && options.Owner is null ? operations.StatAsync(handle, temporary, cancel) : null;
            writer = new(operations, handle, temporary, client.Budget, offset);
            await SendAllAsync(writer, cancel).ConfigureAwait(false);
            var size = writer.Offset;
            await FinishAsync(handle, temporary, own is null ? null : await own.ConfigureAwait(false), replaced, mode, writer, flush, cancel).ConfigureAwait(false);
            handle = null;
            var sum = hash is null ? null : Convert.ToHexStringLower(hash.GetHashAndReset());
            await RenameAsync(temporary, existing, sum, cancel).ConfigureAwait(false);
            return new(path, size, size - offset, true, existing is null, sum) { Sent = true };
        }
        catch (Exception cause)
        {
            var reason = await DescribeAsync(cause, temporary, handle is not null || writer is not null).ConfigureAwait(false);
            // A request to create that was given up may yet be done.
            var created = handle is not null || writer is not null || cause is OperationCanceledException;
            // On a full disk a part is in the way, and what a hostile server took is of no use.
            var keep = resumes && !isFull && cause is not ProtocolException && (offset > 0 || writer is not null);
            if (created) await CleanAsync(temporary, handle, writer, keep).ConfigureAwait(false);
            if (created && !keep && cause is NetworkException lost && operations.Session.Failure is not null) reason = UploadErrors.LeftBehind(lost, temporary);
            if (reason is null) throw;
            throw reason;
        }
    }

    async ValueTask SendAllAsync(BlockWriter writer, CancellationToken cancel)
    {
        if (writer.WritesHere && hash is null && source is UploadSource.OfFile file)
        {
            var sending = Task.Factory.StartNew(
                () => writer.SendFile(file, file.Size!.Value, count => meter.Add(count, path), cancel), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            // A server that takes nothing more holds the thread up until the session ends, and nobody need wait for that.
            _ = sending.ContinueWith(static sent => sent.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            await sending.WaitAsync(cancel).ConfigureAwait(false);
            return;
        }
        while (true)
        {
            var left = source.Size - writer.Offset;
            if (left <= 0) return;
            var block = await writer.RentAsync((int)Math.Min(writer.BlockSize, left ?? long.MaxValue), cancel).ConfigureAwait(false);
            int count;
            try
            {
                count = await source.ReadAsync(block.Data, writer.Offset, cancel).ConfigureAwait(false);
            }
            catch
            {
                writer.Return(block);
                throw;
            }
            if (count == 0)
            {
                writer.Return(block);
                if (left > 0) throw new IOException($"The file became shorter while it was read: {Words.Count(writer.Offset, "byte")} in place of {Words.Count(source.Size!.Value, "byte")}.");
                return;
            }
            hash?.AppendData(block.Data.Span[..count]);
            writer.Send(block, count);
            meter.Add(count, path);
            if (count < block.Size && source.Size is null) return;
        }
    }

    /// <summary>Sees to it that all is written, and closes the file, in as few waits as there can be.</summary>
    async ValueTask FinishAsync(
        byte[] handle, string temporary, SftpAttributes? own, SftpAttributes? replaced, UnixFileMode? mode, BlockWriter writer, bool flush, CancellationToken cancel)
    {
        var owner = options.Owner ?? (own?.UserId is { } user && replaced?.UserId is { } before && (user, own.GroupId) != (before, replaced.GroupId)
            ? new SftpOwner(before, replaced.GroupId ?? 0) : null);
        // To change the owner takes special bits away: the owner first.
        if (owner is not null) await SetOwnerAsync(handle, temporary, owner, cancel).ConfigureAwait(false);
        var change = new AttributeChange
        {
            Mode = mode,
            Times = (options.Preserve || options.PreserveTime) && source.Modified is { } modified ? (modified, modified) : null,
        };
        // The server does what concerns one file in the order in which it is asked, and these requests go out in order.
        var isSmall = source.Size <= Math.Min(SftpSession.SmallWrite, writer.BlockSize);
        if (!isSmall) await writer.DrainAsync(cancel).ConfigureAwait(false);
        var set = change.IsEmpty ? null : operations.Set(handle, change);
        if (flush && operations.Session.Server.Has(SftpExtensions.Fsync)) await operations.FlushAsync(handle, temporary, cancel).ConfigureAwait(false);
        var closed = operations.CloseAsync(handle, temporary, cancel);
        if (isSmall) await writer.DrainAsync(cancel).ConfigureAwait(false);
        if (set is not null) await operations.DoneAsync(set, $"change the attributes of {RemoteName.Quote(temporary)}", cancel).ConfigureAwait(false);
        await closed.ConfigureAwait(false);
    }

    async ValueTask SetOwnerAsync(byte[] handle, string temporary, SftpOwner owner, CancellationToken cancel)
    {
        try
        {
            await operations.DoneAsync(
                operations.Set(handle, new() { Owner = (owner.User, owner.Group) }), $"give {RemoteName.Quote(temporary)} to {owner.User}:{owner.Group}", cancel).ConfigureAwait(false);
        }
        catch (SshException) when (options.Owner is null)
        {
            // The owner of the file before was not asked for, and only root can give files away.
        }
    }

    async Task RenameAsync(string temporary, SftpAttributes? existing, string? sum, CancellationToken cancel)
    {
        if (sum is not null && await client.HashAsync(temporary, null, cancel).ConfigureAwait(false) is var arrived && arrived != sum)
            throw new ProtocolException(client.Target, $"{client.Target} has other contents in {RemoteName.Quote(temporary)} than were sent (SHA-256 {arrived}, not {sum}): the file was not replaced.");
        await client.ReplaceAsync(temporary, path, existing is not null, cancel).ConfigureAwait(false);
    }

    /// <summary>What an error means for the target; null when it says so itself.</summary>
    async Task<NetworkException?> DescribeAsync(Exception cause, string temporary, bool wasOpen)
    {
        if (cause is not SshException refusal) return null;
        using var limit = new CancellationTokenSource(CleaningLimit);
        NetworkException? reason = null;
        try
        {
            reason = wasOpen ? null : await UploadErrors.OfFolderAsync(operations, path, refusal, limit.Token).ConfigureAwait(false);
        }
        catch (Exception other) when (other is NetworkException or OperationCanceledException)
        {
            // What is known is the failure itself.
        }
        reason ??= await OfDiskAsync(refusal, limit.Token).ConfigureAwait(false);
        return reason ?? UploadErrors.Renamed(refusal, temporary, path);
    }

    /// <summary>A failure for which the protocol has no number is mostly a full disk: whether it is.</summary>
    async Task<NetworkException?> OfDiskAsync(SshException cause, CancellationToken cancel)
    {
        if (cause.Status != (int)SftpStatus.Failure || !operations.Session.Server.Has(SftpExtensions.StatVfs)) return null;
        try
        {
            var folder = path.LastIndexOf('/') switch { < 0 => ".", 0 => "/", var slash => path[..slash] };
            var space = await operations.SpaceAsync(folder, cancel).ConfigureAwait(false);
            if (space.Available >= Math.Max(operations.Session.Server.WriteBlock, 4096)) return null;
            isFull = true;
            return new SshException(client.Target, $"{client.Target} could not write {RemoteName.Quote(path)}: its disk is full ({Words.Bytes(space.Available)} of {Words.Bytes(space.Total)} free).", cause)
            {
                Status = (int)SftpStatus.Failure,
            };
        }
        catch (Exception other) when (other is NetworkException or OperationCanceledException)
        {
            return null; // what is known is the failure itself
        }
    }

    /// <summary>Leaves nothing behind, or the part that a later attempt goes on with.</summary>
    async ValueTask CleanAsync(string temporary, byte[]? handle, BlockWriter? writer, bool keep)
    {
        if (operations.Session.Failure is not null) return; // nobody is there to be asked
        using var limit = new CancellationTokenSource(CleaningLimit);
        try
        {
            if (keep && handle is not null && writer is not null) await CutAsync(handle, writer, limit.Token).ConfigureAwait(false);
            if (handle is not null) client.CloseQuietly(handle);
            if (!keep || writer is { Written: 0 }) await operations.RemoveAsync(temporary, limit.Token).ConfigureAwait(false);
        }
        catch (Exception other) when (other is NetworkException or OperationCanceledException)
        {
            // It went wrong already, for the reason that is being told.
        }
    }

    /// <summary>Cuts off what the server took after a block that it did not take.</summary>
    async ValueTask CutAsync(byte[] handle, BlockWriter writer, CancellationToken cancel)
    {
        try
        {
            await writer.DrainAsync(cancel).ConfigureAwait(false);
        }
        catch (NetworkException)
        {
            await operations.DoneAsync(operations.Set(handle, new() { Size = writer.Written }), "cut", cancel).ConfigureAwait(false);
        }
    }
}
