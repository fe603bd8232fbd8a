using Runner.Plugins.Ssh.Sftp.Files;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Plugins.Ssh.Sftp.Transfers;

namespace Runner.Plugins.Ssh.Sync;

/// <summary>Copies one file: its path below the top, what it is, and what stands at its target.</summary>
delegate Task CopyFile(string path, TreeEntry source, TreeEntry? existing, CancellationToken cancel);

/// <summary>
/// Makes a folder like another one, folder by folder, so that in memory are only the listings of the folder that it is in. Below the
/// top nothing is written through a link.
/// </summary>
/// <param name="source">What is copied.</param>
/// <param name="target">What becomes like it.</param>
/// <param name="toLocal">Whether the target is this machine, which has rules of its own for names.</param>
/// <param name="options">How.</param>
/// <param name="copy">Copies a file.</param>
sealed class TreeSync(ITree source, ITree target, bool toLocal, SyncOptions options, CopyFile copy)
{
    const UnixFileMode Everything = (UnixFileMode)0b111_111_111, OwnersOwn = (UnixFileMode)0b111_000_000;

    readonly PathPatterns patterns = new(options.Include, options.Exclude);
    readonly SyncLog log = new();
    readonly List<(string Path, UnixFileMode Mode)> narrowLater = [];

    internal async Task<SyncResult> RunAsync(bool targetExists, CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var work = new ParallelWork(Math.Clamp(options.MaxParallel, 1, 1024), cancel);
        try
        {
            await FolderAsync("", targetExists, 0, work).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Thrown when all that is under way has cleaned up.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            work.Fail(cause);
        }
        await work.EndAsync().ConfigureAwait(false);
        for (var last = narrowLater.Count - 1; last >= 0; last--) await target.SetAsync(narrowLater[last].Path, narrowLater[last].Mode, null, cancel).ConfigureAwait(false);
        return log.Result(options.DryRun, TimeProvider.System.GetElapsedTime(started));
    }

    async Task FolderAsync(string path, bool targetExists, int depth, ParallelWork work)
    {
        if (depth > RemoteFolders.Deepest) throw source.Refusal(path, $"is nested more than {RemoteFolders.Deepest} deep: does a link lead back to it?");
        var existing = await ExistingAsync(path, targetExists, work.Token).ConfigureAwait(false);
        var seen = new HashSet<string>(toLocal ? LocalTarget.NameComparer : StringComparer.Ordinal);
        var folders = new List<(string Path, TreeEntry Entry, TreeEntry? There)>();
        await foreach (var listed in source.ListAsync(path, work.Token).ConfigureAwait(false))
        {
            var below = Below(path, listed.Name);
            if (!seen.Add(listed.Name))
            {
                log.LeaveOut(below, "another one of its folder has the same name, or one that differs in case only, which is the same here");
                continue;
            }
            TreeEntry? there = existing.TryGetValue(listed.Name, out var found) ? found : null;
            if (await ResolveAsync(below, listed, work.Token).ConfigureAwait(false) is not { } entry || patterns.LeaveOut(below, entry.Kind == SftpFileKind.Directory)) continue;
            if (toLocal) LocalTarget.RequireRepresentable(listed.Name, path);
            switch (entry.Kind)
            {
                case SftpFileKind.Directory: folders.Add((below, entry, there)); break;
                case SftpFileKind.File: await FileAsync(below, entry, there, work).ConfigureAwait(false); break;
                case SftpFileKind.Link: await LinkAsync(below, there, work.Token).ConfigureAwait(false); break;
                default: log.LeaveOut(below, "it is a device, a named pipe or a socket"); break;
            }
        }
        if (options.Delete)
        {
            foreach (var (name, entry) in existing)
            {
                if (!seen.Contains(name)) await DeleteAsync(Below(path, name), entry, work).ConfigureAwait(false);
            }
        }
        existing.Clear();
        foreach (var (below, entry, there) in folders)
        {
            var isThere = await EnsureFolderAsync(below, entry, there, work.Token).ConfigureAwait(false);
            await FolderAsync(below, isThere, depth + 1, work).ConfigureAwait(false);
        }
    }

    async Task<Dictionary<string, TreeEntry>> ExistingAsync(string path, bool exists, CancellationToken cancel)
    {
        var found = new Dictionary<string, TreeEntry>(toLocal ? LocalTarget.NameComparer : StringComparer.Ordinal);
        if (!exists) return found;
        await foreach (var entry in target.ListAsync(path, cancel).ConfigureAwait(false)) found[entry.Name] = entry;
        return found;
    }

