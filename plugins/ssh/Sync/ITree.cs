namespace Runner.Plugins.Ssh.Sync;

/// <summary>A folder with all below it, here or on the other side. Paths are below its top, with slashes; the top is empty.</summary>
interface ITree
{
    /// <summary>The error of a target in whose place something stands.</summary>
    Exception Refusal(string path, string reason);

    /// <summary>What is in a folder of it.</summary>
    IAsyncEnumerable<TreeEntry> ListAsync(string path, CancellationToken cancel);

    /// <summary>What a link leads to, with the link's name; null when it leads to nothing.</summary>
    Task<TreeEntry?> FollowAsync(string path, CancellationToken cancel);

    Task<string> ReadLinkAsync(string path, CancellationToken cancel);

    Task<string> HashAsync(string path, TreeEntry entry, CancellationToken cancel);

    /// <summary>Makes a folder in one that is there.</summary>
    Task MakeFolderAsync(string path, UnixFileMode? mode, CancellationToken cancel);

    /// <summary>Makes a link, in the place of a file or link that is there.</summary>
    Task MakeLinkAsync(string path, string leadsTo, TreeEntry? existing, CancellationToken cancel);

    Task SetAsync(string path, UnixFileMode? mode, DateTimeOffset? modified, CancellationToken cancel);

    /// <summary>Removes what is there, a folder with all that is in it.</summary>
    Task RemoveAsync(string path, TreeEntry entry, CancellationToken cancel);
}

/// <summary>What a folder has in it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">What is known of it.</param>
readonly record struct TreeEntry(string Name, SftpAttributes Attributes)
{
    internal SftpFileKind Kind => Attributes.Kind;

    internal long Size => Attributes.Size ?? 0;
}
