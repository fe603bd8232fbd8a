using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Runner.Plugins.Ssh.Sftp.Files;

namespace Runner.Plugins.Ssh.Sync;

/// <summary>A folder of this machine.</summary>
sealed class LocalTree(string top) : ITree
{
    internal string At(string path) => path.Length == 0 ? top : Path.Combine(top, path.Replace('/', Path.DirectorySeparatorChar));

    public Exception Refusal(string path, string reason) => new IOException($"{At(path)} {reason}.");

    public async IAsyncEnumerable<TreeEntry> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var options = new EnumerationOptions { AttributesToSkip = 0, ReturnSpecialDirectories = false, IgnoreInaccessible = false };
        foreach (var found in new DirectoryInfo(At(path)).EnumerateFileSystemInfos("*", options))
        {
            cancel.ThrowIfCancellationRequested();
            // .NET reads a byte that is no UTF-8 as this character, and finds no file of that name.
            if (found.Name.Contains('\uFFFD', StringComparison.Ordinal) && !found.Exists)
                throw new IOException($"{found.Name} in {At(path)} has a name that is not UTF-8: rename it, or leave it out.");
            yield return Entry(found);
        }
    }

    public Task<TreeEntry?> FollowAsync(string path, CancellationToken cancel)
    {
        var found = new FileInfo(At(path)).ResolveLinkTarget(returnFinalTarget: true);
        return Task.FromResult<TreeEntry?>(found is null || !found.Exists ? null : Entry(found) with { Name = Path.GetFileName(path) });
    }

    public Task<string> ReadLinkAsync(string path, CancellationToken cancel) =>
        Task.FromResult(LocalTarget.LinkTarget(At(path)) ?? throw new IOException($"{At(path)} is no link any more."));

    public async Task<string> HashAsync(string path, TreeEntry entry, CancellationToken cancel)
    {
        var file = File.OpenRead(At(path));
        await using (file.ConfigureAwait(false)) return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel).ConfigureAwait(false));
    }

    public Task MakeFolderAsync(string path, UnixFileMode? mode, CancellationToken cancel)
    {
        if (OperatingSystem.IsWindows() || mode is null) Directory.CreateDirectory(At(path));
        else Directory.CreateDirectory(At(path), mode.Value);
        return Task.CompletedTask;
    }

    public Task MakeLinkAsync(string path, string leadsTo, TreeEntry? existing, CancellationToken cancel)
    {
        if (existing is null)
        {
            File.CreateSymbolicLink(At(path), leadsTo);
            return Task.CompletedTask;
        }
        var temporary = Sftp.Transfers.TemporaryName.Beside(At(path), Path.DirectorySeparatorChar);
        File.CreateSymbolicLink(temporary, leadsTo);
        File.Move(temporary, At(path), overwrite: true);
        return Task.CompletedTask;
    }

    public Task SetAsync(string path, UnixFileMode? mode, DateTimeOffset? modified, CancellationToken cancel)
    {
        if (mode is { } wanted && !OperatingSystem.IsWindows()) File.SetUnixFileMode(At(path), wanted);
        if (modified is { } time) File.SetLastWriteTimeUtc(At(path), time.UtcDateTime);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string path, TreeEntry entry, CancellationToken cancel)
    {
        // Of a link to a folder, the link only: neither follows links.
        if (entry.Kind == SftpFileKind.Directory) Directory.Delete(At(path), recursive: true);
        else File.Delete(At(path));
        return Task.CompletedTask;
    }

    static TreeEntry Entry(FileSystemInfo found)
    {
        var isLink = found.LinkTarget is not null;
        var isFolder = !isLink && found is DirectoryInfo;
        // What a listing shows as a file may be a named pipe, which is never opened.
        var isFile = !isLink && !isFolder && Sdk.RegularFile.WhyNot(found.FullName) is null;
        uint type = isLink ? 0xA000u : isFolder ? 0x4000u : isFile ? 0x8000u : 0x1000u;
        return new(found.Name, new()
        {
            Size = found is FileInfo file && !isLink ? file.Length : 0,
            Modified = found.LastWriteTimeUtc,
            RawMode = type | (OperatingSystem.IsWindows() ? 0 : (uint)found.UnixFileMode & 0xFFF),
        });
    }
}
