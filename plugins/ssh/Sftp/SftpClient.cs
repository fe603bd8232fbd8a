using System.Runtime.CompilerServices;
using Runner.Plugins.Ssh.Sftp;
using Runner.Plugins.Ssh.Sftp.Files;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Plugins.Ssh.Sftp.Transfers;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>
/// Files on another machine, by SFTP version 3 (draft-ietf-secsh-filexfer-02) with OpenSSH's extensions where the server offers them.
/// Any number of operations may be under way at once.
/// </summary>
/// <remarks>
/// <para>Paths have slashes. Relative ones start where the server lets a session start, which is the user's home folder; <c>~</c> and
/// <c>~/…</c> mean it too. A byte of a name that is not UTF-8 is the lone surrogate U+DC00 + byte, in both directions.</para>
/// <para>What the server refuses is an <see cref="SshException"/> whose status is an <see cref="SftpStatus"/>; a lost connection is a
/// <see cref="ConnectionFailedException"/>, silence a <see cref="NetworkTimeoutException"/>, and answers that no server should give are a
/// <see cref="ProtocolException"/>, after which the client cannot be used any more. Local files throw what .NET throws for them.</para>
/// </remarks>
public sealed partial class SftpClient : IAsyncDisposable
{
    /// <summary>How long a server may say nothing at all while it is asked something. Long, since it answers nothing while it writes a large file to its disk.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly SftpSession session;

    SftpClient(SftpSession session) => (this.session, Operations) = (session, new(session));

    /// <summary>Whom it is connected to, for people.</summary>
    public string Target => session.Target;

    /// <summary>What the server can do.</summary>
    public SftpServerFacts Server => session.Server;

    /// <summary>
    /// Asks the server's machine for the SHA-256 of a file, where that can be done, so that contents are compared without being
    /// transferred. Null, or its answer null: files are read over SFTP and hashed here.
    /// </summary>
    public RemoteSha256? RemoteHash { get; set; }

    /// <summary>The session for large files; null where all go through this one.</summary>
    internal WideSession? Wide { get; set; }

    internal SftpOperations Operations { get; }

    internal BlockBudget Budget { get; } = new();

