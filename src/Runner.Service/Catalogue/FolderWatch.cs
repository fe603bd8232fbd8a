using System.Threading.Channels;

namespace Runner.Service.Catalogue;

/// <summary>
/// Says when something in folders may have changed. The system's messages are a hint: some file systems send none, and too many at once are lost; so
/// it also says so from time to time without one.
/// </summary>
sealed class FolderWatch : IDisposable
{
    readonly List<FileSystemWatcher> watchers = [];
    readonly HashSet<string> watched = new(StringComparer.Ordinal);
    readonly HashSet<string> alone = new(StringComparer.Ordinal);
    readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Watches folders from now on that are there, and were not watched before.</summary>
    /// <param name="folders">The folders, or files.</param>
    /// <param name="below">Whether the folders in them are watched too.</param>
    public void Add(IEnumerable<string> folders, bool below = true)
    {
        foreach (var folder in folders)
        {
            // A file is watched by its folder; a folder that is not there yet is seen by the slow look.
            var place = Directory.Exists(folder) ? folder : File.Exists(folder) ? Path.GetDirectoryName(folder)! : null;
            if (place is null || !below && alone.Contains(place) || watched.Any(other => place == other || place.StartsWith(other + Path.DirectorySeparatorChar, StringComparison.Ordinal))) continue;
            try
            {
                var watcher = new FileSystemWatcher(place) { IncludeSubdirectories = below, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
                watcher.Changed += (_, _) => signal.Writer.TryWrite(true);
                watcher.Created += (_, _) => signal.Writer.TryWrite(true);
                watcher.Deleted += (_, _) => signal.Writer.TryWrite(true);
                watcher.Renamed += (_, _) => signal.Writer.TryWrite(true);
                watcher.Error += (_, _) => signal.Writer.TryWrite(true);
                watcher.EnableRaisingEvents = true;
                watchers.Add(watcher);
                (below ? watched : alone).Add(place);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // No handles left, or no permission: the slow look still finds what changes.
            }
        }
    }

    /// <summary>Waits until something may have changed, and then until nothing has for a moment.</summary>
    /// <param name="most">The longest wait.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(most);
        try
        {
            await signal.Reader.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return;
        }

        // Editors write a file in several moves; a checkout writes many. Whoever writes without end does not hold it up either.
        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(50, cancel).ConfigureAwait(false);
            if (!signal.Reader.TryRead(out _)) return;
        }
    }

    public void Dispose()
    {
        foreach (var watcher in watchers) watcher.Dispose();
    }
}
