namespace Runner.Scripting.Caching;

/// <summary>A file that one process at a time holds, and none that has died.</summary>
static class FileLock
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    // Longer than any compilation and any restore of packages: who holds it longer is stopped, and must not stop others.
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(3);

    /// <summary>Waits for the lock.</summary>
    /// <returns>What holds it; null where it cannot be had: no such place, a system that has none, a holder that does not go on.</returns>
    public static async ValueTask<IDisposable?> TakeAsync(string path, CancellationToken cancel)
    {
        var since = Environment.TickCount64;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.None);
            }
            catch (IOException e) when (IsHeld(e))
            {
                if (Environment.TickCount64 - since > LongestWait.TotalMilliseconds) return null;
                await Task.Delay(Pause, cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null; // a full disk, a folder that is not ours
            }
        }
    }

    /// <summary>The same for a caller that has a thread to wait with.</summary>
    public static IDisposable? Take(string path, CancellationToken cancel) => TakeAsync(path, cancel).AsTask().GetAwaiter().GetResult();

    // EWOULDBLOCK of flock(2) on Linux and on macOS; ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
    static bool IsHeld(IOException e) => OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 32 or 33 : e.HResult is 11 or 35;
}