    /// <summary>Begins to speak SFTP over a pair of streams.</summary>
    /// <param name="input">What the server reads.</param>
    /// <param name="output">What the server writes.</param>
    /// <param name="target">Whom they lead to, for messages.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="channel">What is behind the streams, disposed with the client.</param>
    /// <param name="patience">How long the server may say nothing while it is asked something; null for two minutes.</param>
    /// <exception cref="NetworkException">The other side does not speak SFTP, or ended.</exception>
    internal static async Task<SftpClient> OpenAsync(
        Stream input, Stream output, string target, CancellationToken cancel, IAsyncDisposable? channel = null, TimeSpan? patience = null)
    {
        var session = await SftpSession.OpenAsync(input, output, channel, target, patience ?? Patience, cancel).ConfigureAwait(false);
        var client = new SftpClient(session);
        try
        {
            if (session.Server.Has(SftpExtensions.Limits))
            {
                var (packet, read, write) = await client.Operations.LimitsAsync(cancel).ConfigureAwait(false);
                session.Server = session.Server with { ReadBlock = Block(read, packet), WriteBlock = Block(write, packet) };
            }
            return client;
        }
        catch (SshException)
        {
            return client; // an administrator may have forbidden the question: what every server takes it is
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What the server tells of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="followLinks">Whether a link stands for what it leads to.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="SshException">There is none, or it may not be seen.</exception>
    public async Task<SftpAttributes> StatAsync(string path, bool followLinks = true, CancellationToken cancel = default) =>
        await Operations.StatAsync(await ResolveAsync(path, cancel).ConfigureAwait(false), followLinks, cancel).ConfigureAwait(false);

    /// <summary>What the server tells of a file; null when there is none.</summary>
    /// <inheritdoc cref="StatAsync"/>
    public async Task<SftpAttributes?> FindAsync(string path, bool followLinks = true, CancellationToken cancel = default) =>
        await Operations.FindAsync(await ResolveAsync(path, cancel).ConfigureAwait(false), followLinks, cancel).ConfigureAwait(false);

    /// <summary>The entries of a folder as they come, in the server's order, without <c>.</c> and <c>..</c>.</summary>
    /// <exception cref="SshException">There is no such folder, or it may not be listed.</exception>
    /// <exception cref="ProtocolException">The server lists what is no name of an entry.</exception>
    public async IAsyncEnumerable<SftpEntry> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var folder = await ResolveAsync(path, cancel).ConfigureAwait(false);
        await foreach (var entry in Listing.ReadAsync(this, folder, cancel).ConfigureAwait(false)) yield return entry;
    }

    /// <summary>Makes a folder; one that is there already is left as it is.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="parents">Whether to make the folders above it too.</param>
    /// <param name="mode">The permissions of the new folder, less what the server's umask takes away; null for the server's own.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Whether it was made.</returns>
    /// <exception cref="SshException">It cannot be made.</exception>
    public async Task<bool> MakeDirectoryAsync(string path, bool parents = true, UnixFileMode? mode = null, CancellationToken cancel = default) =>
        await RemoteFolders.MakeAsync(Operations, await ResolveAsync(path, cancel).ConfigureAwait(false), parents, mode, cancel).ConfigureAwait(false);

    /// <summary>Removes a file or a link, or a folder.</summary>
    /// <param name="path">What to remove. A link is removed, and not what it leads to.</param>
    /// <param name="recursive">Whether a folder may have something in it, which is removed too. Links in it are never followed.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="SshException">There is none, it may not be removed, or it is a folder with something in it.</exception>
    public async Task RemoveAsync(string path, bool recursive = false, CancellationToken cancel = default)
    {
        var full = await ResolveAsync(path, cancel).ConfigureAwait(false);
        var attributes = await Operations.StatAsync(full, follow: false, cancel).ConfigureAwait(false);
        if (attributes.Kind != SftpFileKind.Directory) await Operations.RemoveAsync(full, cancel).ConfigureAwait(false);
        else if (recursive) await RemoteFolders.RemoveAsync(this, full, cancel).ConfigureAwait(false);
        else await Operations.RemoveDirectoryAsync(full, cancel).ConfigureAwait(false);
    }

    /// <summary>Renames or moves a file or folder within one file system.</summary>
    /// <param name="from">What to rename.</param>
    /// <param name="to">Its new path.</param>
    /// <param name="overwrite">Whether to take the place of a file of that path: in one step where the server can, else it is removed before.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="SshException">It cannot be renamed.</exception>
    public async Task RenameAsync(string from, string to, bool overwrite = false, CancellationToken cancel = default)
    {
        from = await ResolveAsync(from, cancel).ConfigureAwait(false);
        to = await ResolveAsync(to, cancel).ConfigureAwait(false);
        if (!overwrite) await Operations.RenameAsync(from, to, cancel).ConfigureAwait(false);
        else await ReplaceAsync(from, to, exists: null, cancel).ConfigureAwait(false);
    }

    /// <summary>Sets who may do what with a file (chmod).</summary>
    /// <exception cref="SshException">There is none, or it belongs to somebody else.</exception>
    public async Task SetPermissionsAsync(string path, UnixFileMode mode, CancellationToken cancel = default) =>
        await Operations.SetAsync(await ResolveAsync(path, cancel).ConfigureAwait(false), new() { Mode = mode }, cancel).ConfigureAwait(false);

    /// <summary>Sets when a file was changed last, and read last (the same when null). The protocol has whole seconds, from 1970 to 2106.</summary>
    /// <exception cref="SshException">There is none, or it belongs to somebody else.</exception>
    public async Task SetTimesAsync(string path, DateTimeOffset modified, DateTimeOffset? accessed = null, CancellationToken cancel = default) => await Operations.SetAsync(
        await ResolveAsync(path, cancel).ConfigureAwait(false), new() { Times = (accessed ?? modified, modified) }, cancel).ConfigureAwait(false);

    /// <summary>Gives a file to another user and group (chown).</summary>
    /// <exception cref="SshException">There is none, or this user may not give it away.</exception>
    public async Task SetOwnerAsync(string path, SftpOwner owner, CancellationToken cancel = default) => await Operations.SetAsync(
        await ResolveAsync(path, cancel).ConfigureAwait(false), new() { Owner = (owner.User, owner.Group) }, cancel).ConfigureAwait(false);

    /// <summary>Where a symbolic link leads, as it is written in it.</summary>
    /// <exception cref="SshException">There is none, or it is no link.</exception>
    public async Task<string> ReadLinkAsync(string path, CancellationToken cancel = default) =>
        await Operations.ReadLinkAsync(await ResolveAsync(path, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);

    /// <summary>Makes a symbolic link.</summary>
    /// <param name="path">The link.</param>
    /// <param name="leadsTo">Where it leads, written into it as it is.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="SshException">Something has the name, or the folder may not be written.</exception>
    public async Task MakeLinkAsync(string path, string leadsTo, CancellationToken cancel = default) =>
        await Operations.MakeLinkAsync(await ResolveAsync(path, cancel).ConfigureAwait(false), leadsTo, cancel).ConfigureAwait(false);

    /// <summary>Gives a file another name beside its own (hardlink@openssh.com).</summary>
    /// <exception cref="SshException">The server does not offer it, or it cannot be done.</exception>
    public async Task MakeHardLinkAsync(string path, string existing, CancellationToken cancel = default) => await Operations.MakeHardLinkAsync(
        await ResolveAsync(path, cancel).ConfigureAwait(false), await ResolveAsync(existing, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);

    /// <summary>The absolute path of a file, without links in it.</summary>
    /// <exception cref="SshException">There is no such folder.</exception>
    public async Task<string> RealPathAsync(string path, CancellationToken cancel = default) =>
        await Operations.RealPathAsync(await ResolveAsync(path, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);

    /// <summary>How much room the file system of a path has (statvfs@openssh.com).</summary>
    /// <exception cref="SshException">The server does not offer it, or there is no such path.</exception>
    public async Task<SftpSpace> SpaceAsync(string path, CancellationToken cancel = default) =>
        await Operations.SpaceAsync(await ResolveAsync(path, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);

    /// <summary>Ends the session. What is under way fails.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Wide is not null) await Wide.DisposeAsync().ConfigureAwait(false);
        await session.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The session that a file of that size goes through.</summary>
    internal ValueTask<SftpClient> ForAsync(long? size, CancellationToken cancel) => Wide is null ? new(this) : Wide.ForAsync(size, cancel);

    /// <summary>The path as the server takes it: <c>~</c> is the user's home, where the session starts.</summary>
    internal async ValueTask<string> ResolveAsync(string path, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path[0] != '~') return path;
        if (path is "~" or "~/") return ".";
        if (path[1] == '/') return path[1..].TrimStart('/');
        return Server.Has(SftpExtensions.ExpandPath) ? await Operations.ExpandAsync(path, cancel).ConfigureAwait(false) : path;
    }

    internal async Task ReplaceAsync(string from, string to, bool? exists, CancellationToken cancel)
    {
        if (Server.Has(SftpExtensions.PosixRename))
        {
            await Operations.ReplaceAsync(from, to, cancel).ConfigureAwait(false);
            return;
        }
        // The protocol's own renaming takes no place that is taken (section 6.5).
        if (exists ?? await Operations.FindAsync(to, follow: false, cancel).ConfigureAwait(false) is { Kind: not SftpFileKind.Directory })
            await Operations.RemoveAsync(to, cancel).ConfigureAwait(false);
        await Operations.RenameAsync(from, to, cancel).ConfigureAwait(false);
    }

    /// <summary>Has the server close what was only read, or what failed already: that has nothing more to say, and nobody waits for it.</summary>
    internal void CloseQuietly(byte[] handle)
    {
        try
        {
            _ = Operations.Close(handle).Task.ContinueWith(
                static closed => closed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        catch (NetworkException)
        {
            // The session has ended, and its files with it.
        }
    }

    // Some servers count the head of the packet in, and some tell no limit.
    static int Block(long most, long packet)
    {
        const int head = 1024;
        if (most <= 0) most = SftpServerFacts.DefaultBlock;
        if (packet > head) most = Math.Min(most, packet - head);
        return (int)Math.Clamp(most, 1024, SftpServerFacts.LargestBlock);
    }
}
