using System.Runtime.CompilerServices;
using Runner.Plugins.Ssh.Sftp.Files;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sync;

/// <summary>A folder of the other side.</summary>
sealed class RemoteTree(SftpClient client, string top) : ITree
{
    internal string At(string path) => RemoteFolders.Join(top, path);

    public Exception Refusal(string path, string reason) =>
        new SshException(client.Target, $"{RemoteName.Quote(At(path))} on {client.Target} {reason}.") { Status = (int)SftpStatus.Failure };

    public async IAsyncEnumerable<TreeEntry> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var entry in Listing.ReadAsync(client, At(path), cancel).ConfigureAwait(false)) yield return new(entry.Name, entry.Attributes);
    }

    public async Task<TreeEntry?> FollowAsync(string path, CancellationToken cancel) =>
        await client.Operations.FindAsync(At(path), follow: true, cancel).ConfigureAwait(false) is { } found ? new TreeEntry(RemoteFolders.NameOf(path), found) : null;

    public Task<string> ReadLinkAsync(string path, CancellationToken cancel) => client.Operations.ReadLinkAsync(At(path), cancel);

    public Task<string> HashAsync(string path, TreeEntry entry, CancellationToken cancel) => client.HashAsync(At(path), null, entry.Size, cancel);

    public Task MakeFolderAsync(string path, UnixFileMode? mode, CancellationToken cancel) => client.Operations.MakeDirectoryAsync(At(path), new() { Mode = mode }, cancel);

    public async Task MakeLinkAsync(string path, string leadsTo, TreeEntry? existing, CancellationToken cancel)
    {
        if (existing is null)
        {
            await client.Operations.MakeLinkAsync(At(path), leadsTo, cancel).ConfigureAwait(false);
            return;
        }
        var temporary = Sftp.Transfers.TemporaryName.Beside(At(path));
        await client.Operations.MakeLinkAsync(temporary, leadsTo, cancel).ConfigureAwait(false);
        await client.ReplaceAsync(temporary, At(path), exists: true, cancel).ConfigureAwait(false);
    }

    public Task SetAsync(string path, UnixFileMode? mode, DateTimeOffset? modified, CancellationToken cancel) =>
        client.Operations.SetAsync(At(path), new() { Mode = mode, Times = modified is { } time ? (time, time) : null }, cancel);

    public Task RemoveAsync(string path, TreeEntry entry, CancellationToken cancel) =>
        entry.Kind == SftpFileKind.Directory ? RemoteFolders.RemoveAsync(client, At(path), cancel) : client.Operations.RemoveAsync(At(path), cancel);
}