    /// <summary>What an entry stands for, where links are followed; null for what is left out.</summary>
    async ValueTask<TreeEntry?> ResolveAsync(string path, TreeEntry entry, CancellationToken cancel)
    {
        if (entry.Kind != SftpFileKind.Link || options.Links == LinkHandling.Safe) return entry;
        if (options.Links == LinkHandling.Skip) return null;
        var leadsTo = await source.FollowAsync(path, cancel).ConfigureAwait(false);
        if (leadsTo is null) log.LeaveOut(path, "it is a link that leads to nothing");
        return leadsTo;
    }

    async ValueTask FileAsync(string path, TreeEntry entry, TreeEntry? there, ParallelWork work)
    {
        if (there is { Kind: SftpFileKind.Directory })
        {
            if (!options.Delete) throw target.Refusal(path, "is a folder, where a file should be: remove it, or let `ssh.sync` do that (`delete: true`)");
            await RemoveAsync(path, there.Value, work.Token).ConfigureAwait(false);
            there = null;
        }
        if (there is { Kind: SftpFileKind.Other }) throw target.Refusal(path, "is a device, a named pipe or a socket, where a file should be: remove it");
        if (there is { Kind: SftpFileKind.File } file && options.Compare != SyncCompare.Never && file.Size == entry.Size)
        {
            if (options.Compare == SyncCompare.Checksum)
            {
                await work.StartAsync(async cancel =>
                {
                    var ours = source.HashAsync(path, entry, cancel);
                    if (await target.HashAsync(path, file, cancel).ConfigureAwait(false) == await ours.ConfigureAwait(false)) await SettleAsync(path, entry, file, cancel).ConfigureAwait(false);
                    else await CopyAsync(path, entry, file, cancel).ConfigureAwait(false);
                }).ConfigureAwait(false);
                return;
            }
            if (Comparison.SameTime(entry.Attributes.Modified, file.Attributes.Modified))
            {
                await SettleAsync(path, entry, file, work.Token).ConfigureAwait(false);
                return;
            }
        }
        if (options.DryRun) await CopyAsync(path, entry, there, work.Token).ConfigureAwait(false);
        else await work.StartAsync(cancel => CopyAsync(path, entry, there, cancel)).ConfigureAwait(false);
    }

    async Task CopyAsync(string path, TreeEntry entry, TreeEntry? there, CancellationToken cancel)
    {
        if (!options.DryRun) await copy(path, entry, there, cancel).ConfigureAwait(false);
        log.Add(path, there is null ? SyncChangeKind.Create : SyncChangeKind.Update, SftpFileKind.File, entry.Size);
    }

    /// <summary>Contents are the same: so should the rest be.</summary>
    async Task SettleAsync(string path, TreeEntry entry, TreeEntry there, CancellationToken cancel)
    {
        var mode = Mode(entry) is { } wanted && there.Attributes.Mode is { } has && (has & Everything) != wanted ? wanted : (UnixFileMode?)null;
        var time = Comparison.SameTime(entry.Attributes.Modified, there.Attributes.Modified) ? null : entry.Attributes.Modified;
        if (mode is null && time is null)
        {
            log.AddSame();
            return;
        }
        if (!options.DryRun) await target.SetAsync(path, mode, time, cancel).ConfigureAwait(false);
        log.Add(path, SyncChangeKind.Attributes, entry.Kind);
    }

    async ValueTask LinkAsync(string path, TreeEntry? there, CancellationToken cancel)
    {
        var leadsTo = await source.ReadLinkAsync(path, cancel).ConfigureAwait(false);
        if (!LocalTarget.StaysInside(path, leadsTo))
        {
            log.LeaveOut(path, $"it is a link that may lead out of the folder, to {RemoteName.Quote(leadsTo)}");
            return;
        }
        if (there is { Kind: SftpFileKind.Link } && await target.ReadLinkAsync(path, cancel).ConfigureAwait(false) == leadsTo)
        {
            log.AddSame();
            return;
        }
        if (there is { Kind: SftpFileKind.Directory or SftpFileKind.Other } other)
        {
            if (!options.Delete || other.Kind == SftpFileKind.Other) throw target.Refusal(path, "is a folder or a device, where a link should be: remove it");
            await RemoveAsync(path, other, cancel).ConfigureAwait(false);
            there = null;
        }
        if (!options.DryRun) await target.MakeLinkAsync(path, leadsTo, there, cancel).ConfigureAwait(false);
        log.Add(path, there is null ? SyncChangeKind.Create : SyncChangeKind.Update, SftpFileKind.Link);
    }

