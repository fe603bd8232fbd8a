using System.Security.Cryptography;
using Runner.Plugins.Ssh.Sftp.Files;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Plugins.Ssh.Sftp.Transfers;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

public sealed partial class SftpClient
{
    /// <summary>
    /// Sends a local file. It is written beside the target, and takes its place when it is whole: until then, and whatever goes wrong,
    /// the target stays as it was.
    /// </summary>
    /// <param name="source">The local file.</param>
    /// <param name="target">Its path on the server. With a slash at the end, or where a folder stands, the file keeps its name in that folder.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancel">Gives up; what was written is removed again.</param>
    /// <exception cref="IOException">The local file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The local file may not be read.</exception>
    /// <exception cref="SshException">The server refuses; its disk is full; the target is a link, a device or a folder.</exception>
    public async Task<TransferResult> UploadAsync(string source, string target, TransferOptions? options = null, CancellationToken cancel = default)
    {
        if (RegularFile.WhyNot(source) is { } reason) throw new IOException($"{source} {reason}.");
        using var from = new UploadSource.OfFile(source);
        return await UploadAsync(from, target, Path.GetFileName(source), options ?? new(), cancel).ConfigureAwait(false);
    }

    /// <summary>Sends what a stream holds, to its end. It is not closed.</summary>
    /// <inheritdoc cref="UploadAsync(string, string, TransferOptions?, CancellationToken)"/>
    public async Task<TransferResult> UploadAsync(Stream source, string target, TransferOptions? options = null, CancellationToken cancel = default)
    {
        using var from = new UploadSource.OfStream(source);
        return await UploadAsync(from, target, null, options ?? new(), cancel).ConfigureAwait(false);
    }

