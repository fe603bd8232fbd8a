namespace Runner.Plugins.Ssh.Sync;

/// <summary>Counts what a copy does, from several threads, and lists the first of it.</summary>
sealed class SyncLog
{
    readonly List<SyncChange> changes = [];
    readonly List<SyncLeftOut> leftOut = [];
    long files, bytes, created, updated, deleted, attributes, unchanged, notListed;

    internal void Add(string path, SyncChangeKind kind, SftpFileKind type, long size = 0)
    {
        lock (changes)
        {
            switch (kind)
            {
                case SyncChangeKind.Create: created++; break;
                case SyncChangeKind.Update: updated++; break;
                case SyncChangeKind.Attributes: attributes++; break;
                default: deleted++; break;
            }
            if (type == SftpFileKind.File && kind is SyncChangeKind.Create or SyncChangeKind.Update)
            {
                files++;
                bytes += size;
            }
            if (changes.Count < SyncResult.MostListed) changes.Add(new(path, kind, type, size));
            else notListed++;
        }
    }

    internal void LeaveOut(string path, string reason)
    {
        lock (changes)
        {
            if (leftOut.Count < SyncResult.MostListed) leftOut.Add(new(path, reason));
        }
    }

    internal void AddSame()
    {
        lock (changes) unchanged++;
    }

    internal SyncResult Result(bool dryRun, TimeSpan duration)
    {
        lock (changes)
        {
            return new()
            {
                DryRun = dryRun, Files = files, Bytes = bytes, Created = created, Updated = updated, Deleted = deleted, Attributes = attributes,
                Unchanged = unchanged, Changes = [.. changes], ChangesNotListed = notListed, LeftOut = [.. leftOut], Duration = duration,
            };
        }
    }
}
