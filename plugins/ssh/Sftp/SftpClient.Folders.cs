using Runner.Plugins.Ssh.Sftp.Files;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Plugins.Ssh.Sftp.Transfers;
using Runner.Plugins.Ssh.Sync;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

public sealed partial class SftpClient
{
    /// <summary>
    /// Makes a remote folder like a local one: what differs is sent, many files at once, and each takes its target's place when it is
    /// whole. Nothing is written outside of the target, also where links in it lead out of it.
    /// </summary>
    /// <param name="source">The local folder.</param>
    /// <param name="target">The remote folder that becomes like it; it is made, with those above it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancel">Gives up. Files that are there already stay; no half ones do.</param>
    /// <exception cref="IOException">Something of the local folder cannot be read.</exception>
    /// <exception cref="SshException">The server refuses something, or something else stands in the place of a file or folder.</exception>
    public async Task<SyncResult> UploadFolderAsync(string source, string target, SyncOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        target = await ResolveAsync(target, cancel).ConfigureAwait(false);
        source = Path.GetFullPath(source);
        if (!Directory.Exists(source)) throw new DirectoryNotFoundException($"There is no folder {source}.");
        var found = await Operations.FindAsync(target, follow: true, cancel).ConfigureAwait(false);
        // The top has many names: /., /tmp/.., a link to it.
        if (options.Delete) RequireNotTop(found is null ? target : await Operations.RealPathAsync(target, cancel).ConfigureAwait(false), target);
        if (found is { Kind: not SftpFileKind.Directory })
            throw new SshException(Target, $"{RemoteName.Quote(target)} on {Target} is no folder, and so cannot become like {source}.") { Status = (int)SftpStatus.Failure };
        if (found is null && !options.DryRun) await RemoteFolders.MakeAsync(Operations, target, parents: true, null, cancel).ConfigureAwait(false);
        var (from, to) = (new LocalTree(source), new RemoteTree(this, target));
        var meter = new TransferMeter(options.Progress);
        var each = Each(options);
        return await new TreeSync(from, to, toLocal: false, options, async (path, _, existing, token) =>
        {
            using var file = new UploadSource.OfFile(from.At(path));
            var session = await ForAsync(file.Size, token).ConfigureAwait(false);
            await new FileUpload(session, file, to.At(path), each, meter).RunAsync(existing?.Attributes, options.Flush, token).ConfigureAwait(false);
        }).RunAsync(found is not null, cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// Makes a local folder like a remote one: what differs is fetched, many files at once, and each takes its target's place when it is
    /// whole. Nothing is written outside of the target, whatever names and links the server sends.
    /// </summary>
    /// <param name="source">The remote folder.</param>
    /// <param name="target">The local folder that becomes like it; it is made, with those above it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancel">Gives up. Files that are there already stay; no half ones do.</param>
    /// <exception cref="IOException">Something cannot be written here, or has a name that it cannot have here.</exception>
    /// <exception cref="SshException">The server refuses something, or the source is no folder.</exception>
    /// <exception cref="ProtocolException">The server lists what is no name of a file in its folder.</exception>
    public async Task<SyncResult> DownloadFolderAsync(string source, string target, SyncOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        source = await ResolveAsync(source, cancel).ConfigureAwait(false);
        target = Path.GetFullPath(target);
        if (options.Delete) RequireNotTop(Directory.ResolveLinkTarget(Path.TrimEndingDirectorySeparator(target), returnFinalTarget: true)?.FullName ?? target, target);
        if ((await Operations.StatAsync(source, follow: true, cancel).ConfigureAwait(false)).Kind != SftpFileKind.Directory)
            throw new SshException(Target, $"{RemoteName.Quote(source)} on {Target} is no folder.") { Status = (int)SftpStatus.Failure };
        var exists = Directory.Exists(target);
        if (!exists && !options.DryRun) Directory.CreateDirectory(target);
        var (from, to) = (new RemoteTree(this, source), new LocalTree(target));
        var meter = new TransferMeter(options.Progress);
        var each = Each(options);
        return await new TreeSync(from, to, toLocal: true, options, async (path, entry, existing, token) =>
        {
            var mode = existing is { Kind: SftpFileKind.File } file ? file.Attributes.Mode : null;
            var session = await ForAsync(entry.Attributes.Size, token).ConfigureAwait(false);
            await new FileDownload(session, from.At(path), to.At(path), each, meter).RunAsync(entry.Attributes, (existing is not null, mode), options.Flush, token).ConfigureAwait(false);
        }).RunAsync(exists, cancel).ConfigureAwait(false);
    }

    static TransferOptions Each(SyncOptions options) => new() { Mode = options.Mode, Owner = options.Owner, Preserve = options.Permissions, PreserveTime = true };

    /// <param name="full">The folder, without links in its path.</param>
    /// <param name="named">What it was called.</param>
    static void RequireNotTop(string full, string named)
    {
        var bare = full.Trim('/');
        var isDrive = bare is [var letter, ':'] && char.IsAsciiLetter(letter);
        if (bare.Length == 0 || isDrive || Path.GetPathRoot(full) == full)
            throw new ArgumentException($"To delete what is too much in {RemoteName.Quote(named)} would empty the machine: name a folder.");
    }
}