    /// <summary>Sends bytes.</summary>
    /// <inheritdoc cref="UploadAsync(string, string, TransferOptions?, CancellationToken)"/>
    public async Task<TransferResult> UploadAsync(ReadOnlyMemory<byte> source, string target, TransferOptions? options = null, CancellationToken cancel = default)
    {
        using var from = new UploadSource.OfBytes(source);
        return await UploadAsync(from, target, null, options ?? new(), cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// Fetches a file. It is written beside the target, and takes its place when it is whole. A file that grows is fetched as far as it
    /// was when it began.
    /// </summary>
    /// <param name="source">Its path on the server; a link stands for what it leads to.</param>
    /// <param name="target">The local file. Where a folder stands, the file keeps its name in that folder. Its folders are made.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancel">Gives up; what was written is removed again.</param>
    /// <exception cref="IOException">The local file cannot be written; it is a link, a device or a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The local file may not be written.</exception>
    /// <exception cref="SshException">There is no such file, it may not be read, or it is no file.</exception>
    public async Task<TransferResult> DownloadAsync(string source, string target, TransferOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        source = await ResolveAsync(source, cancel).ConfigureAwait(false);
        var told = await FileToReadAsync(source, cancel).ConfigureAwait(false);
        target = Path.GetFullPath(target);
        if (Directory.Exists(target))
        {
            var name = RemoteFolders.NameOf(source);
            LocalTarget.RequireName(name, source, Target);
            LocalTarget.RequireRepresentable(name, source);
            target = Path.Combine(target, name);
        }
        else Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        LocalTarget.RequireFileOrNothing(target);
        if (options.IfChanged && await Comparison.IsSameAsync(this, target, source, told, Comparison.TakesContents(options), cancel).ConfigureAwait(false) is { } same)
            return Comparison.Settle(target, told, same, options);
        var there = File.Exists(target);
        UnixFileMode? mode = there && !OperatingSystem.IsWindows() ? File.GetUnixFileMode(target) : null;
        var session = await ForAsync(told.Size, cancel).ConfigureAwait(false);
        return await new FileDownload(session, source, target, options, new(options.Progress, told.Size)).RunAsync(told, (there, mode), options.Flush, cancel).ConfigureAwait(false);
    }

    /// <summary>Fetches a file into a stream, which is not closed.</summary>
    /// <returns>How many bytes came.</returns>
    /// <exception cref="SshException">There is no such file, it may not be read, or it is no file.</exception>
    public async Task<long> DownloadAsync(string source, Stream target, CancellationToken cancel = default)
    {
        var stream = await OpenReadAsync(source, cancel).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await stream.CopyToAsync(target, cancel).ConfigureAwait(false);
            return stream.Position;
        }
    }

    /// <summary>Opens a file to read. The stream asks ahead, and can be read from any place.</summary>
    /// <exception cref="SshException">There is no such file, it may not be read, or it is no file.</exception>
    public async Task<Stream> OpenReadAsync(string path, CancellationToken cancel = default)
    {
        path = await ResolveAsync(path, cancel).ConfigureAwait(false);
        await FileToReadAsync(path, cancel).ConfigureAwait(false); // to open a named pipe would hold the whole session up
        var handle = await Operations.OpenAsync(path, SftpOpen.Read, AttributeChange.None, cancel).ConfigureAwait(false);
        try
        {
            var attributes = await Operations.StatAsync(handle, path, cancel).ConfigureAwait(false);
            return new SftpReadStream(this, handle, path, attributes.Size);
        }
        catch
        {
            CloseQuietly(handle);
            throw;
        }
    }

    /// <summary>
    /// Opens a file to write in its place, from its beginning or (<paramref name="append"/>) its end. What was written is there for sure
    /// after <see cref="Stream.FlushAsync()"/> or disposing; nothing is replaced atomically, as <c>UploadAsync</c> does.
    /// </summary>
    /// <exception cref="SshException">The file cannot be written.</exception>
    public async Task<Stream> OpenWriteAsync(string path, bool append = false, CancellationToken cancel = default)
    {
        path = await ResolveAsync(path, cancel).ConfigureAwait(false);
        var flags = SftpOpen.Write | SftpOpen.Create | (append ? SftpOpen.Append : SftpOpen.Truncate);
        if (await Operations.FindAsync(path, follow: true, cancel).ConfigureAwait(false) is { Kind: not SftpFileKind.File }) throw NoFile(path);
        var handle = await Operations.OpenAsync(path, flags, AttributeChange.None, cancel).ConfigureAwait(false);
        var start = append ? (await Operations.StatAsync(handle, path, cancel).ConfigureAwait(false)).Size ?? 0 : 0;
        return new SftpWriteStream(this, handle, path, start);
    }

    /// <summary>All of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="SshException">It cannot be read, or is larger.</exception>
    public async Task<byte[]> ReadAllBytesAsync(string path, int limit = 64 * 1024 * 1024, CancellationToken cancel = default)
    {
        var stream = await OpenReadAsync(path, cancel).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var all = new MemoryStream();
            var piece = new byte[32 * 1024];
            while (await stream.ReadAsync(piece, cancel).ConfigureAwait(false) is > 0 and var count)
            {
                if (all.Length + count > limit) throw new SshException(Target, $"{RemoteName.Quote(path)} on {Target} is larger than {Words.Bytes(limit)}, which is as much as is read into memory.");
                all.Write(piece, 0, count);
            }
            return all.ToArray();
        }
    }

    /// <summary>The SHA-256 of a remote file, in hex: told by the other side where it can be asked, else of what it sends.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">How many bytes of it; null for all.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="SshException">It cannot be read.</exception>
    public async Task<string> HashAsync(string path, long? length = null, CancellationToken cancel = default) =>
        await HashAsync(await ResolveAsync(path, cancel).ConfigureAwait(false), length, null, cancel).ConfigureAwait(false);

