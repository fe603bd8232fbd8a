using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Files;

/// <summary>Folders of the other side, with those above or below them.</summary>
static class RemoteFolders
{
    /// <summary>Deeper trees are no trees: a server that answers so goes round in a circle.</summary>
    internal const int Deepest = 128;

    /// <returns>Whether it was made, and was not there before.</returns>
    internal static async Task<bool> MakeAsync(SftpOperations operations, string path, bool parents, UnixFileMode? mode, CancellationToken cancel)
    {
        if (await operations.FindAsync(path, follow: true, cancel).ConfigureAwait(false) is { } found)
            return found.Kind == SftpFileKind.Directory ? false : throw InTheWay(operations, path);
        if (parents && Parent(path) is { } above) await MakeAsync(operations, above, parents, null, cancel).ConfigureAwait(false);
        try
        {
            await operations.MakeDirectoryAsync(path, new() { Mode = mode }, cancel).ConfigureAwait(false);
            return true;
        }
        catch (SshException) when (!cancel.IsCancellationRequested)
        {
            // Somebody else may have been faster.
            if (await operations.FindAsync(path, follow: true, cancel).ConfigureAwait(false) is { Kind: SftpFileKind.Directory }) return false;
            throw;
        }
    }

    internal static async Task RemoveAsync(SftpClient client, string path, CancellationToken cancel, int depth = 0)
    {
        if (depth > Deepest) throw client.Operations.Session.Distrust($"its folders are nested more than {Deepest} deep at {RemoteName.Quote(path)}");
        var folders = new List<string>();
        var removing = new Queue<Task>();
        await foreach (var entry in Listing.ReadAsync(client, path, cancel).ConfigureAwait(false))
        {
            var below = Join(path, entry.Name);
            if (entry.Attributes.Kind == SftpFileKind.Directory)
            {
                folders.Add(below);
                continue;
            }
            removing.Enqueue(client.Operations.RemoveAsync(below, cancel));
            if (removing.Count >= 64) await removing.Dequeue().ConfigureAwait(false);
        }
        await Task.WhenAll(removing).ConfigureAwait(false);
        foreach (var folder in folders) await RemoveAsync(client, folder, cancel, depth + 1).ConfigureAwait(false);
        await client.Operations.RemoveDirectoryAsync(path, cancel).ConfigureAwait(false);
    }

    internal static string Join(string folder, string name) => name.Length == 0 ? folder : folder.EndsWith('/') ? folder + name : $"{folder}/{name}";

    /// <summary>The last part of a path.</summary>
    internal static string NameOf(string path) => path.TrimEnd('/') is var bare && bare.LastIndexOf('/') is >= 0 and var slash ? bare[(slash + 1)..] : path.TrimEnd('/');

    static SshException InTheWay(SftpOperations operations, string path) =>
        new(operations.Target, $"{operations.Target} could not make the folder {RemoteName.Quote(path)}: a file of that name is in the way.") { Status = (int)SftpStatus.Failure };

    /// <summary>The folder above; null at the top, and for a relative path of one part.</summary>
    static string? Parent(string path)
    {
        var bare = path.TrimEnd('/');
        var slash = bare.LastIndexOf('/');
        return slash <= 0 ? null : bare[..slash];
    }
}