    /// <returns>Whether the target has the folder now, and it may have something in it.</returns>
    async ValueTask<bool> EnsureFolderAsync(string path, TreeEntry entry, TreeEntry? there, CancellationToken cancel)
    {
        if (there is { Kind: SftpFileKind.Directory } folder)
        {
            if (FolderMode(entry) is not { } mode || folder.Attributes.Mode is not { } has || (has & Everything) == mode) return true;
            log.Add(path, SyncChangeKind.Attributes, SftpFileKind.Directory);
            if (!options.DryRun) await NarrowAsync(path, mode, cancel).ConfigureAwait(false);
            return true;
        }
        if (there is { } other)
        {
            if (!options.Delete || other.Kind == SftpFileKind.Other)
                throw target.Refusal(path, $"is {(other.Kind == SftpFileKind.Link ? "a link" : "no folder")}, where a folder should be: nothing is written through it. Remove it{(other.Kind == SftpFileKind.Other ? "" : ", or let `ssh.sync` do that (`delete: true`)")}");
            await RemoveAsync(path, other, cancel).ConfigureAwait(false);
        }
        log.Add(path, SyncChangeKind.Create, SftpFileKind.Directory);
        if (options.DryRun) return false;
        await target.MakeFolderAsync(path, FolderMode(entry) | OwnersOwn, cancel).ConfigureAwait(false);
        if (FolderMode(entry) is { } exact) await NarrowAsync(path, exact, cancel).ConfigureAwait(false);
        return false;
    }

    /// <summary>A folder that its owner may not write in gets its permissions when all is in it.</summary>
    async ValueTask NarrowAsync(string path, UnixFileMode mode, CancellationToken cancel)
    {
        await target.SetAsync(path, mode | OwnersOwn, null, cancel).ConfigureAwait(false);
        if ((mode & OwnersOwn) != OwnersOwn) narrowLater.Add((path, mode));
    }

    async ValueTask DeleteAsync(string path, TreeEntry entry, ParallelWork work)
    {
        if (patterns.LeaveOut(path, entry.Kind == SftpFileKind.Directory)) return;
        if (entry.Kind == SftpFileKind.Directory && patterns.Any && await HoldsKeptAsync(path, 0, work).ConfigureAwait(false)) return;
        if (options.DryRun) log.Add(path, SyncChangeKind.Delete, entry.Kind);
        else await work.StartAsync(cancel => RemoveAsync(path, entry, cancel)).ConfigureAwait(false);
    }

    /// <summary>Whether a folder that is too much has something in it that patterns leave out. All else in it is deleted then.</summary>
    async ValueTask<bool> HoldsKeptAsync(string path, int depth, ParallelWork work)
    {
        if (depth > RemoteFolders.Deepest) throw target.Refusal(path, $"is nested more than {RemoteFolders.Deepest} deep");
        var inside = new List<TreeEntry>();
        await foreach (var entry in target.ListAsync(path, work.Token).ConfigureAwait(false)) inside.Add(entry);
        var goes = new List<TreeEntry>();
        foreach (var entry in inside)
        {
            var below = Below(path, entry.Name);
            var isFolder = entry.Kind == SftpFileKind.Directory;
            if (!patterns.LeaveOut(below, isFolder) && !(isFolder && await HoldsKeptAsync(below, depth + 1, work).ConfigureAwait(false))) goes.Add(entry);
        }
        if (goes.Count == inside.Count) return false;
        foreach (var entry in goes)
        {
            if (options.DryRun) log.Add(Below(path, entry.Name), SyncChangeKind.Delete, entry.Kind);
            else await RemoveAsync(Below(path, entry.Name), entry, work.Token).ConfigureAwait(false);
        }
        return true;
    }

    async Task RemoveAsync(string path, TreeEntry entry, CancellationToken cancel)
    {
        if (!options.DryRun) await target.RemoveAsync(path, entry, cancel).ConfigureAwait(false);
        log.Add(path, SyncChangeKind.Delete, entry.Kind);
    }

    UnixFileMode? Mode(TreeEntry entry) => OperatingSystem.IsWindows() ? null : options.Mode ?? (options.Permissions ? entry.Attributes.Mode & Everything : null);

    UnixFileMode? FolderMode(TreeEntry entry)
    {
        if (OperatingSystem.IsWindows()) return null;
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        return options.Mode is { } mode ? mode | (UnixFileMode)((int)(mode & read) >> 2) : options.Permissions ? entry.Attributes.Mode & Everything : null;
    }

    static string Below(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";
}