    /// <param name="path">The file.</param>
    /// <param name="length">How many bytes of it; null for all.</param>
    /// <param name="size">How large the file is, where that is known: what is small is read sooner than its hash is asked for.</param>
    /// <param name="cancel">Gives up.</param>
    internal async Task<string> HashAsync(string path, long? length, long? size, CancellationToken cancel)
    {
        const int small = 256 * 1024;
        if (size is null or > small && RemoteHash is { } ask && await ask(path, length, cancel).ConfigureAwait(false) is { } told) return told;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var handle = await Operations.OpenAsync(path, SftpOpen.Read, AttributeChange.None, cancel).ConfigureAwait(false);
        try
        {
            size = (await Operations.StatAsync(handle, path, cancel).ConfigureAwait(false)).Size;
            using var reader = new BlockReader(Operations, handle, path, Budget, 0, length ?? (size is > 0 ? size : null));
            while (await reader.NextAsync(cancel).ConfigureAwait(false) is { Count: > 0 } block)
            {
                hash.AppendData(block);
                reader.Return(block);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            CloseQuietly(handle);
        }
    }

    async Task<TransferResult> UploadAsync(UploadSource source, string target, string? name, TransferOptions options, CancellationToken cancel)
    {
        target = await ResolveAsync(target, cancel).ConfigureAwait(false);
        if (options.Resume && !source.CanRestart) throw new ArgumentException("What a stream holds cannot be resumed: give a file.", nameof(options));
        var existing = await Operations.FindAsync(target, follow: false, cancel).ConfigureAwait(false);
        if (name is not null && (target.EndsWith('/') || existing?.Kind == SftpFileKind.Directory || await IsLinkToFolderAsync(target, existing, cancel).ConfigureAwait(false)))
        {
            target = RemoteFolders.Join(target, name);
            existing = await Operations.FindAsync(target, follow: false, cancel).ConfigureAwait(false);
        }
        if (existing?.Kind == SftpFileKind.Link)
        {
            throw new SshException(Target, $"{RemoteName.Quote(target)} on {Target} is a link to {RemoteName.Quote(await Operations.ReadLinkAsync(target, cancel).ConfigureAwait(false))}: the file was not sent.")
            {
                Help = "Name what the link leads to, or remove the link.",
                Status = (int)SftpStatus.Failure,
            };
        }
        if (existing is { Kind: not SftpFileKind.File }) throw NoFile(target);
        if (options.IfChanged && existing is not null && source.CanRestart
            && await Comparison.IsSameAsync(this, source, target, existing, Comparison.TakesContents(options), cancel).ConfigureAwait(false) is { } same)
            return await Comparison.SettleAsync(this, source, target, existing, same, options, cancel).ConfigureAwait(false);
        var session = await ForAsync(source.Size, cancel).ConfigureAwait(false);
        return await new FileUpload(session, source, target, options, new(options.Progress, source.Size)).RunAsync(existing, options.Flush, cancel).ConfigureAwait(false);
    }

    async ValueTask<bool> IsLinkToFolderAsync(string path, SftpAttributes? found, CancellationToken cancel) => found?.Kind == SftpFileKind.Link
        && await Operations.FindAsync(path, follow: true, cancel).ConfigureAwait(false) is { Kind: SftpFileKind.Directory };

    /// <summary>What the server tells of a file that is one.</summary>
    async ValueTask<SftpAttributes> FileToReadAsync(string path, CancellationToken cancel)
    {
        var attributes = await Operations.StatAsync(path, follow: true, cancel).ConfigureAwait(false);
        // A server that tells no permissions tells no kind either.
        return attributes.Kind == SftpFileKind.File || attributes.RawMode is null ? attributes : throw NoFile(path, attributes.Kind);
    }

    SshException NoFile(string path, SftpFileKind kind = SftpFileKind.Other) =>
        new(Target, $"{RemoteName.Quote(path)} on {Target} is {(kind == SftpFileKind.Directory ? "a folder" : "a folder, a device or a named pipe")}, not a file.") { Status = (int)SftpStatus.Failure };
}
